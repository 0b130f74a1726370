# An identity on two machines: with its ledger and without, used on both at once,
# and moved. The partner answers one file of a run and no other.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies
mkdir second
cp acme/agreement.csv acme/agreement.csv.psl acme/keys.csv second/

# blind_at FOLDER: run 1 of acme's, there.
blind_at()
{
	(cd "$1" && ok psi-blind -q -a agreement.csv -i me.key -s s \
	    -o blinded.csv keys.csv)
}

# The key alone does nothing there, and says what is missing.
cp acme/me.key second/
cd second
for step in 'psi-blind -a agreement.csv -i me.key -s s -o blinded.csv keys.csv' \
    'psi-close -a agreement.csv -i me.key' \
    'psi-agree check -i me.key agreement.csv' \
    'psi-agree revoke -i me.key agreement.csv'; do
	# shellcheck disable=SC2086 # a command and its options
	expect_status 6 $step
	expect_stderr 'error: the ledger of this identity is missing$' 'hint: '
	no_output blinded.csv s
done
cd ..

# A ledger of another identity is none of it.
cp globex/me.key.ledger second/
(cd second && expect_status 6 psi-blind -a agreement.csv -i me.key -s s \
    -o blinded.csv keys.csv && no_output blinded.csv s)

# Copied with its ledger, and then used on both: two files of one run. Globex
# takes one; the other is refused, by whatever machine it comes from.
cp acme/me.key.ledger second/
blind_at acme
blind_at second
differ acme/blinded.csv second/blinded.csv
blind globex
ok psi-exchange -q -s globex/s acme/blinded.csv
expect_status 6 psi-exchange -q -s globex/s second/blinded.csv
expect_stderr 'error: this session has accepted another file of the partner$'
# The answer of the other machine is not to the file that Globex answers with.
ok psi-exchange -q -s second/s -o second/answer.csv globex/blinded.csv
expect_status 4 psi-reveal -q -s globex/s -o globex/matches.csv second/answer.csv
expect_stderr '^psi-reveal: error: '
no_output globex/matches.csv
# The honest one goes on.
exchange acme globex
answer globex acme
reveal acme globex

# A session that was copied along with both: what was done is in one ledger only,
# and the copy of before can do what it could then, and no more.
expect_status 4 psi-reveal -q -s second/s -o second/matches.csv \
    globex/answer.csv
no_output second/matches.csv

# Moved for good: the session is told where the identity is now.
mkdir moved
mv acme/me.key acme/me.key.ledger moved/
expect_status 1 psi-close -q -s acme/s
expect_stderr 'cannot find the identity' 'hint: .*--identity'
ok psi-close -q -s acme/s -i moved/me.key
ok psi-agree audit -q -i moved/me.key > audit.csv
contains audit.csv ',1,,run finished,,$'

# Revoked on one machine: the other, whose ledger is older, does not know; that is why
# the ledger goes with the key. When it has come, it knows.
ok psi-agree revoke -q -i moved/me.key acme/agreement.csv
ok psi-agree check -q -i second/me.key second/agreement.csv
cp moved/me.key.ledger second/
expect_status 5 psi-agree check -q -i second/me.key second/agreement.csv
