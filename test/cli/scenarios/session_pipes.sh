# Pipes and little typing: standard input and output, the session that
# remembers its agreement and identity, what is said to come next.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies -s suite=P256-SHA256

# From the export to the blinded file without a file in between.
cd acme
ok psi-normalize -q -a agreement.csv accounts.csv > piped.csv
same piped.csv keys.csv
ok psi-blind -a agreement.csv -i me.key -s globex-1 < piped.csv > blinded.csv
expect_stderr '^psi-blind: run 1: [0-9]+ keys of 3 accounts, 1024 elements' \
    "^psi-blind: next: send this file to Globex; .*'psi-exchange -s globex-1'"
exists blinded.csv
mode globex-1 700
for file in globex-1/*; do
	mode "$file" 600
done

# From another folder, with the session by its path; and again, the same.
cd ../globex
ok psi-blind -q -a agreement.csv -i me.key -s acme-1 keys.csv -o blinded.csv
cd ..
ok psi-exchange -s acme/globex-1 < globex/blinded.csv > to-globex.csv
expect_stderr '^psi-exchange: run 1: evaluated 1024 elements of Globex$' \
    '^psi-exchange: next: send this file to Globex$' \
    "psi-reveal -s acme/globex-1"
ok psi-exchange -s acme/globex-1 globex/blinded.csv > again.csv
same to-globex.csv again.csv
ok psi-exchange -s globex/acme-1 acme/blinded.csv -o to-acme.csv
# By the agreement a answers first.
expect_stderr 'by the agreement Acme answers first'
ok psi-blind -q -s acme/globex-1 < acme/piped.csv > again.csv
same again.csv acme/blinded.csv

# Three numbers, and the same result as often as it is asked for.
ok psi-reveal -s acme/globex-1 to-acme.csv > matches.csv
expect_stderr '^psi-reveal: my rows: 2 of 3 accounts matched$' \
    '^psi-reveal: their rows: [0-9]+ of 1024 elements of Globex matched' \
    '^psi-reveal: distinct matches: [0-9]+, the same number on both sides$'
[ "$(head -n 1 matches.csv)" = match,account,score,tier,level,matched_on ] ||
    fail "the header is another one"
ok psi-reveal -q -s acme/globex-1 < /dev/null > again.csv
silent
same matches.csv again.csv
ok psi-reveal -q -s acme/globex-1 to-acme.csv > again.csv
same matches.csv again.csv
expect_status 6 psi-reveal -s acme/globex-1 to-globex.csv -o other.csv
expect_stderr "revealed from another file"
expect_status 4 psi-reveal -s acme/globex-1 acme/accounts.csv -o other.csv
no_output other.csv
ok psi-reveal -q -s acme/globex-1 -o private.csv
mode private.csv 600
same matches.csv private.csv

# With the columns of the export.
ok psi-reveal -q -s acme/globex-1 --accounts acme/accounts.csv --ambiguous \
    > wide.csv
contains wide.csv '^match,account,score,tier,level,matched_on,ambiguous,Account ID,Account Name,Website,Billing Country,Type$'
contains wide.csv ',A-1,.*,no,A-1,"Northwind Traders, Inc.",https://'
ok psi-reveal -q -s acme/globex-1 --accounts acme/accounts.csv \
    --id-column 'Account ID' > wide.csv
lines wide.csv 3
expect_status 3 psi-reveal -q -s acme/globex-1 --id-column 'Account Name' \
    --accounts acme/accounts.csv -o names.csv
expect_stderr 'none of the accounts that matched' 'hint: .*--id-column'
no_output names.csv

# Lost output is never a success; the session has gone on, and says so again.
expect_status 1 psi-reveal -q -s globex/acme-1 to-globex.csv > /dev/full
expect_stderr '^psi-reveal: error: .*No space left'
ok psi-reveal -q -s globex/acme-1 > matches-b.csv
lines matches-b.csv 3
