# psi-reveal of the side that answers second, which signs in the same step, where
# memory ends: it says so, and the step is made in the end.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
# Where the sweep works, since a session knows where its identity is.
mv globex case
blind acme
blind case
exchange acme case
exchange case acme
cp -a case start
cp acme/answer.csv start/from-acme.csv
reveal case acme
cp case/matches.csv want.csv

step()
{
	"$@" psi-reveal -q -j 1 -s s -o matches.csv from-acme.csv
}

done_right()
{
	cmp matches.csv "$SCRATCH/work/want.csv"
	psi-reveal -q -s s | cmp - matches.csv
}

not_done()
{
	no_output matches.csv
	# And not that there is no identity, which was not looked for.
	expect_stderr 'memory'
}

begin_sweep
sweep malloc ENOMEM 3
