# Several sessions: one row each, also for one that cannot be read.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies
blind acme
blind globex
exchange globex acme
mkdir folder
mv acme/s folder/globex-1
mv globex/s folder/acme-1
mkdir folder/empty
echo nothing > folder/file

ok psi-inspect folder > rows
lines rows 3
contains rows '^session,partner,run,state,next,since$'
contains rows '^folder/globex-1,[^,]*Globex[^,]*,1,blinded,"send your blinded file, .*",20[0-9-]{8} [0-9:]{5}$'
contains rows '^folder/acme-1,[^,]*Acme[^,]*,1,bound,'
(cd folder && ok psi-inspect . acme-1) > rows
lines rows 4
contains rows '^globex-1,'
ok psi-inspect folder/globex-1 > rows
lines rows 2

# A damaged one hides no other.
echo damaged > folder/acme-1/state.csv
expect_status 6 psi-inspect folder > rows
lines rows 3
contains rows '^folder/acme-1,,,unreadable,'
contains rows '^folder/globex-1,.*,1,blinded,'

# No session at all; and files one at a time.
expect_status 6 psi-inspect folder/empty > none
empty none
expect_stderr 'there is no session in this folder' 'hint: name the folder'
cp acme/agreement.csv folder/empty
expect_status 6 psi-inspect folder/empty > none
expect_stderr 'there is no session in this folder' 'hint: an agreement is there'
rm folder/empty/agreement.csv
expect_status 2 psi-inspect folder/file folder/file > none

# What lies in folders of somebody else cannot be seen, and is not said to be none.
if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
	nobody="setpriv --reuid 65534 --regid 65534 --clear-groups"
	mkdir -m 755 theirs
	mkdir -m 700 theirs/s-1 theirs/s-2
	# shellcheck disable=SC2086 # a command and its options
	if $nobody psi-inspect --version > /dev/null 2>&1; then
		# shellcheck disable=SC2086
		(cd theirs && expect_status 1 $nobody psi-inspect .) > none
		expect_stderr '2 folders here cannot be read by you: permission denied' \
		    'hint: run psi-inspect as the user who made them'
		empty none
	fi
fi
