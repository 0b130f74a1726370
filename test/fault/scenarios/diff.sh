# psi-diff under every failure of the system; with --exit-code, too: that
# status is for changes, and never for what could not be read.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"
. "$TOP/test/fault/sweep.sh"

agreement agreement.csv
mkdir start
pairs Globex agreement.csv > start/before.csv
sed -e 3d -e 's/Northwind,Ann/Northwind,Eve/' start/before.csv > start/after.csv
printf 'Account ID,Account Name\nA1,Northwind\nA2,Fabrikam\n' > start/list.csv

step()
{
	"$@" psi-diff -q --accounts-before list.csv --accounts-after list.csv \
	    -o out.csv before.csv after.csv
}

done_right()
{
	cmp out.csv "$SCRATCH/work/want.csv"
	aside out.csv
}

not_done()
{
	absent out.csv
}

(cd start && step plainly)
mv start/out.csv want.csv
[ "$(wc -l < want.csv)" -eq 3 ]
sweep_all 17

# Several exports, whose rows are put together in memory: enough for more than one
# piece of it.
{
	echo Account ID,Account Name
	seq -f 'B%g,A firm of a list that is not short' 300
} > start/more.csv
cp "$TOP/test/cli/data/suffixes.dat" start
step()
{
	"$@" psi-diff -q --accounts-before list.csv --accounts-before more.csv \
	    --accounts-after list.csv --suffix-list suffixes.dat \
	    -o out.csv before.csv after.csv
}

(cd start && step plainly)
mv start/out.csv want.csv
begin_sweep
sweep malloc ENOMEM

# Status 10 is what is right here.
step()
{
	local status=0
	"$@" psi-diff -q --exit-code -o out.csv before.csv after.csv || status=$?
	case $status in
	10) return 0 ;;
	0) return 20 ;;
	*) return $status ;;
	esac
}

(cd start && step plainly)
mv start/out.csv want.csv
sweep_all 17
