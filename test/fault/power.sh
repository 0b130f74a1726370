# shellcheck shell=bash
# Power cuts, for scenarios that have sourced sweep.sh: `start`, step, done_right
# and not_done as there.
#
#   power_sweep [STRIDE]
#
# kills the step before and behind each STRIDEth of its writes, synchronisations
# and renames, keeps of its folder only what was synchronised, and goes on from
# there as after any failure. A step that came to its end must have lost nothing.

powered()
{
	env LD_PRELOAD="$PSI_POWER_LIB:$PSI_FAULT_LIB" \
	    PSI_POWER_DIR="$SCRATCH/notes" PSI_POWER_ROOT="$SCRATCH/work/case" \
	    PSI_FAULT_CALLS="$fault_calls" PSI_FAULT_AT="$fault_at" \
	    PSI_FAULT_HOW="$fault_how" PSI_FAULT_FIRED="$SCRATCH/fired" "$@"
}

# put_together ID FOLDER: what the notes say of a folder.
put_together()
{
	local id type mode name
	mkdir -p "$2"
	[ -e "$SCRATCH/notes/dir.$1" ] || return 0
	while read -r id type mode name; do
		case $type in
		d) put_together "$id" "$2/$name" ;;
		f)
			if [ -e "$SCRATCH/notes/data.$id" ]; then
				cp "$SCRATCH/notes/data.$id" "$2/$name"
			else
				: > "$2/$name"
			fi
			;;
		esac
		chmod "$mode" "$2/$name"
	done < "$SCRATCH/notes/dir.$1"
}

# The power comes back: the folder is what was kept of it.
cut_power()
{
	local root
	root=$(cd "$SCRATCH/notes" && echo root.*)
	put_together "${root#root.}" rest
	rm -rf case
	mv rest case
}

# All of a new case is on the disk.
begin_case()
{
	rm -rf case "$SCRATCH/fired" "$SCRATCH/notes"
	mkdir "$SCRATCH/notes"
	cp -a start case
	find case -depth -print0 | env LD_PRELOAD="$PSI_POWER_LIB" \
	    PSI_POWER_DIR="$SCRATCH/notes" PSI_POWER_ROOT="$SCRATCH/work/case" \
	    xargs -0 sync
	[ -n "$(find "$SCRATCH/notes" -name 'root.*')" ] ||
	    fail 'nothing was noted'
}

power_sweep()
{
	local stride=${1:-1} status case_status=0
	fault_calls=write,fsync,rename
	for fault_how in KILL KILLAFTER; do
		fault_at=1
		while :; do
			begin_case
			last_command="the step, power cut at $fault_at $fault_how"
			in_case step powered 2> "$stderr"
			status=$case_status
			cut_power
			if [ ! -e "$SCRATCH/fired" ]; then
				[ "$status" -eq 0 ] || fail "fails without a cut"
				in_case done_right
				[ "$case_status" -eq 0 ] ||
				    fail "something was not on the disk at the end"
				break
			fi
			check_failed_run "$status"
			fault_at=$((fault_at + stride))
		done
		[ "$fault_at" -gt 1 ] || fail 'no call was made'
	done
}
