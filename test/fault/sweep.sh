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

# in_case FUNCTION ARGUMENT...: in a shell of its own; its status goes to
# $case_status. Never called where the shell would ignore a failure, as it does
# on the left of ||: then set -e would not hold inside.
in_case()
{
	set +eE
	trap - ERR
	(
		set -e
		cd "$SCRATCH/work/case"
		"$@"
	)
	case_status=$?
	set -eE
}

check_failed_run()
{
	local status=$1 want=1 where_now="$fault_calls $fault_at $fault_how"
	case $fault_how in
	KILL*) want=137 ;;
	esac
	[ "$status" -eq "$want" ] ||
	    fail "status $status instead of $want at $where_now"
	if [ "$want" -eq 1 ]; then
		expect_stderr '^psi-[a-z]+: error: '
	fi
	in_case not_done
	[ "$case_status" -eq 0 ] || fail "left something at $where_now"
	in_case step plainly > "$SCRATCH/again" 2>&1
	if [ "$case_status" -ne 0 ]; then
		cat "$SCRATCH/again" >&3
		fail "not to be repeated after $where_now: $case_status"
	fi
	in_case done_right
	[ "$case_status" -eq 0 ] || fail "wrong when repeated after $where_now"
}

sweep()
{
	local stride=${3:-1} status case_status=0
	fault_calls=$1 fault_how=$2 fault_at=1
	while :; do
		rm -rf case "$SCRATCH/fired"
		cp -a start case
		last_command="the step, $fault_calls $fault_at $fault_how"
		in_case step faulty 2> "$stderr"
		status=$case_status
		if [ ! -e "$SCRATCH/fired" ]; then
			[ "$status" -eq 0 ] || fail "fails without a fault"
			in_case done_right
			[ "$case_status" -eq 0 ] || fail "not done right"
			break
		elif [ "$status" -eq 0 ]; then
			# Whatever failed did not matter, or was made good.
			in_case done_right
			[ "$case_status" -eq 0 ] || fail "not done right"
		else
			check_failed_run "$status"
		fi
		fault_at=$((fault_at + 1 + (fault_at / 30) * (stride - 1)))
	done
	# The library must have had something to do.
	[ "$fault_at" -gt 1 ] || fail "no call of $fault_calls was made"
}

# sweep_all [STRIDE]: every kind of failure of the file system, and then of
# memory, where every STRIDEth allocation beyond the first 30 fails.
sweep_all()
{
	sweep open EIO
	sweep write ENOSPC
	sweep write SHORT
	sweep write EINTR
	sweep fsync EIO
	sweep rename EIO
	sweep close EIO
	sweep open,write,fsync,rename,close KILL
	sweep open,write,fsync,rename,close KILLAFTER
	sweep malloc ENOMEM "${1:-1}"
}

# sweep_reading [STRIDE], sweep_written: the same for a program that only reads,
# and that writes to standard output alone.
sweep_reading()
{
	sweep open EIO
	sweep open KILL
	sweep malloc ENOMEM "${1:-1}"
}

sweep_written()
{
	sweep write ENOSPC
	sweep write SHORT
	sweep write EINTR
	sweep write KILL
}

# absent FILE: for not_done. After a failure the file is not there; after a
# kill, which may come behind the rename, it is put aside, for `aside`.
absent()
{
	case $fault_how in
	KILL*)
		[ ! -e "$1" ] || mv "$1" "$1.aside"
		;;
	*)
		no_output "$1"
		;;
	esac
}

# aside FILE: for done_right. What a killed run left was whole.
aside()
{
	[ ! -e "$1.aside" ] || cmp "$1.aside" "$1"
}
