# psi-keygen with a passphrase, from files, pipes and a terminal.
# shellcheck shell=bash

printf 'correct horse\n' > old
printf 'battery staple' > new
chmod 600 old new

# From a file, from standard input, from a pipe.
ok psi-keygen -o acme.key --passphrase-file old > acme.pub
expect_stderr 'under its passphrase'
mode acme.key 600
contains acme.key '^argon2id 3 262144 '
contains acme.key '^sealed '
lacks acme.key '^(ed25519|x25519) '
ok psi-keygen --public acme.key > out
same acme.pub out
cp acme.key before

# The right passphrase, and only that one, opens it.
wrong()
{
	expect_status 3 psi-keygen --change-passphrase acme.key \
	    --passphrase-file - --no-passphrase > out
	expect_stderr '^psi-keygen: error: acme.key: the passphrase is wrong$'
	no_stderr 'horse'
	empty out
	same before acme.key
}
printf 'correct horsf\n' | wrong
printf 'correct horse \n' | wrong
printf 'Correct horse\n' | wrong
printf 'correct horsecorrect horse\n' | wrong

# What no passphrase is.
bad()
{
	local regex=$1
	shift
	expect_status 3 psi-keygen -o x.key --passphrase-file "$@" > out
	expect_stderr "^psi-keygen: error: $regex"
	empty out
	no_output x.key
}
: | bad 'the passphrase is empty' -
printf '\r\nx\n' | bad 'the passphrase is empty' -
printf '1234567\n' | bad 'a new passphrase has at least 8 bytes' -
head -c 1025 /dev/zero | bad 'the passphrase is over 1024 bytes' -
cp old shared
chmod 644 shared
bad "'shared' can be read or changed by other users" shared
expect_stderr "^psi-keygen: hint: chmod 600 'shared'"
expect_status 1 psi-keygen -o x.key --passphrase-file missing > out
expect_stderr "cannot open 'missing'"
no_output x.key
expect_status 1 psi-keygen -o x.key --passphrase-file - <&- > out
expect_stderr "cannot read '-'"
no_output x.key

# A changed passphrase: the identity stays, the old passphrase does not.
ok psi-keygen --change-passphrase acme.key --passphrase-file old \
    --new-passphrase-file new > out
expect_stderr "'acme.key' now has the new passphrase"
empty out
mode acme.key 600
differ before acme.key
ok psi-keygen --public acme.key > out
same acme.pub out
cp acme.key before
wrong < old
ok psi-keygen --change-passphrase acme.key --passphrase-file <(cat new) \
    --no-passphrase > out
expect_stderr "'acme.key' now has no passphrase"
contains acme.key '^ed25519 '
# Not protected: no passphrase is asked for. What stood there in the clear is gone,
# but not where it has another name.
ln acme.key kept.key
cp acme.key before
exec 9< acme.key
ok psi-keygen --change-passphrase acme.key --new-passphrase-file new
same before kept.key
cat <&9 > old_bytes
same before old_bytes
ok psi-keygen --change-passphrase acme.key --passphrase-file new --no-passphrase
cp acme.key before
exec 9< acme.key
ok psi-keygen --change-passphrase acme.key --new-passphrase-file new
cat <&9 > old_bytes
exec 9<&-
head -c "$(wc -c < before)" /dev/zero > zeros
same zeros old_bytes
ok psi-keygen --public acme.key > out
same acme.pub out
left=$(find . -name '*tmp*')
[ -z "$left" ] || fail "left behind: $left"

# Where there is no terminal, it says so and does not wait.
need setsid
expect_status 3 setsid -w psi-keygen -o x.key --passphrase > out
expect_stderr 'there is no terminal to ask at' \
    '^psi-keygen: hint: give it with --passphrase-file'
no_output x.key
expect_status 3 setsid -w psi-keygen --change-passphrase acme.key \
    --no-passphrase > out
expect_stderr 'there is no terminal to ask at'
