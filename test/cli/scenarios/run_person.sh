# psi-run as a person meets it: by hand, without a transport, with mistakes; each
# message names the one thing to do, and --quiet says a thing once.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"

two_companies -s 'share-a=any any name' -s 'share-b=any any name' -s runs=20
init()
{
	psi-run init "$1" -i "$2/me.key" -a "$2/agreement.csv" \
	    --accounts "$2/accounts.csv" --set free-space=1
}

# A folder in a folder that is not there.
expect_status 1 init partners/globex acme
expect_stderr "there is no folder 'partners'" "hint: mkdir -p partners$"
mkdir -p partners of-globex
ok init partners/globex acme
expect_stderr 'next: psi-run partners/globex; it asks before the first run begins'
ok init of-globex/acme/ globex
us=partners/globex them=of-globex/acme

# A name with a blank is one word of the commands that are shown.
ok init 'a partner' acme
expect_stderr 'next: psi-run "a partner"; it asks'
expect_status 6 psi-run 'a partner'
expect_stderr "then run 'psi-run approve \"a partner\" first-run'"
ok psi-run approve 'a partner'
expect_stderr "'psi-run approve \"a partner\" first-run' says yes"

# Without an operand: one line of how it is called.
expect_status 2 psi-run
expect_stderr 'an operand is missing: \[-j N\] DIR\.\.\.$'
no_stderr 'x0a'

# --quiet says a thing once a day; the status says it every time.
expect_status 6 psi-run -q $us
expect_stderr 'the first run with "Globex" is ready to begin under the agreement'
expect_status 6 psi-run -q $us
silent
ok psi-run approve $us
expect_stderr "$us waits for: first-run \(the first run with this partner\)" \
    "next: nothing is approved yet: 'psi-run approve $us first-run' says yes"
expect_status 2 psi-run approve $us first
expect_stderr "hint: did you mean 'first-run'\? 'psi-run approve DIR' says what waits for a yes"
ok psi-run approve $us first-run
expect_status 6 psi-run approve $us first-run
expect_stderr 'has no open question of that kind' "hint: 'psi-run $us' asks"
ok psi-run approve $us
expect_stderr "$us waits for nothing"

# Without a transport a person carries the files.
carry()
{
	local file
	for file in "$1"/outbox/psi-*; do
		[ -f "$file" ] || continue
		cp "$file" "$2/inbox/"
		mv "$file" "$1/sent/"
	done
}
ok psi-run $us
expect_stderr "'$us/outbox/psi-[0-9a-f]*-a-1-blinded.csv' is for \"Globex\"" \
    "to do: send it, and move it to $us/sent/; or name a program that sends, with 'send'" \
    'partners/globex: run 1: make blinded'
no_stderr 'run 0'
ok psi-run -q $us
silent

# A file that is none of it is told by the name that it came with, and with its own remedy.
cp $us/outbox/psi-*-blinded.csv "$us/inbox/my own.csv"
expect_status 4 psi-run $us
expect_stderr "'my own.csv' was not taken: it is a file of your own; see $us/refused/" \
    'to do: the inbox is for the partner.s files'
# Several: one word for all of them, and for each its reason; then nothing more.
cp acme/accounts.csv $us/inbox/list.csv
echo 'Dear Sir or Madam' > $us/inbox/mine.csv
cp acme/me.pub $us/inbox/
expect_status 4 psi-run -q $us
expect_stderr "3 files were not taken, the last of them 'm(e.pub|ine.csv)': .*; see $us/refused/" \
    'to do: ask "Globex" what they were, if you expected a file'
[ "$(wc -l < "$stderr")" -eq 2 ] || fail 'more than one thing is told'
[ "$(find $us/refused -name '*.why' | wc -l)" -eq 4 ] || fail 'reasons'
no_stderr 'PSI_E'
ok psi-run -q $us
silent
psi-run -q $them 2> /dev/null || true
psi-run -q approve $them first-run
for _ in 1 2 3 4; do
	carry $us $them
	carry $them $us
	psi-run -q $us $them 2> /dev/null || true
done
ok psi-run approve $us
expect_stderr 'waits for: share' '^psi-run:   your accounts that are their accounts: name'
psi-run -q approve $us share
psi-run -q approve $them share
for _ in 1 2 3 4 5; do
	psi-run $us $them 2>> said || true
	carry $us $them
	carry $them $us
done
contains $us/log.csv ',1,end,,,complete$'
contains said "next: open '$us/results/1/report.html' in a browser"
contains $them/log.csv ',1,end,,,complete$'
ok psi-run -q $us $them
silent

# A script reads how it stands, whatever it is.
state()
{
	psi-run --status --json "$@" > status.json 2> said || true
	[ ! -s said ] || fail "$(cat said)"
	python3 - <<-'END'
	import json
	for p in json.load(open('status.json'))['partners']:
	    print(p['folder'], p['step'], p['waits_for'], p['status'],
	        ' '.join(n['key'] for n in p['needs']))
	END
}
state $us $them nowhere > lines
contains lines '^partners/globex idle nobody 0 $'
contains lines '^of-globex/acme idle nobody 0 $'
contains lines '^nowhere unknown person 1 folder$'

# Two at once: the other goes away quietly, and who says yes is told to wait.
exec 9< $us/.lock
flock 9
ok psi-run -q $us
silent
ok psi-run $us
expect_stderr 'another psi-run works with it'
expect_status 6 psi-run approve $us share
expect_stderr "another psi-run works with '$us'" 'hint: wait a moment'
ok psi-run --status $us > status
exec 9<&-

# The folder on another machine, by what that machine calls itself.
cp -a $us second
sed -i 's/,host,,[0-9a-f]*,/,host,,00,/' second/log.csv
expect_status 6 psi-run -q second
expect_stderr 'the folder was last used on another machine' \
    "'psi-run adopt second'"
[ "$(wc -l < "$stderr")" -eq 2 ] || fail 'more than one thing is told'
expect_status 6 psi-run -q second
silent
no_output second/runs/2
