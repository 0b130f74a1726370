# One scalar, one file: what copies, backups and links of a session's folder
# or of the identity can get out of the tools (PROTOCOL.md sections 3 and 6).
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies
blind acme
blind globex

# Globex makes a second file for the run, with an identity that has lost its
# ledger: everything in it is as it should be.
mkdir other
cp globex/me.key globex/keys.csv globex/agreement.csv \
    globex/agreement.csv.psl other/
ok psi-keygen -q --new-ledger other/me.key
blind other
differ globex/blinded.csv other/blinded.csv

# A copy of the folder from before: one file of the two is answered, by both.
cp -r acme/s acme/copy
cp -r acme/s acme/backup
exchange acme globex
cd acme
expect_status 6 psi-exchange -s copy -o out.csv ../other/blinded.csv
expect_stderr 'error: another file of the partner was received in this run'
no_output out.csv
ok psi-exchange -s copy -o again.csv ../globex/blinded.csv
exists again.csv
rm -r copy

# An identity that was copied without its ledger does not know the run.
mkdir elsewhere
cp me.key elsewhere/
cp -r backup copy
expect_status 6 psi-exchange -s copy -i elsewhere/me.key -o out.csv \
    ../other/blinded.csv
expect_stderr 'error: the ledger of this identity is missing$'
no_output out.csv
rm -r copy elsewhere

# The secret of another run in the folder of this one.
cp -r backup copy
cp ../other/s/scalar.bin copy/scalar.bin
expect_status 6 psi-exchange -s copy -o out.csv ../globex/blinded.csv
expect_stderr 'error: the session is damaged: its secret is not that'
no_output out.csv
rm -r copy

# Links in place of the folder, and of what is in it.
ln -s s link
expect_status 6 psi-exchange -s link -o out.csv ../globex/blinded.csv
cp -r backup copy
mv copy/scalar.bin elsewhere.bin
ln -s ../elsewhere.bin copy/scalar.bin
expect_status 6 psi-exchange -s copy -o out.csv ../globex/blinded.csv
expect_stderr 'error: scalar.bin of .copy. is not a private file' 'hint: put the file'
no_output out.csv
rm -r copy link elsewhere.bin

# What no file is, in place of each: it is named, with what to do, and nobody waits
# for the other end of a pipe.
for file in agreement.csv blinded.csv scalar.bin state.csv identity.path \
    ../me.key.ledger; do
	for make in 'mkfifo -m 600' 'mkdir -m 700' 'ln -s nowhere'; do
		cp -r backup copy
		mv "copy/$file" kept
		$make "copy/$file"
		expect_status 6 timeout 20 psi-exchange -s copy -o out.csv \
		    ../globex/blinded.csv
		expect_stderr 'is not a private file' 'hint: put the file itself'
		no_output out.csv
		rm -r "copy/$file"
		mv kept "copy/$file"
		rm -r copy
	done
done
cp -r backup copy
chmod 644 copy/scalar.bin
expect_status 6 psi-exchange -s copy -o out.csv ../globex/blinded.csv
expect_stderr 'scalar.bin of .copy. is not' "hint: chmod 600 'copy/scalar.bin'"
rm copy/agreement.csv
expect_status 6 psi-exchange -s copy -o out.csv ../globex/blinded.csv
expect_stderr "error: 'copy' has no agreement.csv" 'hint: put the folder back'
no_output out.csv
rm -r copy

# A run whose folder was lost is closed in the ledger that lies beside the
# identity itself; where there is no identity, nothing is said to be closed.
expect_status 1 psi-close -a agreement.csv -i nobody.key
expect_stderr "cannot find the identity 'nobody.key'"
mkdir links
ln -s ../me.key links/me.key
ok psi-close -a agreement.csv -i links/me.key
expect_stderr 'closed run 1'
ok psi-close -a agreement.csv -i me.key
expect_stderr 'no run of this agreement is open'
[ -z "$(find links -name '*.ledger*')" ] || fail 'a second ledger'

# Then no copy of it answers anything, however far it had come.
cp -r backup copy
expect_status 6 psi-exchange -s copy -o out.csv ../globex/blinded.csv
expect_stderr 'error: run 1 is closed'
no_output out.csv
cp -r s bound
edit_state bound/state.csv 's/^state,answered$/state,bound/'
rm bound/evaluated.csv
expect_status 6 psi-exchange -s bound -o out.csv ../globex/blinded.csv
expect_stderr 'error: run 1 is closed'
no_output out.csv
