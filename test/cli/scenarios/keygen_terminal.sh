# psi-keygen asks for a passphrase at the terminal: nothing that is typed is
# shown, and the terminal has its echo back whatever happens.
# shellcheck shell=bash

at_terminal=$TOOLS/../test/cli/at_terminal
[ -x "$at_terminal" ] || skip "at_terminal is not built"

# at N ANSWER... -- COMMAND...: it exits with N; what appeared is in `screen`.
at()
{
	local want=$1
	shift
	expect_status "$want" "$at_terminal" screen "$@"
	lacks screen 'xyzzy|plugh'
}

at 0 xyzzy-xyzzy xyzzy-xyzzy -- psi-keygen -o acme.key --passphrase
contains acme.key '^sealed '
contains screen '^new passphrase: '
contains screen '^again, new passphrase: '
contains screen '^psi1'
contains screen 'under its passphrase'

at 3 xyzzy-xyzzy plugh-plugh -- psi-keygen -o x.key --passphrase
contains screen 'the two passphrases are not the same'
no_output x.key

at 3 xyzzy xyzzy -- psi-keygen -o x.key --passphrase
contains screen 'a new passphrase has at least 8 bytes'
no_output x.key

at 3 '' -- psi-keygen -o x.key --passphrase
contains screen 'the passphrase is empty'
no_output x.key

# Interrupted at a prompt, in the middle of a word.
at 130 'plugh-plugh^C' -- psi-keygen -o x.key --passphrase
no_output x.key
at 130 plugh-plugh 'plu^C' -- psi-keygen -o x.key --passphrase
no_output x.key

at 3 plugh-plugh -- psi-keygen --change-passphrase acme.key --no-passphrase
contains screen '^passphrase of acme.key: '
contains screen 'acme.key: the passphrase is wrong'
contains acme.key '^sealed '
at 0 xyzzy-xyzzy plugh-plugh plugh-plugh -- psi-keygen --change-passphrase acme.key
at 0 plugh-plugh -- psi-keygen --change-passphrase acme.key --no-passphrase
contains acme.key '^ed25519 '
