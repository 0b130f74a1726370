# psi-keygen killed in the middle: no key under its name, and no temporary
# file after a signal that can be caught.
# shellcheck shell=bash

printf 'correct horse\n' > old
chmod 600 old

# kill_midway SIGNAL: while the passphrase is hashed the temporary file is
# there; that is when the signal comes. On a fast machine it may come late,
# so there are several attempts.
kill_midway()
{
	local pid got
	for _ in $(seq 50); do
		rm -f acme.key
		psi-keygen -q -o acme.key --passphrase-file old > out 2> err &
		pid=$!
		while kill -0 $pid 2> /dev/null &&
		    [ -z "$(find . -name '*tmp*')" ]; do
			:
		done
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
