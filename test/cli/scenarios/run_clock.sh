# psi-run: a folder that was made with the clock of the tests is none for the
# program that is installed, and the other way round.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
clock=$CLOCK_TOOLS/psi-run
[ -x "$clock" ] || skip 'psi-run with a clock is not built'
today=$(date -u +%F)

two_companies
made_by()
{
	"${@:2}" -q init "$1" -i acme/me.key -a acme/agreement.csv \
	    --accounts acme/accounts.csv
}

# The installed program has no such option, whatever the words of it.
for option in "--today=$today" --today; do
	expect_status 2 psi-run "$option" init x -i acme/me.key \
	    -a acme/agreement.csv --accounts acme/accounts.csv
	expect_stderr "unknown option '--today'"
	no_output x
done
psi-run --help > help
lacks help 'today'

made_by real psi-run
made_by faked "$clock" --today "$today"
cp real/log.csv real-log
cp faked/log.csv faked-log

# refuses WORDS COMMAND...: nothing is done but to say so.
refuses()
{
	local words=$1
	shift
	expect_status 6 "$@"
	expect_stderr "$words"
}
was='was made with the clock of a test'
was_not='was not made with the clock of a test'
refuses "$was" psi-run faked
refuses "$was" psi-run approve faked first-run
refuses "$was" psi-run adopt faked
refuses "$was" "$clock" faked
refuses "$was_not" "$clock" --today "$today" real
refuses "$was_not" "$clock" --today "$today" approve real first-run
refuses "$was_not" "$clock" --today "$today" adopt real
expect_status 6 psi-run --status faked > status
contains status "$was"
expect_status 6 "$clock" --today "$today" --status real > status
contains status "$was_not"
same real/log.csv real-log
same faked/log.csv faked-log
for folder in real faked; do
	[ -z "$(find $folder/runs $folder/outbox $folder/work -mindepth 1)" ] ||
	    fail 'something was done'
done

# Each goes on with its own.
expect_status 6 psi-run real
expect_stderr 'the first run with "Globex" is ready'
expect_status 6 "$clock" --today "$today" faked
expect_stderr 'the first run with "Globex" is ready'
