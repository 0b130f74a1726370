# psi-run, killed at each call while it refuses a file of the partner that it had
# taken already: the file lies in held/ or in refused/ all the time, and the next
# pass has refused it, with the reason beside it and in the log. Then there is room
# for what the partner sends instead: the same file again, or another one.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/partners.sh"
. "$TOP/test/fault/sweep.sh"

. "$TOP/test/fault/held.sh"

refused()
{
	find acme/globex/refused -name '20*' ! -name '*.why' | wc -l
}

# Killed before each call that changes a file or a name.
fault_calls=write,rename fault_how=KILL fault_at=1 kept=0
while :; do
	rm -rf case "$SCRATCH/fired"
	cp -a start case
	cd case
	status=0
	last_command="psi-run, killed at call $fault_at"
	faulty psi-run -q acme/globex 2> "$stderr" || status=$?
	if [ "$(refused)" -ne 1 ]; then
		exists acme/globex/held/1-blinded-*.csv
		kept=$((kept + 1))
	fi
	psi-run -q acme/globex 2>> "$stderr" || true
	[ "$(refused)" -eq 1 ] || fail 'it is not refused'
	exists acme/globex/refused/20*.why
	# By the name that it had here, which has the run, the kind and the digest.
	contains acme/globex/refused/20*.why \
	    "^This file was held as '1-blinded-[0-9a-f]{16}\.csv' and was not taken:"
	[ "$(grep -c ',refuse,20' acme/globex/log.csv)" -eq 1 ] ||
	    fail 'it is refused more than once'
	[ -z "$(find acme/globex/held acme/globex/inbox -type f)" ] ||
	    fail 'something is left'
	cd ..
	[ -e "$SCRATCH/fired" ] || break
	[ "$status" -eq 137 ] || fail "status $status"
	fault_at=$((fault_at + 1))
done
[ "$kept" -ge 5 ] || fail "it was held at $kept kills only"

# The partner has made its file once more, in a new session and with a ledger
# that knows of none.
cd case
mkdir again
cp globex/me.key again/
cp fresh.ledger again/me.key.ledger
(
	cd again
	psi-blind -q -a ../globex/agreement.csv -i me.key -s s --run 1 \
	    -o ../other.csv ../globex/keys.csv
)
cd ..
mv case refused

# send FILE: it comes, in a case of its own.
send()
{
	rm -rf case
	cp -a refused case
	cd case
	cp "$1" acme/globex/inbox/
	status=0
	last_command="psi-run, $1 after one that was refused"
	psi-run -q acme/globex 2> "$stderr" || status=$?
}

taken()
{
	grep -c ',1,take,blinded,' acme/globex/log.csv
}

for file in same.csv other.csv; do
	send $file
	[ "$status" -eq 0 ] || fail "status $status"
	[ "$(taken)" -eq 2 ] || fail 'it is not taken'
	lacks acme/globex/log.csv ',evidence,'
	contains acme/globex/log.csv ',1,make,answer,'
	cd ..
done
# Another one behind it is evidence.
cd case
cp same.csv acme/globex/inbox/
psi-run -q acme/globex 2> "$stderr" || true
[ "$(taken)" -eq 2 ] || fail 'a third is taken'
cd ..

# One that was refused time and again is not taken any more.
row=$(grep ',1,refuse,' refused/acme/globex/log.csv | tail -n 1)
printf '%s\n%s\n' "$row" "$row" >> refused/acme/globex/log.csv
send same.csv
[ "$(taken)" -eq 1 ] || fail 'it is taken again'
[ -z "$(find acme/globex/inbox -type f)" ] || fail 'it stays in the inbox'
