# psi-keygen killed in the middle: no key under its name, and no temporary
# file after a signal that can be caught.
# shellcheck shell=bash

printf 'correct horse\n' > old
chmod 600 old

# kill_midway SIGNAL STATUS: the signal comes while the passphrase is hashed.
# The file has no name by then, so there is nothing to see: the signal comes a
# little later each time, until it meets a program that has begun and has not
# ended.
kill_midway()
{
	local pid got delay
	for delay in 0.05 0.06 0.08 0.1 0.15 0.2 0.3 0.4 0.6 0.8 1; do
		rm -f acme.key acme.key.ledger acme.key.lock
		psi-keygen -q -o acme.key --passphrase-file old > out 2> err &
		pid=$!
		sleep $delay
		kill -s "$1" $pid 2> /dev/null || true
		got=0
		wait $pid || got=$?
		[ $got -eq 0 ] || break
	done
	[ $got -eq "$2" ] || fail "status $got after SIG$1"
	[ ! -e acme.key ] || fail "acme.key exists after SIG$1"
	empty out err
}

for signal in 'TERM 143' 'HUP 129' 'KILL 137'; do
	# shellcheck disable=SC2086
	kill_midway $signal
	[ "${signal% *}" = KILL ] || no_output acme.key
done

# A rest of a killed process does not stop the next one.
ok psi-keygen -q -o acme.key > out
exists acme.key out
