# psi-run under power cuts while it refuses a file that it had taken: whatever the
# disk has lost, the file lies in held/ or in refused/, and the next pass has refused
# it, with the reason beside it.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/partners.sh"
. "$TOP/test/fault/sweep.sh"
. "$TOP/test/fault/power.sh"
. "$TOP/test/fault/held.sh"

# It ends with a status of its own, since a file was refused.
step()
{
	local status=0
	"$@" psi-run -q acme/globex || status=$?
	[ $status -eq 4 ] && return 0
	return $status
}

# filled FOLDER PATTERN: a file of this name is there and has bytes.
filled()
{
	[ -n "$(find "$1" -name "$2" -size +0)" ]
}

refused()
{
	find acme/globex/refused -name '20*' ! -name '*.why' | wc -l
}

done_right()
{
	[ -z "$(find acme/globex/held -type f)" ]
	[ -z "$(find acme -name '*.tmp*')" ]
	[ "$(refused)" -eq 1 ]
	filled acme/globex/refused '20*.why'
	[ "$(grep -c ',1,refuse,20' acme/globex/log.csv)" -eq 1 ]
}

not_done()
{
	[ "$(refused)" -eq 1 ] ||
	    filled acme/globex/held '1-blinded-*'
}

power_sweep
