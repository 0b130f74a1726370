# psi-run: what was begun under an agreement that another one has replaced since,
# whichever party of it one is.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

shares=(-s 'share-a=any any name' -s 'share-b=any any name')
partners -s runs=50 -s period-days=365 -s retention-days=30 "${shares[@]}"
sed -i 's/^setting,value$/&\nlist-change,100/' acme/globex/settings.csv \
    globex/acme/settings.csv
through_first

# week N: a list that is another one than before.
week()
{
	on_day $((7 * $1))
	echo "A-1$1,Week $1 Ltd,week-$1.example.com,GB,Customer" >> acme/accounts.csv
	touch -d "$today" acme/accounts.csv
}

# in_force NAME: it is put in place, and both say yes to it.
in_force()
{
	local us
	put_in_place "$1"
	for us in acme/globex globex/acme; do
		expect_status 6 psi-run $us
		ok psi-run approve $us agreement
	done
}

# The parties change places while an answer is on its way: it is the partner's
# all the same, and a file of one's own is none of theirs.
week 1
# A question that has settled itself waits for nobody any more.
sed -i 's/^list-change,100$/list-change,0/' acme/globex/settings.csv
expect_status 6 psi-run acme/globex
ok psi-run approve acme/globex
expect_stderr 'acme/globex waits for: list'
sed -i 's/^list-change,0$/list-change,100/' acme/globex/settings.csv
ok psi-run acme/globex
ok psi-run approve acme/globex
expect_stderr 'acme/globex waits for nothing'
ok psi-run globex/acme
ok psi-run acme/globex
cp globex/acme/sent/psi-*-b-2-blinded.csv globex/acme/inbox/own.csv
old=$(sed -n 's/^sha256,//p' acme/globex/agreement.csv)
psi-agree propose -q -i globex/me.key -n Globex -p "$(cat acme/me.pub)" \
    --partner-name Acme --suffix-list "$TOP/test/cli/data/suffixes.dat" \
    -s runs=50 -s period-days=365 -s "replaces=$old" -s retention-days=300 \
    "${shares[@]}" -o swapped-proposal.csv
psi-agree sign -q --accept-list -i acme/me.key -o swapped.csv swapped-proposal.csv
in_force swapped
expect_status 4 psi-run globex/acme
expect_stderr "'own.csv' was not taken: it is a file of your own"
no_stderr "answer.csv' was not taken"
contains globex/acme/log.csv ',2,take,evaluated,'
back_and_forth 6
for us in acme/globex globex/acme; do
	contains $us/log.csv ',2,end,,,complete$'
	[ "$(grep -c ',ask,share,' $us/log.csv)" -eq 1 ] || fail 'asked again'
done
# Files are called by the role in the agreement that they are of.
[ "$(find globex/acme/sent -name 'psi-*-b-2-*' | wc -l)" -eq 4 ] ||
    fail "$(ls globex/acme/sent)"

# reserved N LAST: run N as a psi-run that was killed leaves it: in the ledger, and
# no more. The last result is of run LAST.
reserved()
{
	mkdir -p "acme/globex/work/$1"
	cp -p acme/accounts.csv "acme/globex/work/$1/accounts.csv"
	psi-normalize -q -f -a acme/globex/agreement.csv -o acme/keys.csv \
	    acme/accounts.csv
	psi-blind -q -a acme/globex/agreement.csv -i acme/me.key \
	    -s "acme/globex/runs/$1" --run "$1" --plan 1 acme/keys.csv
	ok psi-run --status acme/globex > status
	contains status "^acme/globex +$1 preparing +us .* $2 \(20[0-9-]*\)\$"
}

# It goes on; under an agreement that is none any more it has ended, and the next
# one begins.
week 2
reserved 3 2
agreed later -s retention-days=300 "${shares[@]}"
in_force later
expect_status 0 psi-run acme/globex
expect_stderr 'run 3: end: replaced' 'run 4: make blinded'
# What is given up has no result.
ok psi-run --status acme/globex > status
contains status '^acme/globex +4 blinded +partner .* 2 \(20[0-9-]*\)$'
back_and_forth 6
contains acme/globex/log.csv ',4,end,,,complete$'

# A run goes by the retention-days of the agreement that it was begun under, with
# what was sent and came for it; those under a later one stay.
cp acme/globex/settings.csv settings
sed -i '/^setting,value$/a every,0' acme/globex/settings.csv
on_day 40
echo junk > acme/globex/inbox/junk
expect_status 4 psi-run acme/globex
ok psi-run acme/globex
for n in 1 2; do
	contains acme/globex/log.csv ",$n,remove,run,,retention-days\$"
	no_output acme/globex/results/$n acme/globex/runs/$n acme/globex/work/$n
done
[ -d acme/globex/results/4 ] && [ -d acme/globex/runs/3 ] || fail 'too much went'
[ -z "$(find acme/globex/done acme/globex/sent -name '*-[12]-*.csv')" ] ||
    fail "too little went: $(ls acme/globex/done acme/globex/sent)"
[ "$(find acme/globex/sent -name '*-4-*.csv' | wc -l)" -eq 4 ] ||
    fail "too much went: $(ls acme/globex/sent)"

# A list that is too old when its run is taken up again: another one is taken.
cp settings acme/globex/settings.csv
week 6
reserved 5 4
on_day 140
touch -d "$today" acme/accounts.csv
ok psi-run acme/globex
expect_stderr 'run 5: make blinded'
back_and_forth 6
contains acme/globex/log.csv ',5,end,,,complete$'

# The same list under the same agreement is no reason for a run; read in another
# way it is.
sed -i '/^setting,value$/a every,0' globex/acme/settings.csv
on_day 147
ok psi-run acme/globex
lacks acme/globex/log.csv ',6,begin,'
on_day 148
echo map,domain= >> acme/globex/settings.csv
ok psi-run acme/globex
expect_stderr 'run 6: make blinded'
