# psi-run init: what would fail in a call later is said now, in words for what was
# typed; and what is typed where it does nothing is refused.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"

two_companies
# init_x STATUS REGEX OPTION...: it is refused so, and nothing is made; no message
# names the folder as it was while it was made.
init_x()
{
	local status=$1 regex=$2
	shift 2
	expect_status "$status" psi-run init x -i acme/me.key \
	    -a acme/agreement.csv "$@"
	expect_stderr "$regex"
	no_stderr 'psi\.tmp'
	no_output x
}
good=(--accounts acme/accounts.csv)
init_x 2 "'encoding' has no value" "${good[@]}" --set encoding=
init_x 3 "'accounts-command' has no value" --set accounts-command=
init_x 2 '--accounts is missing'
expect_stderr 'hint: name your list, or say --set accounts-command=PROGRAM'
init_x 3 "one of the settings 'accounts' and 'accounts-command' is needed" \
    "${good[@]}" --set accounts-command=/bin/true
init_x 3 "error: the setting 'every' stands twice" "${good[@]}" --set every=7 \
    --set every=8
# Files, from here on and from the folder on.
echo value,population > rules.csv
for setting in rules motions exclude overrides; do
	init_x 1 "the setting '$setting' names 'rules.csv', which cannot be read" \
	    "${good[@]}" --set $setting=rules.csv
	expect_stderr "hint: paths of settings are .*: say --set $setting=$PWD/rules.csv"
done
init_x 1 "the setting 'rules' names 'none.csv', which cannot be read" \
    "${good[@]}" --set rules=none.csv
ok psi-run init below -i acme/me.key -a acme/agreement.csv "${good[@]}" \
    --set rules=../rules.csv
# The agreement, and its suffix list.
expect_status 5 psi-run init x -i acme/me.key -a acme/keys.csv "${good[@]}"
expect_stderr 'error: acme/keys.csv:1: not an agreement'
mkdir bare
cp acme/agreement.csv bare/
expect_status 5 psi-run init x -i acme/me.key -a bare/agreement.csv "${good[@]}"
expect_stderr 'bare/agreement.csv: ' 'hint: put the file that came with the agreement beside it'
no_output x
# An identity of another machine is adopted by nobody's oversight.
cp acme/me.key.host host
tr 0-9a-f 1-9a-f0 < host > acme/me.key.host
cp acme/me.key.host other
init_x 6 'the identity was last used on another machine' "${good[@]}"
expect_stderr "hint: .* with its ledger, remove .*/acme/me.key.host"
same acme/me.key.host other
rm acme/me.key.host

# A link stays one: it leads to another export tomorrow.
mkdir days
cp acme/accounts.csv days/1.csv
ln -s 1.csv days/latest.csv
ok psi-run init x -i acme/me.key -a acme/agreement.csv --accounts days/latest.csv
contains x/settings.csv "^accounts,$PWD/days/latest.csv\$"
expect_status 6 psi-run x
yes_to x . first-run
{ cat acme/accounts.csv; echo 'A-9,Nine Ltd,nine.example.com,GB,Prospect'; } \
    > days/2.csv
ln -sf 2.csv days/latest.csv
ok psi-run x
same x/work/1/accounts.csv days/2.csv

# Nobody shall think that this changed something.
for option in '-i acme/me.key' '-a acme/agreement.csv' \
    '--accounts acme/accounts.csv' '--set every=30'; do
	# shellcheck disable=SC2086 # An option and its value.
	expect_status 2 psi-run $option x
	expect_stderr "goes with 'init' only" "hint: change the line in the folder's settings.csv"
done

# The passphrase of a call, where no setting says it.
(umask 077 && echo 'correct horse' > passphrase)
psi-keygen -q --change-passphrase globex/me.key \
    --new-passphrase-file passphrase
ok psi-run init y -i globex/me.key -a globex/agreement.csv \
    --accounts globex/accounts.csv
expect_status 6 psi-run --passphrase-file passphrase y
yes_to y . first-run
ok psi-run --passphrase-file passphrase y
contains y/log.csv ',1,make,blinded,'
