# psi-keygen without a passphrase: making, printing, refusing.
# shellcheck shell=bash

# What it makes.
ok psi-keygen -o acme.key > acme.pub
expect_stderr "wrote the secret identity 'acme.key'" \
    'fingerprint [0-9]{5}( [0-9]{5}){7}$' '^psi-keygen: next: '
mode acme.key 600
lines acme.pub 1
contains acme.pub '^psi1[02-9ac-hj-np-z]{109}$'
lines acme.key 4
contains acme.key '^psi-secret-identity/1$'
contains acme.key "^public $(cat acme.pub)\$"
no_stderr "$(sed -n 's/^ed25519 //p' acme.key | tr -d '+/=')"

# The public half again; from a key file under any name.
ok psi-keygen --public acme.key > again.pub
same acme.pub again.pub
ok psi-keygen --public=acme.key --quiet > again.pub
silent
same acme.pub again.pub

# Every identity is another one.
ok psi-keygen -q --output=globex.key > globex.pub
silent
differ acme.pub globex.pub
lacks globex.key "$(sed -n 's/^x25519 //p' acme.key | tr -d '+/=')"

# An existing file is never replaced, whatever it is.
cp acme.key before
for name in acme.key link.key dangling.key folder.key; do
	case $name in
	link.key) ln -s acme.key $name ;;
	dangling.key) ln -s nowhere.key $name ;;
	folder.key) mkdir $name ;;
	esac
	expect_status 2 psi-keygen -o $name > out
	expect_stderr "^psi-keygen: error: '$name' exists already\$" \
	    '^psi-keygen: hint: '
	empty out
done
same before acme.key
no_output nowhere.key

# The mode does not depend on the umask.
(umask 0 && ok psi-keygen -q -o open.key > out)
mode open.key 600

# Nothing is left where it cannot be written, or its public half cannot.
expect_status 1 psi-keygen -o nowhere/acme.key > out
expect_stderr "^psi-keygen: error: cannot write 'nowhere/acme.key': No such"
empty out
expect_status 1 psi-keygen -o full.key > /dev/full
expect_stderr "cannot write to standard output: No space left"
no_output full.key
expect_status 1 psi-keygen -o shut.key >&-
expect_stderr "cannot write to standard output"
no_output shut.key
{ psi-keygen -q -o pipe.key 2> err || echo $? > status; } | :
if [ -f status ]; then
	contains status '^1$'
	empty err
	no_output pipe.key
fi
ok psi-keygen -q -o in.key <&- > out
exists in.key
(ok psi-keygen -o mute.key > out 2>&-)
exists mute.key out
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 500 locked
	expect_status 1 psi-keygen -o locked/a.key > out
	expect_stderr 'Permission denied'
fi
left=$(find . -name '*tmp*')
[ -z "$left" ] || fail "left behind: $left"

# A secret file that others can touch, or that is none, is refused.
for bad in 640 604 620 601 660; do
	chmod $bad acme.key
	expect_status 3 psi-keygen --public acme.key > out
	expect_stderr "'acme.key' can be read or changed by other users" \
	    "^psi-keygen: hint: chmod 600 'acme.key'\$"
	empty out
done
chmod 400 acme.key
ok psi-keygen --public acme.key > out
chmod 600 acme.key
expect_status 3 psi-keygen --public link.key > out
expect_stderr "'link.key' is a symbolic link"
empty out
expect_status 1 psi-keygen --public missing.key > out
expect_stderr "cannot open 'missing.key': No such file"
empty out
expect_status 3 psi-keygen --public folder.key > out
expect_stderr "'folder.key' (is not a regular file|can be read)"
mkfifo -m 600 fifo.key
expect_status 3 psi-keygen --public fifo.key > out
expect_stderr "'fifo.key' is not a regular file"

# What is no secret needs no other permissions: say what it is.
what_it_is()
{
	local bits
	for bits in 644 600; do
		chmod $bits "$1"
		expect_status 3 psi-keygen --public "$1" > out
		expect_stderr "^psi-keygen: error: '$1' is $2"
		no_stderr chmod
		empty out
	done
}
cp acme.pub other.pub
what_it_is other.pub 'a public identity, not a secret one$'
expect_stderr "^psi-keygen: hint: name the file that 'psi-keygen -o' wrote"
printf 'term,value\nfile,agreement/1\n' > agreement.csv
what_it_is agreement.csv 'an agreement or a draft, not a secret identity$'
printf 'Company,Website\nAcme,acme.com\n' > accounts.csv
chmod 644 accounts.csv
expect_status 3 psi-keygen --public accounts.csv > out
expect_stderr "'accounts.csv' is no secret identity"
no_stderr chmod
empty out

# Damaged ones: the line is named, and nothing of it is shown.
refused()
{
	expect_status 3 psi-keygen --public damaged.key > out
	expect_stderr "^psi-keygen: error: damaged.key:$1"
	empty out
}
install -m 600 acme.key damaged.key
edit damaged.key '2s/psi1/psi1q/'
refused '2: the secret identity is damaged here$'
install -m 600 acme.key damaged.key
edit damaged.key '1s/1/2/'
refused ' this is no secret identity'
install -m 600 /dev/null damaged.key
refused ' this is no secret identity'
head -c 2000 /dev/zero > damaged.key
refused ' this is no secret identity'
expect_status 3 psi-keygen --change-passphrase damaged.key \
    --no-passphrase > out
head -c 100000 /dev/zero > damaged.key
expect_status 3 psi-keygen --public damaged.key > out
expect_stderr "'damaged.key' is too large"
install -m 600 acme.key damaged.key
edit damaged.key '3s/ ..../ AAAA/'
expect_status 3 psi-keygen --change-passphrase damaged.key \
    --no-passphrase > out
expect_stderr '^psi-keygen: error: damaged.key: the secret identity is dam'

# Mistakes on the command line.
usage()
{
	local regex=$1
	shift
	expect_status 2 psi-keygen "$@" > out
	expect_stderr "^psi-keygen: error: $regex" \
	    "^psi-keygen: try 'psi-keygen --help'\$"
	empty out
	no_output x.key
}
usage '--output is missing'
usage "a secret goes to a file" -o -
usage "'extra' is one operand too many" -o x.key extra
usage '--output is given twice' -o x.key --output=x.key
usage '--output needs a value \(FILE\)' --output
usage '-o needs a value' -qo
usage "unknown option '--out'" --out x.key
usage "unknown option '-z'" -qz -o x.key
usage '--quiet takes no value' --quiet=yes -o x.key
usage '--output and --public exclude' -o x.key --public acme.key
usage '--passphrase and --passphrase-file exclude' -o x.key \
    --passphrase --passphrase-file p
usage '--no-passphrase goes with --change-passphrase only' -o x.key \
    --no-passphrase
usage '--new-passphrase-file goes with' -o x.key --new-passphrase-file p

# Names that would drive a terminal are spelled out.
expect_status 1 psi-keygen --public $'a\e[31m\rb\u202e\xff' > out
expect_stderr "cannot open 'a\\\\x1b\\[31m\\\\x0db\\\\u202e\\\\xff'"
# An operand that begins with a dash.
ok psi-keygen -q -o ./-x.key > out
ok psi-keygen --public ./-x.key > again
same out again
