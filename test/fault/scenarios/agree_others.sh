# psi-agree under every failure of the system: what is not `sign`.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
mkdir start
cp acme/me.key acme/me.key.ledger acme/agreement.csv acme/agreement.csv.psl \
    start
cp globex/me.pub globex/me.key globex/me.key.ledger .
psi-agree show -q start/agreement.csv > want.txt

# `out` is the output of the step, with the same bytes each time.
done_right()
{
	cmp out "$SCRATCH/work/want.txt"
	aside out
}

not_done()
{
	absent out
}

step()
{
	"$@" psi-agree show -q -o out agreement.csv
}

sweep_all 7

psi-agree template -q > want.txt
step()
{
	"$@" psi-agree template -q -o out
}

sweep_all

# A proposal has a number of its own, so no two are the same; the partner can
# sign each. One that is there after a kill is whole, with its list.
whole()
{
	psi-agree sign -q --accept-list -i "$SCRATCH/work/me.key" out \
	    > /dev/null
	cmp out.psl agreement.csv.psl
}

done_right()
{
	whole
}

not_done()
{
	case $fault_how in
	KILL*)
		[ ! -e out ] || whole
		rm -f out
		;;
	*)
		no_output out
		no_output out.psl
		;;
	esac
}

step()
{
	"$@" psi-agree propose -q -i me.key -n Acme --partner-name Globex \
	    -p "$(cat "$SCRATCH/work/me.pub")" --suffix-list agreement.csv.psl -o out
}

sweep_all 13

# The ledger says whether it is revoked: it is the old one or the new one.
done_right()
{
	grep -q ',revoked,' me.key.ledger
}

not_done()
{
	cmp -s me.key.ledger "$SCRATCH/work/start/me.key.ledger" || done_right
}

step()
{
	"$@" psi-agree revoke -q -i me.key agreement.csv
}

sweep_all

# And nothing at all is written by this one.
done_right()
{
	diff -r . "$SCRATCH/work/start"
}

not_done()
{
	done_right
}

step()
{
	"$@" psi-agree check -q -i me.key agreement.csv
}

sweep_reading 7
