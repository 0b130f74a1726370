# psi-report under every failure of the system: an answer, what changed, rows
# for a CRM and the page are there whole or not at all.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"
. "$TOP/test/fault/sweep.sh"

agreement agreement.csv
mkdir start
cp agreement.csv start
pairs Globex agreement.csv > start/pairs.csv
pairs Globex agreement.csv | sed '3d' > start/old.csv
printf 'Account ID,Account Name,Type\nA2,Fabrikam,Customer\nA9,B,Customer\n' \
    > start/accounts.csv

step()
{
	"$@" psi-report -q "${report[@]}" -o out pairs.csv
}

done_right()
{
	cmp out "$SCRATCH/work/want"
	aside out
}

not_done()
{
	absent out
}

# sweeping STRIDE ARGUMENT...: sweep that kind of report.
sweeping()
{
	local stride=$1
	shift
	report=("$@")
	(cd start && step plainly)
	mv start/out want
	sweep_all "$stride"
}

sweeping 17 matrix --accounts accounts.csv --outside -a agreement.csv
sweeping 17 changes --before old.csv --json
sweeping 17 crm --for salesforce
sweeping 31 page --today 2026-11-30
