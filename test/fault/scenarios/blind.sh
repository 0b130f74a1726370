# psi-blind under every failure of the system: a session that was begun goes
# on, with one blinded file and no other.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
mv acme start

step()
{
	"$@" psi-blind -q -j 2 -a agreement.csv -i me.key -s s -o blinded.csv \
	    keys.csv
}

done_right()
{
	psi-inspect -a agreement.csv blinded.csv > /dev/null 2>&1
	psi-blind -q -s s keys.csv | cmp - blinded.csv
	aside blinded.csv
}

not_done()
{
	absent blinded.csv
}

sweep_all 11
sweep guarded ENOMEM
