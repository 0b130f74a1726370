# psi-normalize under every failure of the system.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
mkdir start
cp acme/agreement.csv acme/agreement.csv.psl acme/accounts.csv start
cp acme/keys.csv want.csv

step()
{
	"$@" psi-normalize -q -a agreement.csv -r rejects.csv -o keys.csv \
	    accounts.csv
}

done_right()
{
	cmp keys.csv "$SCRATCH/work/want.csv"
	aside keys.csv
	[ -f rejects.csv ]
}

not_done()
{
	absent keys.csv
	absent rejects.csv
}

sweep_all 17
