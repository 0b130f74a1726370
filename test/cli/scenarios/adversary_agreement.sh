# A third company that wants to end the agreement of two others, and parties
# that are made of one another's keys.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies

# The digest stands in every file: whoever saw one can name it as replaced.
digest=$(sed -n 's/^sha256,//p' acme/agreement.csv)
psi-keygen -q -o third.key > third.pub
ok psi-agree propose -q -i third.key -n 'Globex Holding' \
    -p "$(cat acme/me.pub)" --partner-name Acme \
    --suffix-list "$TOP/test/cli/data/suffixes.dat" -s "replaces=$digest" -o third.csv
ok psi-agree sign -q --accept-list -i acme/me.key -o signed.csv third.csv
# Neither signing nor using it ends what is between two others.
ok psi-normalize -q -a signed.csv -o keys.csv acme/accounts.csv
ok psi-blind -q -a signed.csv -i acme/me.key -s third -o blinded.csv keys.csv
contains acme/me.key.ledger "^$digest,,[0-9a-f]{32},replaced,"
ok psi-agree check -i acme/me.key acme/agreement.csv
ok psi-agree sign -q --accept-list -i acme/me.key -o again.csv proposal.csv

# An agreement that was revoked gives nothing out, not even once more.
blind acme
blind globex
exchange acme globex
ok psi-agree revoke -i acme/me.key acme/agreement.csv
cd acme
expect_status 5 psi-exchange -s s -o again.csv ../globex/blinded.csv
expect_stderr 'error: the agreement was revoked here'
expect_status 5 psi-blind -s s -o again.csv keys.csv
expect_stderr 'error: the agreement was revoked here'
no_output again.csv
ok psi-close -s s
[ ! -e s/scalar.bin ] || fail 'the scalar is still there'
