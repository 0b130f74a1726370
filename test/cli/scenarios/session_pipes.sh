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
expect_stderr '^psi-blind: run 1: [0-9]+ different keys of 3 accounts, 1024 elements' \
    "^psi-blind: next: send this file to \"Globex\"; .*'psi-exchange -s globex-1'"
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
expect_stderr '^psi-exchange: run 1: evaluated 1024 elements of "Globex"$' \
    '^psi-exchange: next: send this file to "Globex"$' \
    "you answer first: wait" \
    "next: then run 'psi-reveal -s acme/globex-1 --accounts YOUR-LIST -o "
ok psi-exchange -s acme/globex-1 globex/blinded.csv > again.csv
same to-globex.csv again.csv
# Without a file the stored answer comes, and nothing is read.
ok psi-exchange -q -s acme/globex-1 > again.csv < /dev/null
same to-globex.csv again.csv
# Globex answers second: first it has nothing to send.
ok psi-exchange -s globex/acme-1 acme/blinded.csv -o to-acme.csv
expect_stderr 'accepted the 1024 elements of "Acme"; there is no file to send yet' \
    '"Acme" answers first: wait' \
    "next: then run 'psi-reveal -s globex/acme-1 --accounts YOUR-LIST -o "
no_output to-acme.csv
# Nor has it before it has revealed, and says what comes first.
expect_status 6 psi-exchange -s globex/acme-1 -o to-acme.csv < /dev/null
expect_stderr 'error: .*by the agreement "Acme" answers first, and .* not here yet' \
    'hint: run psi-reveal on the partner.s answer first'
no_output to-acme.csv
expect_status 6 psi-reveal -s acme/globex-1 -o matches.csv < /dev/null
expect_stderr 'error: .*the answer of "Globex" is not here yet$' 'hint: give the answer'
no_output matches.csv
ok psi-blind -q -s acme/globex-1 < acme/piped.csv > again.csv
same again.csv acme/blinded.csv

# Lost output is never a success; the session has gone on, and says so again.
expect_status 1 psi-reveal -q -s globex/acme-1 to-globex.csv > /dev/full
expect_stderr '^psi-reveal: error: .*No space left'
ok psi-reveal -s globex/acme-1 > matches-b.csv
expect_stderr "^psi-reveal: next: run 'psi-exchange -s globex/acme-1 -o answer.csv' to write"
lines matches-b.csv 3
ok psi-exchange -s globex/acme-1 > to-acme.csv < /dev/null
expect_stderr '^psi-exchange: next: send this file to "Acme"$'
ok psi-exchange -q -s globex/acme-1 -o again-b.csv
same to-acme.csv again-b.csv

# Numbers in words, and the same result as often as it is asked for.
ok psi-reveal -s acme/globex-1 to-acme.csv > matches.csv
expect_stderr \
    '^psi-reveal: 2 of your 3 accounts matched; [0-9]+ matching keys, of which an account may have several$'
[ "$(head -n 1 matches.csv)" = match,account,score,tier,level,matched_on ] ||
    fail "the header is another one"
ok psi-reveal -q -s acme/globex-1 < /dev/null > again.csv
silent
same matches.csv again.csv
ok psi-reveal -q -s acme/globex-1 to-acme.csv > again.csv
same matches.csv again.csv
expect_status 4 psi-reveal -s acme/globex-1 to-globex.csv -o other.csv
expect_stderr 'error: to-globex.csv:4: this is a file of your own'
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
