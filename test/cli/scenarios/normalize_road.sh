# psi-normalize: keys from exports, and what it says about them.
# shellcheck shell=bash
export PSL=$TOP/test/cli/data/suffixes.dat
normalize=(psi-normalize --suffix-list "$PSL")

cat > accounts.csv <<'END'
Account ID,Account Name,Website,Billing Country,Type
A-1,"Northwind Traders, Inc.",https://www.northwind-traders.com/,US,Customer
A-2,Müller GmbH,mueller-stahl.de,Germany,Customer
A-3,Pending Ltd,n/a,Atlantis,Strange

"Northwind report"
"Copyright (c) 2026"
END
touch -d '2026-03-04 12:00' accounts.csv

# A file, a pipe, an output file: the same keys.
ok "${normalize[@]}" accounts.csv > keys.csv
expect_stderr '3 rows, 3 accounts, [0-9]+ keys$' 'stopped at line 6' \
    '1 placeholder: ' '1 country: ' '1 population: ' ': next: .*psi-blind'
no_stderr 'Northwind|Atlantis|Strange'
contains keys.csv '^account,population,type,value$'
contains keys.csv '^,,normalizer,pkn2:[0-9a-f]{64}$'
contains keys.csv '^,,source-date,2026-03-04$'
contains keys.csv '^A-1,customer,domain,northwind-traders\.com$'
contains keys.csv '^A-2,customer,name\+country,mueller\|DE$'
contains keys.csv '^A-3,other,name,pending$'
[ "$(tail -n 2 keys.csv | head -n 1)" = ",,rows,$(($(wc -l < keys.csv) - 6))" ] ||
	fail "the row before the last does not count the keys"
[ "$(tail -n 1 keys.csv)" = ",,sha256,$(head -n -1 keys.csv | sha256sum | cut -d ' ' -f 1)" ] ||
	fail "the last row is not the digest of the others"
ok "${normalize[@]}" -q --source-date 2026-03-04 < accounts.csv > piped.csv
silent
same keys.csv piped.csv
ok "${normalize[@]}" -q -o out.csv accounts.csv
same keys.csv out.csv
mode out.csv 600
expect_status 2 "${normalize[@]}" -o out.csv accounts.csv
expect_stderr 'exists already'
ok "${normalize[@]}" -q -f -o out.csv accounts.csv

# Other forms of the same list: the same keys, of another export.
same_keys()
{
	differ "$1" "$2"
	grep -v '^,,\(export\|encoding\|delimiter\|sha256\),' "$1" > one.csv
	grep -v '^,,\(export\|encoding\|delimiter\|sha256\),' "$2" > other.csv
	same one.csv other.csv
}
to_crlf accounts.csv
touch -d '2026-03-04 12:00' accounts.csv
ok "${normalize[@]}" -q accounts.csv > out2.csv
same_keys keys.csv out2.csv
need iconv
iconv -f UTF-8 -t UTF-16 accounts.csv > wide.csv
ok "${normalize[@]}" -q --source-date 2026-03-04 wide.csv > out3.csv
same_keys keys.csv out3.csv
iconv -f UTF-8 -t WINDOWS-1252 accounts.csv > old.csv
ok "${normalize[@]}" -q --source-date 2026-03-04 --encoding windows-1252 \
    old.csv > out4.csv
same_keys keys.csv out4.csv

# Every value that was dropped, in a file of one's own.
ok "${normalize[@]}" -q -r rejects.csv accounts.csv > out5.csv
mode rejects.csv 600
lines rejects.csv 4
contains rejects.csv '^4,3,A-3,domain,placeholder,.*,n/a$'
contains rejects.csv '^4,4,A-3,country,country,.*,Atlantis$'
contains rejects.csv '^4,5,A-3,population,population,.*,Strange$'

# A cell that a spreadsheet would run.
printf 'Name,Website\n=1+1,"=HYPERLINK(""x"")"\n' > formula.csv
ok "${normalize[@]}" -q -r formulas.csv formula.csv > out6.csv
contains formulas.csv ",\"'=HYPERLINK"

# Fewer types, other columns, one population.
printf 'Firm;Homepage\nAcme;acme.com\n' > plain.csv
ok "${normalize[@]}" -q -m name=Firm -m domain=Homepage -t domain,name \
    -p prospect plain.csv > out7.csv
contains out7.csv '^line-2,prospect,domain,acme\.com$'
contains out7.csv "^,,map,domain=Homepage$"
lines out7.csv 10

# Rules of one's own.
printf 'value,population\nStrange,prospect\n' > rules.csv
printf 'action,account,type,value\nforce,A-3,domain,pending.org\n' > over.csv
printf 'type,value\naccount,A-2\n' > exclude.csv
ok "${normalize[@]}" --rules rules.csv --overrides over.csv \
    --exclude exclude.csv accounts.csv > out8.csv
expect_stderr '1 keys added by the overrides' '1 excluded'
contains out8.csv '^A-3,prospect,domain,pending\.org$'
lacks out8.csv '^A-2,'

# A line that does nothing is told, also one that a later line overrules: what it was
# to leave out goes out.
printf 'value,population\nStrange,other\nStrange,prospect\nStrnge,other\n' > rules.csv
printf 'action,account,type,value\nnever,A-33,domain,a.org\n' > over.csv
printf 'type,value\naccount,A-2\naccount,a-3\ndomain,WWW.acme.com\n' \
    > exclude.csv
ok "${normalize[@]}" -q --rules rules.csv --overrides over.csv \
    --exclude exclude.csv accounts.csv > out8.csv
expect_stderr 'rules\.csv: 2 rows decide no value of this list, on lines 2 and 4$' \
    'over\.csv: 1 row changes no key of this list, on line 2;' \
    'exclude\.csv: 2 rows leave out no account of this list, on lines 3 and 4; an id must be'
lacks out8.csv '^A-2,'
ok "${normalize[@]}" -q --exclude exclude.csv --check --csv accounts.csv \
    > check.csv
expect_stderr 'exclude\.csv: 2 rows leave out no account'
contains check.csv '^idle,exclude,2,3 and 4$'

# Those that the manual page shows.
sed -n '/^value,population$/,/^\.Ed/{/^\.Ed/d;p;}' "$TOP/cli/man/psi-normalize.1" \
    > shown.csv
lines shown.csv 4
printf '%s\n' 'Firma,Website,Status' 'Acme,acme.com,ANGEBOT' \
    'Globex,globex.com,Kunde seit 2019' \
    'Initech,initech.com,Kunde gekündigt' > german.csv
ok "${normalize[@]}" -q -t domain --rules shown.csv german.csv > german-keys.csv
contains german-keys.csv '^line-2,open_opportunity,domain,acme\.com$'
contains german-keys.csv '^line-3,customer,domain,globex\.com$'
contains german-keys.csv '^line-4,former_customer,domain,initech\.com$'

# The list is judged, and its columns are shown.
ok "${normalize[@]}" --check accounts.csv > check
contains check '^  with-domain +2 +66\.6 %'
ok "${normalize[@]}" --check --csv accounts.csv > check.csv
contains check.csv '^list,with-domain,2,'
contains check.csv '^columns,name,1,'
contains check.csv '^notes,placeholder,1,'
printf '%s\n' 'Account ID,Account Name,Website,VAT' \
    '1,Acme,linkedin.com/acme,1.2E+09' '2,<b>Globex</b>,<b>.con,' '3,---,,' \
    > unfit.csv
ok "${normalize[@]}" --check unfit.csv > check
contains check '^What to repair first'
contains check '^ 1\. accounts without a website of their own: 3$' \
    "^    fill in the empty cells of the column 'Website'\$" \
    '^    add its column to the export, or say --country where all accounts are of one country$'
contains check '^ [0-9]\. numbers that a spreadsheet has rounded: 1$'
contains check '^      line 2: 1\.2E\+09$'
contains check '^      line 2: linkedin\.com/acme$'
# What says that there is no value is no empty cell, and its rows are shown.
printf '%s\n' 'Account ID,Account Name,Website,Country' \
    '1,TEST TEST,acme.com,US' '2,Globex,n/a,US' '3,Initech,,' > gaps.csv
ok "${normalize[@]}" --check gaps.csv > check
contains check "^    fill in the column 'Account Name' where it is empty, or says" \
    '^      line 2: TEST TEST$' \
    "^    fill in the column 'Website' where it is empty, or says" \
    '^      line 3: n/a$' "^    fill in the empty cells of the column 'Country'"
# Values that no rule knows are among those that made rows 'other', and are one repair
# and not two.
printf '%s\n' 'Account Name,Type' Acme,Customer Globex,Zaphod Hooli,Zaphod \
    Initech, Umbrella,Customer > unsaid.csv
ok "${normalize[@]}" --check unsaid.csv > check
contains check '^  Zaphod +2 ' '^  \(empty\) +1 ' \
    'values that do not say what an account is to you: 2$'
lacks check "accounts that became 'other'"
printf '%s\n' 'Account Name,Type' Acme,Customer Globex,Zaphod Hooli, Initech, \
    > unsaid2.csv
ok "${normalize[@]}" --check unsaid2.csv > check
contains check "accounts that became 'other'"
ok "${normalize[@]}" --check --html -o unfit.html unfit.csv
contains unfit.html '<h2>What to repair first</h2>'
contains unfit.html '<li><b>.*rounded.*: 1</b>'
contains unfit.html 'line 2</bdi> <code><bdi>1\.2E\+09</bdi>'
lacks unfit.html '<script|<b>\.con|https?://'
expect_status 2 "${normalize[@]}" --html unfit.csv
expect_stderr 'html goes with --check'
ok "${normalize[@]}" --dry-run accounts.csv > columns.csv
contains columns.csv '^2,Account Name,name,"Northwind Traders, Inc\.",'

# One value, explained.
ok "${normalize[@]}" --explain 'The Acme Company, Inc.' --country USA > steps
contains steps '^key name,acme$'
contains steps '^key name\+country,acme\|US$'
ok "${normalize[@]}" --explain 'linkedin.com/x' --field domain > steps
contains steps '^no key,shared-host '

# Two copies that print the same make the same keys.
ok psi-normalize --version > version
contains version '^rules pkn2$'

# One account, and what was said of it.
ok "${normalize[@]}" --account A-3 accounts.csv > about.csv
contains about.csv '^population,other$'
contains about.csv '^name,pending$'
contains about.csv '^step,result$'
contains about.csv '^line 4 column 3 domain: value,n/a$'
contains about.csv '^line 4 column 3 domain: no key,placeholder \('
contains about.csv '^line 4 column 2 name: folded,pending ltd$'
contains about.csv '^line 4 column 2 name: name,pending$'
contains about.csv '^dropped name\+country: country \(.*\),pending$'
lacks about.csv 'northwind'
expect_status 3 "${normalize[@]}" --account A-9 accounts.csv > none.csv
expect_stderr 'no account of that id'
empty none.csv

# Nothing to compare is a success, and it is said why, also with --quiet; the
# keys file is whole.
printf 'Account Name,Website,City\n' > header.csv
ok "${normalize[@]}" -q --source-date 2026-03-04 header.csv > empty-keys.csv
expect_stderr 'warning: no keys: nothing but a header \(.*: name, domain\)$'
lines empty-keys.csv 6
contains empty-keys.csv '^,,rows,0$'
printf 'Website,LEI\nlinkedin.com/x,0\nn/a,\n' > useless.csv
ok "${normalize[@]}" useless.csv > empty-keys.csv
expect_stderr 'warning: no keys: none of 2 rows .*: domain, lei\)$' \
    'next: .*--dry-run'
no_stderr 'give the keys to psi-blind'
contains empty-keys.csv '^,,rows,0$'

# Keys may be made before both have signed, with a word of warning.
psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub
ok psi-agree propose -q -i acme.key -n Acme -p "$(cat globex.pub)" \
    --partner-name Globex --suffix-list "$PSL" -o proposal.csv
ok psi-normalize -q -a proposal.csv accounts.csv > out9.csv
expect_stderr 'warning: proposal.csv: party b has not signed.*psi-blind'
ok psi-agree sign -q --accept-list -i globex.key -o agreement.csv \
    proposal.csv
ok psi-normalize -q -a agreement.csv accounts.csv > out10.csv
silent
same out9.csv out10.csv

# Lists that were joined: the second header is no account.
cat accounts.csv > joined.csv
keep_lines joined.csv 4
printf 'Account ID,Account Name,Website,Billing Country,Type\n' >> joined.csv
printf 'A-4,Globex,globex.com,US,Prospect\n' >> joined.csv
ok "${normalize[@]}" -r joined-rejects.csv joined.csv > joined-keys.csv
expect_stderr '^psi-normalize: 4 rows, 4 accounts' '1 repeated-header: '
contains joined-rejects.csv '^5,,Account ID,row,repeated-header,'
contains joined-keys.csv '^A-4,prospect,domain,globex\.com$'
lacks joined-keys.csv '^Account ID,'

# Rows that are too short are kept and told, rows that are too long are not.
printf 'Id,Name,Website\n1,Acme\n2,Beep, Inc,beep.com\n' > ragged.csv
ok "${normalize[@]}" -r ragged-rejects.csv ragged.csv > ragged-keys.csv
expect_stderr '1 short-row: ' '1 ragged-row: '
contains ragged-rejects.csv '^2,,1,row,short-row,'
contains ragged-rejects.csv '^3,,2,row,ragged-row,'
contains ragged-keys.csv '^1,other,name,acme$'
lacks ragged-keys.csv '^2,'

# The fields that only sharing has are found by their headers.
printf '%s\n' 'Id,Name,Team,Practice,Propensity,Committed Spend,Registered,Opt out' \
    '1,Northwind Traders,a,b,high,5,yes,no' > shared-fields.csv
ok psi-normalize --suffix-list "$TOP/test/cli/data/suffixes.dat" --check \
    shared-fields.csv > fields.txt 2>&1
for field in team practice propensity committed_spend registered opt_out; do
	contains fields.txt "^ *$field +1 *$"
done
