# psi-share and psi-join under failures of the file system.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

sweep_step()
{
	begin_sweep
	sweep write ENOSPC
	sweep fsync EIO
	sweep rename EIO
	sweep change KILLAFTER
}

. "$TOP/test/fault/share_steps.sh"
