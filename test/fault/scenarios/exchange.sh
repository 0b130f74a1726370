# psi-exchange under every failure of the system: the partner's file is the
# only one that is answered, and always with the same bytes.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
# Where the sweep works, since a session knows where its identity is.
mv acme case
blind case
blind globex
mv case start
cp globex/blinded.csv start/from-globex.csv

step()
{
	"$@" psi-exchange -q -j 2 -s s -o answer.csv from-globex.csv
}

done_right()
{
	psi-inspect -a agreement.csv answer.csv > /dev/null 2>&1
	psi-exchange -q -s s from-globex.csv | cmp - answer.csv
	aside answer.csv
}

not_done()
{
	absent answer.csv
}

sweep_all 11
sweep guarded ENOMEM
