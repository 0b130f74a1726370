# psi-blind under every failure of the system, where it sorts on disk: nothing is
# left there, and a session that was begun goes on.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
{
	echo 'Account ID,Website,Type'
	seq 600 | sed 's/.*/ID-&,www.company-&.com,Customer/'
} > acme/accounts.csv
psi-normalize -q -f -a acme/agreement.csv -o acme/keys.csv acme/accounts.csv
mv acme start

step()
{
	"$@" psi-blind -q -j 1 --memory 64K -a agreement.csv -i me.key -s s \
	    -o blinded.csv keys.csv
}

done_right()
{
	psi-inspect -a agreement.csv blinded.csv > /dev/null 2>&1
	[ "$(grep -c ',domain,' s/map.csv)" -eq 600 ]
	[ -z "$(find s -name '.tmp-*')" ]
	psi-blind -q -s s keys.csv | cmp - blinded.csv
	aside blinded.csv
}

not_done()
{
	absent blinded.csv
}

# The rest is as in blind.sh.
begin_sweep
sweep open EIO 9
sweep write ENOSPC 9
sweep write SHORT 31
sweep change KILLAFTER 9
sweep malloc ENOMEM 99
