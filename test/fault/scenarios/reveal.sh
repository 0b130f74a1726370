# psi-reveal under every failure of the system: the matches come out in the
# end, and the secrets are gone then.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
# Where the sweep works, since a session knows where its identity is.
mv acme case
blind case
blind globex
exchange case globex
exchange globex case
answer globex case
cp -a case start
cp globex/answer.csv start/from-globex.csv
reveal case globex
cp case/matches.csv want.csv
cp -a case revealed
(cd case && psi-reveal -q -s s --accounts accounts.csv) > want.wide

step()
{
	"$@" psi-reveal -q -j 2 -s s -o matches.csv from-globex.csv
}

done_right()
{
	cmp matches.csv "$SCRATCH/work/want.csv"
	psi-reveal -q -s s | cmp - matches.csv
	aside matches.csv
}

not_done()
{
	absent matches.csv
}

sweep_all 11
sweep guarded ENOMEM

# And shown again, with the columns of the export.
rm -r start
mv revealed start
rm start/matches.csv

step()
{
	"$@" psi-reveal -q -j 1 -s s --accounts accounts.csv -o wide.csv
}

done_right()
{
	cmp wide.csv "$SCRATCH/work/want.wide"
	aside wide.csv
}

not_done()
{
	absent wide.csv
}

sweep_all 11
