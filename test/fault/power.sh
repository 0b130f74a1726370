# shellcheck shell=bash
# Power cuts, for scenarios that have sourced sweep.sh: `start`, step, done_right
# and not_done as there.
#
#   power_sweep
#
# cuts the power behind each of the step's synchronisations, keeps of its folder
# only what was synchronised, and goes on from there as after any failure. A cut
# anywhere between two of them leaves the same, by what is kept here. A step that
# came to its end must have lost nothing.

powered()
{
	LD_PRELOAD=$PSI_POWER_LIB:$PSI_FAULT_LIB \
	    PSI_POWER_DIR=$SCRATCH/notes PSI_POWER_ROOT=$SCRATCH/work/case \
	    PSI_FAULT_CALLS=$fault_calls PSI_FAULT_AT=$fault_at \
	    PSI_FAULT_HOW=$fault_how PSI_FAULT_FIRED=$SCRATCH/fired "$@"
}

# The power comes back: the folder is what was kept of it.
cut_power()
{
	rm -rf case
	"$PSI_POWER_BACK" "$SCRATCH/notes" case
}

# All of a new case is on the disk.
begin_case()
{
	: > "$SCRATCH/fired"
	rm -rf case "$SCRATCH/notes"
	mkdir "$SCRATCH/notes"
	cp -a start case
	find case -depth -print0 | LD_PRELOAD=$PSI_POWER_LIB \
	    PSI_POWER_DIR=$SCRATCH/notes PSI_POWER_ROOT=$SCRATCH/work/case \
	    xargs -0 sync
}

power_sweep()
{
	local status case_status=0
	fault_calls=fsync fault_how=KILLAFTER fault_at=1
	begin_sweep
	while :; do
		begin_case
		last_command="the step, power cut at $fault_at"
		in_case step powered 2> "$stderr"
		status=$case_status
		cut_power
		if [ ! -s "$SCRATCH/fired" ]; then
			[ "$status" -eq 0 ] || fail "fails without a cut"
			check_right "something was not on the disk at the end"
			break
		fi
		check_failed_run "$status"
		fault_at=$((fault_at + 1))
	done
	[ "$fault_at" -gt 1 ] || fail 'nothing was synchronised'
}
