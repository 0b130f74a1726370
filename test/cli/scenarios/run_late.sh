# psi-run: a file comes for a run that was made by hand, before there was a folder.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

two_companies -s runs=50 -s period-days=365 -s 'share-a=any any name' \
    -s 'share-b=any any name'
blind acme
blind globex
exchange acme globex
exchange globex acme
answer globex acme
reveal acme globex
(cd globex && psi-share -q -s s -o claims.csv)
psi-close -q -s acme/s
psi-close -q -s globex/s
join_up acme globex
cp globex/claims.csv acme/globex/inbox/
expect_status 6 psi-run acme/globex
expect_stderr 'a file \(claims\) of run 1 came from "Globex", and that run has ended here: it is kept in done/' \
    'to do: run 1 was made by hand: where its session has not had this file, give it to that$'
no_stderr 'the results of run 1 are without it'
