# psi-normalize: a directory of companies, made from registers as published.
# shellcheck shell=bash
need python3
make=$TOP/examples/directory/make.py
data=$TOP/test/cli/data/directory
normalize=(psi-normalize --suffix-list "$TOP/test/cli/data/suffixes.dat"
	--source-date 2026-11-01 --types "entity,family")

# keys FILE: the keys of one account each, without what is about the file.
keys()
{
	grep -v '^,' "$1" | sed 1d | sort
}

"$make" gleif "$data/lei2.csv" "$data/rr.csv" > gleif.csv
"$make" ror "$data/ror.json" > ror.csv
"$make" sec "$data/company_tickers.json" "$data/submissions" > sec.csv
"$make" wikidata "$data/query.csv" > wikidata.csv
grep -q '^5299009WTHKCJXSZAQ05,former_name,Old Harbour Systems' gleif.csv
grep -q '^5299009WTHKCJXSZAQ05,parent,529900T8BM49AURSDO55$' gleif.csv
grep -q '^529900T8BM49AURSDO55,regno,GB-00445790$' gleif.csv
lacks gleif.csv Gone
grep -q '^ror:01abcde23,parent,ror:02fghij45$' ror.csv
lacks ror.csv 'ITR'
grep -q '^cik:4711,former_name,"Quadrat, Inc."$' sec.csv
lacks wikidata.csv ',name,Q200'

# One LEI is one entity, whatever register it comes from.
"$make" merge gleif.csv ror.csv sec.csv wikidata.csv > all.csv
grep -q '^529900T8BM49AURSDO55,domain,https://orbis.com/$' all.csv
grep -q '^wikidata:Q100,parent,529900T8BM49AURSDO55$' all.csv
"$make" merge --country DE all.csv > germany.csv
[ "$(cut -d, -f1 germany.csv | sort -u | wc -l)" -eq 3 ]
expect_status 2 "$make" gleif > /dev/null
expect_status 2 "$make" all.csv > /dev/null
expect_status 3 "$make" ror "$data/query.csv" > /dev/null
expect_stderr 'query.csv: '

cat > accounts.csv <<'CSV'
Id,Name,Website,Country
1,Quadrat,,US
2,Old Harbour Systems Ltd,,GB
3,Blue Harbor,blueharbor.de,DE
4,Academy of the North,,GB
5,Nobody,nobody.com,GB
CSV
ok "${normalize[@]}" --directory all.csv accounts.csv > keys.csv
expect_stderr 'the directory has [0-9]+ entities'
keys keys.csv > got
cat > want <<'CSV'
1,other,entity,cik:4711
1,other,family,cik:4711|directory
2,other,entity,5299009WTHKCJXSZAQ05
2,other,family,529900T8BM49AURSDO55|directory
3,other,entity,wikidata:Q100
3,other,family,529900T8BM49AURSDO55|directory
4,other,entity,ror:02fghij45
4,other,family,ror:02fghij45|directory
CSV
diff -u want got || fail 'other keys than expected'
digest=$(sha256sum < all.csv)
grep -q "^,,directory,${digest%% *}\$" keys.csv

# How many of the accounts a partner finds who lists the whole directory: four
# of five stand in it. Without a directory nothing is said.
ok "${normalize[@]}" --directory all.csv --check accounts.csv > check.txt
entities=$(sed 1d all.csv | cut -d, -f1 | sort -u | wc -l)
grep -q "^  4 of your 5 accounts are in the directory, which has $entities" \
    check.txt || fail 'no count of the directory'
grep -q 'could find out up to 4 of them, unless the$' check.txt ||
	fail 'no number of accounts that a partner could find'
{ echo 'Id,Name,Website,Country'; echo '5,Nobody,nobody.com,GB'; } > none-in.csv
ok "${normalize[@]}" --directory all.csv --check none-in.csv > check.txt
grep -q '^  0 of your 1 accounts are in the directory' check.txt ||
	fail 'nothing is said where no account is in the directory'
ok psi-normalize --suffix-list "$TOP/test/cli/data/suffixes.dat" --check \
    accounts.csv > check.txt
lacks check.txt 'partner'
ok "${normalize[@]}" --directory all.csv --check --csv accounts.csv > check.csv
grep -q '^list,in-directory,4,' check.csv
lacks check.csv 'partner'

# What is no directory is refused, and nothing is written.
expect_status 3 "${normalize[@]}" --directory accounts.csv -o out.csv \
    accounts.csv
expect_stderr 'accounts.csv:1: this is not a directory'
no_output out.csv
{ cat all.csv; sed -n 2p all.csv; } > torn.csv
expect_status 3 "${normalize[@]}" --directory torn.csv -o out.csv accounts.csv
expect_stderr 'torn.csv:[0-9]+: the rows of an entity do not stand together'
no_output out.csv
expect_status 1 "${normalize[@]}" --directory none.csv -o out.csv accounts.csv
no_output out.csv

# An agreement names it; the file goes beside it.
suffixes=$TOP/test/cli/data/suffixes.dat
psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub
propose=(psi-agree propose -i acme.key -n Acme -p globex.pub
	--partner-name Globex --suffix-list "$suffixes")
ok "${propose[@]}" --directory all.csv -o proposal.csv
expect_stderr 'send that file too, .* as proposal.csv.directory$'
grep -q "^directory,${digest%% *}\$" proposal.csv
grep '^key,[ef]' proposal.csv > got
printf 'key,entity 1 0.970\nkey,family family 0.900\n' > want
same got want
ok psi-agree show -o words proposal.csv
grep -q "one directory of companies, with SHA-256 *${digest%% *}" <<< "$(tr '\n' ' ' < words)"
ok psi-agree sign -q --accept-list -i globex.key -o agreement.csv proposal.csv
expect_status 5 psi-normalize -a agreement.csv -o out.csv accounts.csv
expect_stderr "agreement.csv.directory" \
    'hint: put the file that came with the agreement there'
no_output out.csv
cp all.csv agreement.csv.directory
ok psi-normalize -a agreement.csv -o out.csv accounts.csv
grep -q "^,,directory,${digest%% *}\$" out.csv
grep -q ',entity,cik:4711$' out.csv
rm out.csv
# Another one is refused, beside it and by name.
expect_status 5 psi-normalize -a agreement.csv --directory germany.csv \
    -o out.csv accounts.csv
expect_stderr 'germany.csv: this is not the directory that the agreement names'
no_output out.csv
cp germany.csv agreement.csv.directory
expect_status 5 psi-normalize -a agreement.csv -o out.csv accounts.csv
expect_stderr 'agreement.csv.directory: this is not the directory'
no_output out.csv
# A draft may have said `none`; its own keys of directories stay as they are.
psi-agree template > draft.csv 2> /dev/null
edit draft.csv "s/^\(party-a-name\),.*/\1,Acme/; s/^\(party-b-name\),.*/\1,Globex/
    s/^\(party-b-identity\),.*/\1,$(cat globex.pub)/"
draft=(psi-agree propose -i acme.key --suffix-list "$suffixes" --directory all.csv)
ok "${draft[@]}" draft.csv > out
grep -q "^directory,${digest%% *}\$" out
grep -q '^key,family family 0.900$' out
echo 'key,entity 2 0.800' >> draft.csv
ok "${draft[@]}" draft.csv > out
grep -q '^key,entity 2 0.800$' out
lacks out '^key,family'
edit draft.csv "s/^directory,.*/directory,$(printf '%064d' 0)/"
expect_status 3 "${draft[@]}" -o out.csv draft.csv
expect_stderr "draft.csv: 'directory' names another directory"
no_output out.csv out.csv.psl
# What is no directory, or is of no use.
expect_status 3 "${propose[@]}" --directory accounts.csv -o out.csv
expect_stderr 'accounts.csv:1: this is not a directory'
no_output out.csv out.csv.psl
expect_status 1 "${propose[@]}" --directory none.csv -o out.csv
expect_stderr "'none.csv'"
expect_status 2 "${propose[@]}" -m counts --directory all.csv -o out.csv
expect_stderr "no row of 'key' is made with the directory"
no_output out.csv out.csv.psl
ok "${propose[@]}" -m counts --directory all.csv -s 'key=entity 1 0.970' > out
expect_status 2 "${propose[@]}" --directory all.csv -s directory=none -o out.csv
expect_stderr 'error: --directory says what --set says'
no_output out.csv out.csv.psl
