# shellcheck shell=bash
# For scenarios of fault injection, beside test/cli/helpers.sh.
#
# A scenario makes the folder `start` and defines three functions, each run in
# a copy of it:
#   step PREFIX...   the program under test, once: "$@" psi-x ...
#   done_right       after exit status 0: everything is there and right
#   not_done         after a failure: nothing stands under its final name
# and then calls
#   sweep CALLS HOW [STRIDE]
# which makes the first, second, third ... of the calls fail until the program
# needs no more of them. After each failure, the step must succeed on what was
# left behind.

# faulty COMMAND...: with the library that fails.
faulty()
{
	env LD_PRELOAD="$PSI_FAULT_LIB" PSI_FAULT_CALLS="$fault_calls" \
	    PSI_FAULT_AT="$fault_at" PSI_FAULT_HOW="$fault_how" \
	    PSI_FAULT_FIRED="$SCRATCH/fired" "$@"
}

plainly()
{
	"$@"
}

# in_case FUNCTION ARGUMENT...: in a shell of its own, so that set -e holds.
in_case()
{
	(cd "$SCRATCH/work/case" && "$@")
}

check_failed_run()
{
	local status=$1 want=1
	case $fault_how in
	KILL*) want=137 ;;
	esac
	[ "$status" -eq "$want" ] ||
	    fail "status $status instead of $want at $fault_calls $fault_at" \
	    "$fault_how"
	if [ "$want" -eq 1 ]; then
		expect_stderr '^psi-[a-z]+: error: '
	fi
	in_case not_done ||
	    fail "left something at $fault_calls $fault_at $fault_how"
	status=0
	in_case step plainly > "$SCRATCH/again" 2>&1 || status=$?
	if [ "$status" -ne 0 ]; then
		cat "$SCRATCH/again" >&3
		fail "not to be repeated after $fault_calls $fault_at" \
		    "$fault_how: status $status"
	fi
	in_case done_right ||
	    fail "wrong when repeated after $fault_calls $fault_at $fault_how"
}

sweep()
{
	local stride=${3:-1} status
	fault_calls=$1 fault_how=$2 fault_at=1
	while :; do
		rm -rf case "$SCRATCH/fired"
		cp -a start case
		status=0
		last_command="the step, $fault_calls $fault_at $fault_how"
		in_case step faulty 2> "$stderr" || status=$?
		if [ ! -e "$SCRATCH/fired" ]; then
			[ "$status" -eq 0 ] || fail "fails without a fault"
			in_case done_right
			break
		elif [ "$status" -eq 0 ]; then
			# Whatever failed did not matter, or was made good.
			in_case done_right || fail "exit 0, yet not done right"
		else
			check_failed_run "$status"
		fi
		fault_at=$((fault_at + 1 + (fault_at / 30) * (stride - 1)))
	done
	# The library must have had something to do.
	[ "$fault_at" -gt 1 ] || fail "no call of $fault_calls was made"
}
