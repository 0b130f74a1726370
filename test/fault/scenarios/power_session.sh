# The steps of a session under power cuts.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"
. "$TOP/test/fault/power.sh"

# The model loses what was not synchronised, and keeps what was.
mkdir start
echo old > start/kept
fault_calls=write fault_at=0 fault_how=KILL
begin_case
(
	cd case || exit
	powered sh -c 'echo new > kept; echo more > lost'
	powered sh -c 'echo whole > named; sync named; mv named renamed'
	powered sh -c 'echo empty > half; sync .'
)
cut_power
[ "$(cat case/kept)" = old ] || fail 'a write outlived the cut'
[ "$(ls case)" = "$(printf '%s\n' half kept lost renamed)" ] ||
    fail "other names: $(ls case)"
[ ! -s case/lost ] && [ ! -s case/half ] || fail 'bytes outlived the cut'
[ "$(cat case/renamed)" = whole ] || fail 'synchronised bytes were lost'
begin_case
(cd case && powered sh -c 'echo whole > named; sync named')
cut_power
[ ! -e case/named ] || fail 'a name outlived the cut'
rm -r start case

two_companies
# Where the sweep works, since a session knows where its identity is.
mv acme case
cp -a case start

step()
{
	"$@" psi-blind -q -j 1 -a agreement.csv -i me.key -s s -o blinded.csv \
	    keys.csv
}

done_right()
{
	psi-inspect -a agreement.csv blinded.csv > /dev/null 2>&1
	psi-blind -q -s s keys.csv | cmp - blinded.csv
	aside blinded.csv
}

not_done()
{
	absent blinded.csv
}

power_sweep

rm -rf case
cp -a start case
blind case
blind globex
exchange globex case
rm -r start
cp -a case start

step()
{
	"$@" psi-exchange -q -j 1 -s s -o answer.csv ../globex/blinded.csv
}

done_right()
{
	psi-exchange -q -s s ../globex/blinded.csv | cmp - answer.csv
	[ ! -e s/scalar.bin ]
	aside answer.csv
}

not_done()
{
	absent answer.csv
}

power_sweep

# The side that answers first, with the last answer.
rm -rf case
cp -a start case
exchange case globex
answer globex case
rm -r start
cp -a case start
cp globex/answer.csv start/from-globex.csv

step()
{
	"$@" psi-reveal -q -j 1 -s s -o matches.csv from-globex.csv
}

done_right()
{
	[ "$(wc -l < matches.csv)" -gt 1 ]
	psi-reveal -q -s s | cmp - matches.csv
	[ -z "$(find s -name 'seal.bin')" ]
	aside matches.csv
}

not_done()
{
	absent matches.csv
}

power_sweep

# And the ledger, in which a run is closed.
step()
{
	"$@" psi-close -q -s s
}

done_right()
{
	grep -q '^state,closed$' s/state.csv
	grep -q ',1,[0-9a-f]*,closed,' me.key.ledger
	[ -z "$(find s -name '*.bin')" ]
}

not_done()
{
	[ -e me.key.ledger ] && [ -e s/state.csv ]
}

power_sweep
