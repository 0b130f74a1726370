# psi-share and psi-join: two companies go from their matches to pairs, and the
# attacks that files allow are refused in words.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies -s 'share-a=any any name+owner' -s 'share-b=any any country' \
    -s 'share-b=customer any country+owner'

# Before the run it is said which of the agreed fields the list can give.
printf 'Id,Name,Owner\n1,Northwind,Ann\n' > bare.csv
ok psi-normalize --check -a acme/agreement.csv bare.csv > bare.txt
expect_stderr 'agreement shares, the list has name, owner, and no column for country: .*--map country=HEADER'
printf 'Id,Name,Owner,Country\n1,Northwind,Ann,US\n' > full.csv
ok psi-normalize -a acme/agreement.csv full.csv > full.txt
expect_stderr 'the list has all fields that the agreement shares: name, country, owner$'
no_stderr 'cannot be read'
# Of the fields that are shared only.
printf 'Id,Name,Owner,Country,Amount\n1,Northwind,Ann,US,some\n' > some.csv
ok psi-normalize --check -a acme/agreement.csv some.csv > some.txt
no_stderr 'cannot be read'
cat > acme/accounts.csv << 'END'
Account ID,Account Name,Website,Billing Country,Type,Account Owner
A-1,"Northwind Traders, Inc.",https://www.northwind-traders.com/,US,Customer,=cmd()
A-2,Müller GmbH,mueller-stahl.de,Germany,Customer,Bea Acme
A-3,Only Acme Knows Ltd,only-acme-knows.co.uk,GB,Prospect,Cid Acme
END
psi-normalize -q -f -a acme/agreement.csv -o acme/keys.csv acme/accounts.csv
blind acme
blind globex
expect_status 6 psi-share -s acme/s -o acme/claims.csv
expect_stderr 'error: this session is not revealed yet' 'hint: .*psi-reveal'
no_output acme/claims.csv
exchange acme globex
exchange globex acme
answer globex acme
reveal acme globex

# Claims: what would leave, and what leaves.
ok psi-share -s acme/s --dry-run > dry.csv
contains dry.csv '^customer,,population,2,customer,customer,$'
expect_stderr 'would leave: claims of 2 accounts, to "Globex"; nothing was made'
ok psi-share -s acme/s -o acme/claims.csv
expect_stderr 'leaves your company: for 2 matched accounts a label' \
    "next: send 'acme/claims.csv', which holds your claims, to \"Globex\", and run psi-join on their claims"
lacks acme/claims.csv 'A-1|Northwind|customer'
# Too soon for the fields: the claims are not written as them.
expect_status 6 psi-share -s acme/s --accounts acme/accounts.csv \
    -o acme/fields.csv
expect_stderr 'the fields wait for those of "Globex"$' \
    'hint: run psi-join on their claims first; --force writes yours again'
no_output acme/fields.csv
ok psi-share -s acme/s -n > dry-again.csv
expect_stderr '^psi-share: the claims of 2 accounts for "Globex" are made already'
no_stderr 'would leave'
same dry.csv dry-again.csv
expect_status 6 psi-share -s acme/s > again.csv
ok psi-share -s acme/s -f > again.csv
expect_stderr 'the same bytes: claims'
same acme/claims.csv again.csv
ok psi-join -s acme/s --accounts acme/accounts.csv > none.csv
expect_stderr 'next: send the claims that psi-share made to "Globex", and run psi-join'
# Where the partner's claims are here first, one's own are due all the same, and
# are to be sent.
ok psi-join -q -s globex/s --accounts globex/accounts.csv acme/claims.csv \
    -o globex/pairs.csv
ok psi-share -s globex/s --accounts globex/accounts.csv -o globex/claims.csv
expect_stderr "next: send 'globex/claims.csv', which holds your claims, to \"Acme\"; then 'psi-share -s globex/s --accounts globex/accounts.csv -o FILE' makes the fields"

# What is not a file for this session.
refused()
{
	local status=$1 regex=$2
	shift 2
	cp -a acme/s before
	expect_status "$status" psi-join -s acme/s -o pairs.csv "$@"
	expect_stderr "^psi-join: error: $regex"
	no_output pairs.csv
	diff -r before acme/s > changes || fail "another session: $(cat changes)"
	rm -r before
}
refused 4 '.*is a file of your own' acme/claims.csv
refused 4 '.*this is a blinded file' globex/blinded.csv
sed 's/^created,.*/created,2020-01-01/' globex/claims.csv > bad.csv
refused 4 '.*digest' bad.csv
keep_lines bad.csv 20
refused 4 '.*cut off' bad.csv
sed -n '$!p' globex/claims.csv > bad.csv
refused 4 '.*cut off' bad.csv

ok psi-join -s acme/s --accounts acme/accounts.csv globex/claims.csv \
    -o acme/pairs.csv
expect_stderr 'claims of 2 accounts from "Globex" are good' \
    'accounts that "Globex" claims: 2; pairs: 2' \
    '^psi-join: customer +1 +0 +1$' "next: 'psi-share -s acme/s --accounts acme/accounts.csv -o FILE' makes the fields"
expect_stderr 'the pairs have what your list says, also what is not shared: they must not leave'
lines acme/pairs.csv 3
contains acme/pairs.csv ',A-1,[0-9a-f]{32},0\.9[0-9]*,1,account,'
# Fields come from the list.
expect_status 2 psi-share -s acme/s -o acme/fields.csv
expect_stderr 'name it with --accounts'
no_output acme/fields.csv
ok psi-share -s acme/s --accounts acme/accounts.csv -n > dry.csv
contains dry.csv "^customer,customer,owner,1,'=cmd\(\),,$"
contains dry.csv '^customer,prospect,name,1,Müller GmbH,,$'
# An address in the column of owners is no name.
sed 's/Bea Acme/bea@acme.example/' acme/accounts.csv > acme/addresses.csv
ok psi-share -s acme/s --accounts acme/addresses.csv -n \
    --suffix-list acme/agreement.csv.psl > dry.csv
expect_stderr 'warning: 1 value of owner or team holds an e-mail address'
lacks dry.csv 'bea@'
# In a later export the row of A-1 is another company by now: nothing of it.
sed 's|^A-1,.*|A-1,Somebody Else Ltd,somebody-else.com,US,Customer,Zed Acme|' \
    acme/accounts.csv > acme/moved.csv
ok psi-share -s acme/s --accounts acme/moved.csv -n \
    --suffix-list acme/agreement.csv.psl > dry.csv
expect_stderr '1 rows of the list give none of the keys'
lacks dry.csv 'Zed|Somebody'
contains dry.csv '^customer,prospect,name,1,Müller GmbH,,$'

ok psi-share -s acme/s --accounts acme/accounts.csv -o acme/fields.csv
expect_stderr 'leaves your company: of 2 accounts name \(2\), owner \(2\), to "Glo'
# What left is not what another list would give.
sed 's/Bea Acme/Dan Acme/' acme/accounts.csv > acme/today.csv
ok psi-share -s acme/s --accounts acme/today.csv -n -q \
    --suffix-list acme/agreement.csv.psl > dry.csv
expect_stderr 'warning: the fields for "Globex" are made already, .*shown is what this list gives'
ok psi-share -s acme/s --accounts acme/today.csv \
    --suffix-list acme/agreement.csv.psl -o acme/again.csv
same acme/fields.csv acme/again.csv
# Claims once more where fields are awaited.
ok psi-join -s acme/s --accounts acme/accounts.csv globex/claims.csv > again.csv
expect_stderr 'warning: these claims were here already; what is missing are the fields'
[ "$(wc -c < acme/fields.csv)" -ge "$(wc -c < acme/claims.csv)" ] ||
	fail 'fields are shorter than claims'
ok psi-share -q -s globex/s --accounts globex/accounts.csv \
    -o globex/fields.csv
ok psi-join -q -s acme/s --accounts acme/accounts.csv globex/fields.csv \
    -f -o acme/pairs.csv
ok psi-join -q -s globex/s --accounts globex/accounts.csv acme/fields.csv \
    -f -o globex/pairs.csv
contains globex/pairs.csv ",'=cmd\(\),"
contains globex/pairs.csv ',Müller GmbH,'
mode globex/pairs.csv 600

# With a later export: what it has not, and what may be another company.
expect_status 0 psi-join -s acme/s --accounts acme/moved.csv \
    --suffix-list acme/agreement.csv.psl -o late.csv
expect_stderr 'warning: 1 row of the list gives none of the keys that matched any more'
no_stderr 'not in the list'
rm late.csv
grep -v '^A-1,' acme/accounts.csv > acme/fewer.csv
expect_status 0 psi-join -s acme/s --accounts acme/fewer.csv \
    --suffix-list acme/agreement.csv.psl -o late.csv
expect_stderr 'warning: 1 of your accounts that matched is not in the list: its columns are empty'
no_stderr 'none of the keys'
rm late.csv

# Without a file the same again; and why.
ok psi-join -s acme/s --accounts acme/accounts.csv > again.csv
same acme/pairs.csv again.csv
ok psi-join -s acme/s --explain A-1 > why.csv
contains why.csv '^"key in common, domain",northwind-traders\.com$'
contains why.csv '^level,account$'
contains why.csv '^our fields go to it,yes$'
expect_status 3 psi-join -s acme/s --explain A-3 -o why2.csv
expect_stderr 'no account of that id matched in this run' \
    'hint: .* psi-normalize --account ID$'
no_output why2.csv
expect_status 2 psi-join -s acme/s --label x
expect_stderr '--explain is missing'
expect_status 2 psi-share -s acme/s --currency EUR
expect_stderr '--accounts is missing'
for code in eur euro E1R; do
	expect_status 2 psi-join -s acme/s --accounts acme/accounts.csv \
	    --currency $code -o euro.csv
	expect_stderr 'error: --currency takes a code in three capital letters, such as EUR'
	no_output euro.csv
done

# A later export: re-sorted it is fine; a row that is another company's by now
# gives no field; one that was never ours is refused.
{ head -n 1 globex/accounts.csv; tail -n +2 globex/accounts.csv | sort -r; } \
    > globex/later.csv
ok psi-join -q -s globex/s --accounts globex/later.csv \
    --suffix-list globex/agreement.csv.psl > later.csv
same globex/pairs.csv later.csv
printf 'Record ID;Company name\n1;Somebody\n' > globex/other.csv
expect_status 3 psi-join -s globex/s --accounts globex/other.csv \
    --suffix-list globex/agreement.csv.psl -o out.csv
expect_stderr 'other\.csv: .*none of the accounts'
no_output out.csv

# The ledger has what was sent and taken, and a revoked agreement ends it.
grep -h 'claims-sent\|fields-sent' acme/me.key.ledger > sent
lines sent 2
grep -h 'claims-received\|fields-received' acme/me.key.ledger > taken
lines taken 2
ok psi-agree audit -q -i acme/me.key acme/agreement.csv > audit.csv
for row in 'out,claims' 'out,fields' 'in,claims' 'in,fields'; do
	[ "$(grep -Ec "^[0-9-]{10},[0-9a-f]{64},1,$row,[0-9]+,[0-9a-f]{64}\$" audit.csv)" = 1 ] ||
	    fail "the audit does not have $row"
done
for file in claims fields; do
	digest=$(sed -n 's/^sha256,//p' acme/$file.csv)
	contains audit.csv ",out,$file,[0-9]+,$digest\$"
done
# An agreement that took its place ends it too.
cp acme/me.key.ledger ledger
psi-agree propose -q -i acme/me.key -n Acme -p "$(cat globex/me.pub)" \
    --partner-name Globex --suffix-list "$TOP/test/cli/data/suffixes.dat" \
    -s "replaces=$(sed -n 's/^sha256,//p' acme/agreement.csv)" -o next.csv
psi-agree sign -q --accept-list -i globex/me.key -o newer.csv next.csv
psi-normalize -q -a newer.csv -o next-keys.csv acme/accounts.csv
psi-blind -q -a newer.csv -i acme/me.key -s next -o next-blinded.csv next-keys.csv
expect_status 5 psi-share -s acme/s -o late.csv
expect_stderr 'was replaced by another one'
no_output late.csv
cp ledger acme/me.key.ledger
psi-agree revoke -q -i acme/me.key acme/agreement.csv
expect_status 5 psi-share -s acme/s -o late.csv
expect_stderr 'was revoked'
no_output late.csv

# psi-inspect tells claims from fields, and an own file from the partner's.
ok psi-inspect -a globex/agreement.csv globex/claims.csv > out.csv
for fact in 'kind,shared/1' 'from,b \(Globex\)' 'revision,1' 'holds,claims' \
    'session,[0-9a-f]{64}' 'digest,[0-9a-f]{64}' 'signature,valid'; do
	contains out.csv "^$fact$"
done
lacks out.csv '^elements'
expect_stderr 'next: if your partner sent it, give it to psi-join'
ok psi-inspect -s acme/s globex/fields.csv > out.csv
contains out.csv '^revision,2$'
contains out.csv '^holds,fields$'
expect_stderr "next: this file is your partner's: give it to psi-join"
ok psi-inspect -s acme/s acme/fields.csv > out.csv
expect_stderr 'next: this file is your own: send it'
sed '0,/^sealed,/{/^sealed,/d}' globex/claims.csv > bad.csv
expect_status 4 psi-inspect bad.csv > out.csv
expect_stderr 'bad\.csv:[0-9]+: .*a shared file has 32 sealed records'
contains out.csv '^holds,claims$'
sed 's/^created,.*/created,2020-01-01/' globex/claims.csv > bad.csv
expect_status 4 psi-inspect bad.csv > out.csv
contains out.csv '^digest,does not match$'
ok psi-inspect acme/pairs.csv > out.csv
contains out.csv '^kind,pairs$'
expect_stderr 'this is a result; it must not leave your company'
