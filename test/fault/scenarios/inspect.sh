# psi-inspect under every failure of the system: it never says that half a
# report is a whole one.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
mv acme case
blind case
mv case start
(cd start && psi-inspect -q -a agreement.csv blinded.csv) > want.file
(cd start && psi-inspect -q -s s) > want.session

done_right()
{
	cmp report "$SCRATCH/work/want.$what"
}

# Its report goes to standard output, so part of it may be there.
not_done()
{
	rm -f report
}

step()
{
	"$@" psi-inspect -q -a agreement.csv blinded.csv > report
}

what='file'
sweep_reading 7
sweep_written

step()
{
	"$@" psi-inspect -q -s s > report
}

what=session
sweep_reading 7
sweep_written
