# psi-share and psi-join, for whoever has sweep_step: a file that has left is in
# the ledger, and what is said again is the same.
# shellcheck shell=bash
two_companies -s 'share-a=any any name' -s 'share-b=any any name'
# Where the sweep works, since a session knows where its identity is.
mv acme case
blind case
blind globex
exchange case globex
exchange globex case
answer globex case
reveal case globex
psi-share -q -s globex/s -o globex/claims.csv
cp -a case start

# What was made and not written is written again where that is said.
step()
{
	local again=()
	[ "$1" != plainly ] || again=(-f)
	"$@" psi-share -q -s s "${again[@]}" -o claims.csv
}

done_right()
{
	local digest
	digest=$(sed -n 's/^sha256,//p' claims.csv)
	grep -q "$digest" me.key.ledger
	psi-share -q -s s -f | cmp - claims.csv
	aside claims.csv
}

not_done()
{
	absent claims.csv
}

sweep_step

rm -rf case
cp -a start case
(cd case && psi-share -q -s s -o claims.csv)
rm -r start
cp -a case start
cp globex/claims.csv start/from-globex.csv

step()
{
	"$@" psi-join -q -s s --accounts accounts.csv -o pairs.csv \
	    from-globex.csv
}

done_right()
{
	[ "$(wc -l < pairs.csv)" -eq 3 ]
	psi-join -q -s s --accounts accounts.csv | cmp - pairs.csv
	grep -q "$(sed -n 's/^sha256,//p' from-globex.csv)" me.key.ledger
	aside pairs.csv
}

not_done()
{
	absent pairs.csv
}

sweep_step
