# The tools that are no step of a session, under power cuts: an identity, a list, an
# agreement, and what is made of pairs. The steps of a session are in
# power_session.sh and power_share.sh.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"
. "$TOP/test/fault/power.sh"

two_companies

# begin FILE...: a new folder to start from.
begin()
{
	rm -rf start
	mkdir start
	[ $# -eq 0 ] || cp "$@" start
}

# The tool's own output is `out`, the same bytes each time.
done_right()
{
	cmp out "$SCRATCH/work/want"
	aside out
}

not_done()
{
	absent out
}

# An identity is there with its ledger, or not at all.
begin
step()
{
	rm -f me.key.ledger
	"$@" psi-keygen -q -o me.key > public
}
whole_identity()
{
	mode me.key 600
	psi-keygen --public me.key > public.again 2> /dev/null
	[ "$(wc -l < public.again)" -eq 1 ]
	psi-agree audit -q -i me.key > audit
}
(
	done_right()
	{
		whole_identity
	}
	not_done()
	{
		[ ! -e me.key ] || psi-keygen --public me.key > public.again \
		    2> /dev/null
		rm -f me.key
	}
	power_sweep
)

begin acme/agreement.csv acme/agreement.csv.psl acme/accounts.csv
cp acme/keys.csv want
step()
{
	"$@" psi-normalize -q -a agreement.csv -o out accounts.csv
}
power_sweep

begin globex/me.key globex/me.key.ledger proposal.csv proposal.csv.psl
cp globex/agreement.csv want
step()
{
	"$@" psi-agree sign -q --accept-list -i me.key -o out proposal.csv
}
(
	not_done()
	{
		absent out
		rm -f out.psl
	}
	power_sweep
)

# The ledger says whether it is revoked: the old one or the new one.
begin acme/me.key acme/me.key.ledger acme/agreement.csv
step()
{
	"$@" psi-agree revoke -q -i me.key agreement.csv
}
(
	done_right()
	{
		grep -q ',revoked,' me.key.ledger
	}
	not_done()
	{
		cmp -s me.key.ledger "$SCRATCH/work/start/me.key.ledger" ||
		    done_right
	}
	power_sweep
)

. "$TOP/test/cli/companies_pairs.sh"
agreement agreement.csv
pairs Globex agreement.csv > pairs.csv
sed -e 3d -e 's/Northwind,Ann/Northwind,Eve/' pairs.csv > before.csv
begin agreement.csv pairs.csv before.csv

# made COMMAND...: what makes `out`, under power cuts.
made()
{
	local command=("$@")
	step()
	{
		"$@" "${command[@]}"
	}
	(cd start && "${command[@]}" && mv out "$SCRATCH/work/want")
	power_sweep
}

made psi-motions -q -a agreement.csv --today 2026-11-28 -o out pairs.csv
made psi-diff -q -o out before.csv pairs.csv
made psi-report matrix -q -o out pairs.csv
made psi-report crm -q --for salesforce -o out pairs.csv
made psi-report page -q --today 2026-11-30 -o out pairs.csv
