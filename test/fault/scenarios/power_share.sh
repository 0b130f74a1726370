# psi-share and psi-join under power cuts.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"
. "$TOP/test/fault/power.sh"

sweep_step()
{
	power_sweep
}

. "$TOP/test/fault/share_steps.sh"
