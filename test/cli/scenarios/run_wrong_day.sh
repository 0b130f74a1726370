# psi-run: a clock that was far ahead for a while keeps nothing back until the day
# that it showed.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

partners -s runs=50 -s period-days=365 -s 'share-a=any any name' \
    -s 'share-b=any any name'
sed -i 's/^setting,value$/&\nlist-change,100/' acme/globex/settings.csv \
    globex/acme/settings.csv
through_first
on_day 200
echo 'A-8,Eight Ltd,eight.example.com,GB,Customer' >> acme/accounts.csv
touch -d "$today" acme/accounts.csv
ok psi-run acme/globex
contains acme/globex/log.csv "^$today.*,2,begin,"
ahead=$today

# Nor is a clock taken at its word that is behind the agreement itself, as one that
# lost its battery is until it is set: what waits for an answer goes on waiting.
on_day -400
ok psi-run acme/globex
no_stderr 'gave-up|make blinded'
lacks acme/globex/log.csv ',2,end,' ',3,begin,'

# The run that was begun then is not waited for, and the next one begins.
on_day 8
ok psi-run acme/globex
expect_stderr "the clock is behind the last day of the log, $ahead: nothing is removed until then" \
    'run 2: end: gave-up' 'run 3: make blinded'
back_and_forth 6
contains acme/globex/log.csv ',3,end,,,complete$'
# From then on it goes by the days as they are.
echo 'A-9,Nine Ltd,nine.example.com,GB,Customer' >> acme/accounts.csv
on_day 14
ok psi-run acme/globex
lacks acme/globex/log.csv ',4,begin,'
on_day 15
ok psi-run acme/globex
contains acme/globex/log.csv ',4,begin,'
