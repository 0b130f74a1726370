# psi-agree sign under every failure of the system.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
mkdir start
cp globex/me.key globex/me.key.ledger proposal.csv proposal.csv.psl start
cp globex/agreement.csv want.csv

step()
{
	"$@" psi-agree sign -q --accept-list -i me.key -o agreement.csv proposal.csv
}

done_right()
{
	cmp agreement.csv "$SCRATCH/work/want.csv"
	cmp agreement.csv.psl proposal.csv.psl
	aside agreement.csv
}

not_done()
{
	absent agreement.csv
	absent agreement.csv.psl
	rm -f agreement.csv.psl.aside
}

sweep_all 5
