# psi-run, killed at each call while it refuses a file of the partner that it had
# taken already: the file lies in held/ or in refused/ all the time, and the next
# pass has refused it, with the reason beside it and in the log.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/partners.sh"
. "$TOP/test/fault/sweep.sh"

mkdir case
cd case
two_companies
for us in acme globex; do
	them=$([ $us = acme ] && echo globex || echo acme)
	psi-run -q init $us/$them -i $us/me.key -a $us/agreement.csv \
	    --accounts $us/accounts.csv --set free-space=1
done
psi-run -q acme/globex 2>> said || true
psi-run -q globex/acme 2>> said || true
yes_to acme globex first-run
yes_to globex acme first-run
psi-run -q acme/globex 2>> said || true
psi-run -q globex/acme 2>> said || true
mv globex/acme/outbox/* acme/globex/inbox/

# As it is between taking the file and the step on it, during which it has rotted.
cp -a acme acme-before
psi-run -q acme/globex 2>> said || true
row=$(grep -n ',take,blinded,' acme/globex/log.csv | cut -d : -f 1)
head -n "$row" acme/globex/log.csv > log
held=$(basename "$(echo acme/globex/done/*-blinded-*.csv)")
rm -rf acme
mv acme-before acme
mv log acme/globex/log.csv
mv acme/globex/inbox/* "acme/globex/held/${held:11}"
sed -i '/^element,/{s/^\(element,\).\(.*\)$/\1-\2/;:a;n;ba}' acme/globex/held/*
cd ..
mv case start

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
	contains acme/globex/log.csv ',refuse,20'
	[ -z "$(find acme/globex/held acme/globex/inbox -type f)" ] ||
	    fail 'something is left'
	cd ..
	[ -e "$SCRATCH/fired" ] || break
	[ "$status" -eq 137 ] || fail "status $status"
	fault_at=$((fault_at + 1))
done
[ "$kept" -ge 5 ] || fail "it was held at $kept kills only"
