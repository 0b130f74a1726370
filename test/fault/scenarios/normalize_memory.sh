# psi-normalize under every failure of the system, where it sorts on disk: nothing
# is left there.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
mkdir start start/temp
cp acme/agreement.csv acme/agreement.csv.psl start
{
	echo 'Account ID,Account Name,Website,Type'
	seq 500 | awk '{ printf "ID-%d,Company %d,www.company-%d.com,Customer\n",
	    $1 % 400, $1 % 300, $1 % 350 }'
} > start/accounts.csv
psi-normalize -q -a start/agreement.csv -o want.csv start/accounts.csv

step()
{
	"$@" psi-normalize -q -j 1 --memory 64K --temp temp -a agreement.csv \
	    -r rejects.csv -o keys.csv accounts.csv
}

nothing_left()
{
	[ -z "$(find temp -mindepth 1)" ]
}

done_right()
{
	cmp keys.csv "$SCRATCH/work/want.csv"
	nothing_left
	aside keys.csv
	[ -f rejects.csv ]
}

not_done()
{
	absent keys.csv
	absent rejects.csv
	nothing_left
}

begin_sweep
sweep open EIO 9
sweep write ENOSPC 3
sweep write SHORT 17
sweep change KILLAFTER 9
sweep malloc ENOMEM 99
