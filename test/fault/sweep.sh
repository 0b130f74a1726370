# shellcheck shell=bash
# For scenarios of fault injection, beside test/cli/helpers.sh.
#
# A scenario makes the folder `start` and defines three functions, each run in
# a copy of it:
#   step PREFIX...   the program under test, once: "$@" psi-x ...
#   done_right       after exit status 0: everything is there and right
#   not_done         after a failure: nothing stands under its final name
# and then calls
#   begin_sweep
#   sweep CALLS HOW [STRIDE]
# the second as often as it wants. It makes the first, second, third ... of the
# calls fail until the program needs no more of them; beyond the first 30 every
# STRIDEth, and more rarely the further it gets, and each of the last dozen.
# PSI_SHORT leaves out more allocations; test/unit/test_no_memory.c tries each in the
# library. After each
# failure, the step must succeed on what was left behind.
#
# What was left behind is told by a digest of the folder. A folder that the step
# has once been repeated on, or that was once found right, since begin_sweep, is
# not tried again: neither depends on anything else. Most failures come before the
# program has written anything, and leave `start` itself.

# faulty COMMAND...: with the library that fails.
faulty()
{
	LD_PRELOAD=$PSI_FAULT_LIB PSI_FAULT_CALLS=$fault_calls \
	    PSI_FAULT_AT=$fault_at PSI_FAULT_HOW=$fault_how \
	    PSI_FAULT_FIRED=$SCRATCH/fired "$@"
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

# What has been tried, by "again DIGEST" and "right DIGEST".
declare -A tried=()
# Whether the folder `case` is as `start`.
is_fresh=false

# new_case: `case` is as `start`, and nothing has failed.
new_case()
{
	: > "$SCRATCH/fired"
	! $is_fresh || return 0
	rm -rf case
	cp -a start case
	is_fresh=true
}

# new_to WORD: whether the case, as it stands, was not yet tried so; it is then.
new_to()
{
	local digest
	digest=$("$PSI_FOLDER_DIGEST" case)
	[ -n "$digest" ] || fail 'no digest'
	[ "$digest" = "$start_digest" ] || is_fresh=false
	[ -z "${tried["$1 $digest"]:-}" ] || return 1
	tried["$1 $digest"]=yes
	# What is tried changes it.
	is_fresh=false
}

check_right()
{
	if new_to right; then
		in_case done_right
		[ "$case_status" -eq 0 ] || fail "$1"
	fi
}

check_failed_run()
{
	local status=$1 want=1 where_now="$fault_calls $fault_at $fault_how"
	case $fault_how in
	KILL*) want=137 ;;
	EINTR | SHORT) fail "given up at $where_now, which is no failure" ;;
	esac
	[ "$status" -eq "$want" ] ||
	    fail "status $status instead of $want at $where_now"
	if [ "$want" -eq 1 ]; then
		expect_stderr '^psi-[a-z]+: error: '
		# And it was the memory, whoever asked for it.
		case $fault_calls in
		malloc | guarded) expect_stderr '^psi-[a-z]+: error: .*memory' ;;
		esac
	fi
	in_case not_done
	[ "$case_status" -eq 0 ] || fail "left something at $where_now"
	new_to again || return 0
	in_case step plainly > "$SCRATCH/again" 2>&1
	if [ "$case_status" -ne 0 ]; then
		cat "$SCRATCH/again" >&3
		fail "not to be repeated after $where_now: $case_status"
	fi
	check_right "wrong when repeated after $where_now"
}

# begin_sweep: another step, or another `start`.
begin_sweep()
{
	tried=()
	is_fresh=false
	start_digest=$("$PSI_FOLDER_DIGEST" start)
}

# try_here: with the fault at $fault_at; in $has_fired whether the program came so
# far. No condition, for the reason that in_case has.
try_here()
{
	local status case_status=0
	has_fired=true
	new_case
	last_command="the step, $fault_calls $fault_at $fault_how"
	in_case step faulty 2> "$stderr"
	status=$case_status
	if [ ! -s "$SCRATCH/fired" ]; then
		[ "$status" -eq 0 ] || fail "fails without a fault"
		check_right "not done right"
		has_fired=false
	elif [ "$status" -eq 0 ]; then
		# Whatever failed did not matter, or was made good; but nothing
		# is done that may not be on the disk.
		[ "$fault_calls" != fsync ] ||
		    fail "done, though fsync $fault_at failed"
		check_right "not done right"
	else
		check_failed_run "$status"
	fi
}

# sweep_end FIRED NOT: the last calls, each: before them is written what is then to
# be taken back. The program came to FIRED and not to NOT.
sweep_end()
{
	local fired=$1 not=$2
	while [ $((not - fired)) -gt 1 ]; do
		fault_at=$(((fired + not) / 2))
		try_here
		if $has_fired; then
			fired=$fault_at
		else
			not=$fault_at
		fi
	done
	for ((fault_at = fired; fault_at > fired - 12 && fault_at > 0; fault_at--)); do
		try_here
	done
}

sweep()
{
	local stride=${3:-1} every=30 last=0
	fault_calls=$1 fault_how=$2 fault_at=1
	if [ "$1" = malloc ] && [ -n "${PSI_SHORT:-}" ]; then
		every=10 stride=$((3 * stride))
	fi
	try_here
	while $has_fired; do
		last=$fault_at
		fault_at=$((fault_at + 1 + (fault_at / every) * (stride - 1)))
		try_here
	done
	# The library must have had something to do.
	[ "$last" -gt 0 ] || fail "no call of $fault_calls was made"
	[ "$stride" -eq 1 ] || sweep_end "$last" "$fault_at"
}

# sweep_all [STRIDE]: every kind of failure of the file system, then kills, and
# then of memory, where every STRIDEth allocation beyond the first 30 fails. A kill
# leaves what the last call has left that changed a file or a name, so there is one
# kill behind each of these.
sweep_all()
{
	begin_sweep
	sweep open EIO
	sweep write ENOSPC
	sweep write SHORT
	sweep write EINTR
	sweep fsync EIO
	sweep rename EIO
	sweep close EIO
	sweep change KILLAFTER
	sweep malloc ENOMEM "${1:-1}"
}

# sweep_reading [STRIDE], sweep_written: the same for a program that only reads,
# and that writes to standard output alone.
sweep_reading()
{
	begin_sweep
	sweep open EIO
	sweep open KILL
	sweep malloc ENOMEM "${1:-1}"
}

sweep_written()
{
	begin_sweep
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
