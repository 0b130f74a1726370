# psi-run under power cuts: one pass that takes the partner's blinded file,
# answers it and puts the answer into the outbox. Whatever the disk has lost, the
# next pass comes to an answer that the partner takes, and there is one only.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/partners.sh"
. "$TOP/test/fault/sweep.sh"
. "$TOP/test/fault/power.sh"

# The folders know where they are: they are made where they will be used.
mkdir case
cd case
partners_by_hand

# carry FROM TO: what is in the outbox goes to the other's inbox.
carry()
{
	local file
	for file in "$1/$2"/outbox/*; do
		[ ! -f "$file" ] || mv "$file" "$2/$1/inbox/"
	done
}

psi-run -q acme/globex 2>> said || true
psi-run -q globex/acme 2>> said || true
yes_to acme globex first-run
yes_to globex acme first-run
psi-run -q acme/globex 2>> said || true
psi-run -q globex/acme 2>> said || true
cp acme/globex/outbox/* sent-before
carry acme globex
carry globex acme
psi-run -q globex/acme 2>> said || true
cd ..
mv case start

step()
{
	"$@" psi-run -q acme/globex
}

# The partner finds the two accounts in the answer.
done_right()
{
	local here
	[ -z "$(find acme -name '*.tmp*')" ]
	carry acme globex
	psi-run -q globex/acme 2>> said || true
	here=globex/acme/results/1/matches.csv
	[ -s $here ]
	cut -d , -f 1 $here > "$SCRATCH/work/found"
	[ ! -e "$SCRATCH/work/want" ] || cmp "$SCRATCH/work/found" "$SCRATCH/work/want"
	mv "$SCRATCH/work/found" "$SCRATCH/work/want"
	psi-agree audit -q -i acme/me.key > audit
}

# What was lost may be everything that this pass has done.
not_done()
{
	psi-agree audit -q -i acme/me.key > audit
}

power_sweep
