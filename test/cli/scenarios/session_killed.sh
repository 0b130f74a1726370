# Every step killed in the middle, again and again, a little later each time:
# it can be run again, and what comes out is what would have come out.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies -s padding-multiple=16384


# insist COMMAND...: killed a little later each time, until it comes through.
insist()
{
	local delay=0.002 got pid
	while :; do
		got=0
		"$@" 2> killed &
		pid=$!
		sleep $delay
		kill -KILL $pid 2> /dev/null || true
		wait $pid || got=$?
		[ $got -ne 0 ] || break
		[ $got -eq 137 ] || fail "status $got: $*: $(cat killed)"
		delay=$(awk -v d=$delay 'BEGIN { print d * 1.5 }')
	done 2> /dev/null
}

insist psi-blind -q -j 1 -a acme/agreement.csv -i acme/me.key -s acme/s \
    -f -o acme/blinded.csv acme/keys.csv
blind globex
contains acme/blinded.csv '^run,1$'
insist psi-exchange -q -j 1 -s acme/s -f -o acme/answer.csv \
    globex/blinded.csv
exchange globex acme
# The side that answers second finds its matches and makes its answer at once.
insist psi-reveal -q -j 1 -s globex/s -f -o globex/matches.csv \
    acme/answer.csv
insist psi-exchange -q -s globex/s -f -o globex/answer.csv
insist psi-reveal -q -j 1 -s acme/s -f -o acme/matches.csv \
    globex/answer.csv
lines acme/matches.csv 3
cut -d, -f1 acme/matches.csv | sort > tokens-a
cut -d, -f1 globex/matches.csv | sort > tokens-b
same tokens-a tokens-b
[ ! -e acme/s/scalar.bin ] || fail "the scalar is still there"
ok psi-close -q -s acme/s
# What killed processes left is cleared up by the next one.
left=$(find acme/s -name '.tmp*')
[ -z "$left" ] || fail "left behind: $left"
