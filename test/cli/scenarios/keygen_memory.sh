# psi-keygen's ways through memory, short enough for valgrind: success, and
# each kind of refusal. What is asserted of them in detail is in the other
# scenarios of psi-keygen.
# shellcheck shell=bash

printf 'correct horse\n' > old
chmod 600 old
ok psi-keygen -o acme.key > acme.pub
ok psi-keygen --public acme.key > out
same acme.pub out
ok psi-keygen --change-passphrase acme.key --new-passphrase-file old
cp acme.key damaged.key
expect_status 3 psi-keygen --change-passphrase acme.key \
    --passphrase-file - --no-passphrase <<< 'wrong'
expect_status 2 psi-keygen -o acme.key > out
expect_status 2 psi-keygen -o x.key --unknown > out
edit damaged.key '2s/psi1/psi1q/'
expect_status 3 psi-keygen --public damaged.key > out
chmod 640 damaged.key
expect_status 3 psi-keygen --public damaged.key > out
expect_status 1 psi-keygen -o x.key > /dev/full
expect_status 3 psi-keygen -o x.key --passphrase-file /dev/null > out
no_output x.key
ok psi-keygen --help > out
ok psi-keygen --version > out
ok psi-keygen --dump-options > out
