# psi-close under every failure of the system: a session is whole, or it is
# closed and can be closed to the end.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

two_companies
# Where the sweep works, since a session knows where its identity is.
mv acme case
blind case
blind globex
exchange case globex
mv case start

step()
{
	"$@" psi-close -q -s s
}

done_right()
{
	[ "$(find s -name '*.bin' -o -name '.psi.tmp*')" = "" ]
	grep -q '^state,closed$' s/state.csv
	grep -q ',1,[0-9a-f]*,closed,' me.key.ledger
}

not_done()
{
	# The side that answers first has destroyed its scalar by now.
	[ -e s/seal.bin ] || grep -q '^state,closed$' s/state.csv
}

sweep_all 7

# Without its folder.
rm -r start/s

step()
{
	"$@" psi-close -q -a agreement.csv -i me.key
}

done_right()
{
	grep -q ',1,[0-9a-f]*,closed,' me.key.ledger
}

not_done()
{
	grep -q ',1,[0-9a-f]*,open,' me.key.ledger
}

sweep_all 7
