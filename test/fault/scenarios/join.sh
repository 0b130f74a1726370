# psi-share and psi-join where files cannot be opened and memory ends: the claims,
# and then the fields, with kills. Those of the claims are in share.sh.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

sweep_step()
{
	begin_sweep
	sweep open EIO
	sweep close EIO
	sweep malloc ENOMEM 5
}

. "$TOP/test/fault/share_steps.sh"

# The fields, once both have the claims of the other.
rm -rf case
cp -a start case
(cd case && psi-join -q -s s --accounts accounts.csv -o claimed.csv \
    from-globex.csv && cp claims.csv ../acme-claims.csv)
psi-join -q -s globex/s --accounts globex/accounts.csv -o globex/pairs.csv \
    acme-claims.csv
psi-share -q -s globex/s --accounts globex/accounts.csv -o globex/fields.csv
rm -r start
cp -a case start
cp globex/fields.csv start/

step()
{
	"$@" psi-share -q -s s --accounts accounts.csv -o own-fields.csv
}

done_right()
{
	grep -q "$(sed -n 's/^sha256,//p' own-fields.csv)" me.key.ledger
	psi-share -q -s s --accounts accounts.csv | cmp - own-fields.csv
	aside own-fields.csv
}

not_done()
{
	absent own-fields.csv
}

sweep_step
sweep change KILLAFTER

rm -rf case
cp -a start case
(cd case && psi-share -q -s s --accounts accounts.csv -o own-fields.csv)
rm -r start
cp -a case start

step()
{
	"$@" psi-join -q -s s --accounts accounts.csv -o pairs.csv fields.csv
}

done_right()
{
	cmp pairs.csv "$SCRATCH/work/want.csv"
	grep -q "$(sed -n 's/^sha256,//p' fields.csv)" me.key.ledger
	aside pairs.csv
}

not_done()
{
	absent pairs.csv
}

(cd case && step plainly)
cp case/pairs.csv want.csv
grep -q 'Northwind\|NORTHWIND' want.csv
sweep_step
sweep change KILLAFTER
