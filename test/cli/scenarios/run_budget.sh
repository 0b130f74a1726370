# The agreement's runs are used up: who waits for what, and until when.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

partners -s runs=1 -s period-days=30 -s 'share-a=any any name' \
    -s 'share-b=any any name'
day=$(date -u -d "$start + 30 days" +%F)

# Whoever makes a folder learns that runs and days do not fit; with fewer runs, or
# where only the partner begins, they do.
init_again()
{
	rm -rf again
	ok psi-run init again -i acme/me.key -a acme/agreement.csv \
	    --accounts acme/accounts.csv "$@"
}
init_again
expect_stderr 'the agreement allows 1 run in 30 days, and every is 7: .* the line every,30 in settings.csv'
init_again --set every=29
expect_stderr 'every is 29'
init_again --set every=30
no_stderr 'every is'
init_again --set every=0
no_stderr 'every is'

through_first
# At once, and not only when the next would be due; also to those who want no notes.
ok psi-run --status acme/globex > status
contains status ' idle +nobody .* '"$day"' '
contains status "the agreement allows 1 run in 30 days, and it has been used: another is allowed from $day on\$"
contains status "psi-agree propose --set replaces=$(sed -n 's/^sha256,//p' acme/agreement.csv) --set runs=N"
on_day 8
ok psi-run -q acme/globex
expect_stderr "and it has been used: another is allowed from $day on\$"
ok psi-run -q acme/globex
silent
ok psi-run acme/globex
no_stderr 'nothing to do now'
ok psi-run --status --json acme/globex > status
contains status '"key": "budget"'
# Where every is why, it is not said.
sed -i 's/^setting,value$/&\nevery,30/' acme/globex/settings.csv
ok psi-run acme/globex
expect_stderr 'nothing to do now'
ok psi-run --status acme/globex > status
lacks status 'has been used'

# By hand: the day, and what to do.
psi-normalize -q -f -a acme/agreement.csv -o acme/keys.csv acme/accounts.csv
expect_status 5 psi-blind -a acme/agreement.csv -i acme/me.key -s s -o b.csv \
    acme/keys.csv
expect_stderr 'the agreement allows 1 run in 30 days, and it has been used$'
expect_stderr 'hint: wait until 20[0-9-]*, when another is allowed, or propose'
no_output b.csv

# The day comes.
sed -i '/^every,30$/d' acme/globex/settings.csv
on_day 30
echo 'A-7,New Ltd,new-of-acme.com,GB,Customer' >> acme/accounts.csv
touch -d "$today" acme/accounts.csv
ok psi-run acme/globex
no_stderr 'has been used'
contains acme/globex/log.csv ',2,begin,'
