# psi-run: settings, commands, and who may write the folder.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"

partners
cp acme/globex/settings.csv whole

# bad LINE REGEX: settings.csv with this last line is refused, with its line.
bad()
{
	{ cat whole; printf '%s\n' "$1"; } > acme/globex/settings.csv
	expect_status 3 psi-run acme/globex
	expect_stderr "settings\.csv:$(($(wc -l < whole) + 1)): $2"
	[ -z "$(find acme/globex/outbox acme/globex/runs -mindepth 1)" ] ||
	    fail 'something was done'
}
bad 'evry,7' "there is no setting 'evry'"
expect_stderr "to do: did you mean 'every'\? psi-run\(1\) has a table of all"
bad 'Send,x' "there is no setting 'Send'"
expect_stderr "to do: did you mean 'send'"
bad 'every,x' "the setting 'every' takes a whole number from 0 to 3650"
bad 'every,7 never' "the setting 'every' takes a whole number"
bad 'every,7000' "the setting 'every' takes a whole number"
bad 'share,perhaps' "the setting 'share' takes yes or no"
bad 'role,boss' "the setting 'role' is not 'boss'"
expect_stderr 'to do: it is one of: vendor partner reseller$'
bad 'role,vendor partner' "the setting 'role' is not 'vendor partner'"
bad 'identity,x' "the setting 'identity' stands twice"
bad 'every' 'a line is a setting, a comma and its value'
bad 'every,7,8' 'a line is a setting, a comma and its value'
bad 'encoding,"utf-8' 'a quote is not closed'
bad "$(printf 'every,7\001')" 'there is a control character'
bad 'every,' "the setting 'every' has no value"
bad 'fetch,' "the setting 'fetch' has no value"
{ cat whole; echo 'accounts-command,/bin/true'; } > acme/globex/settings.csv
expect_status 3 psi-run acme/globex
expect_stderr "one of the settings 'accounts' and 'accounts-command'"
grep -v '^identity,' whole > acme/globex/settings.csv
expect_status 3 psi-run acme/globex
expect_stderr "the setting 'identity' is missing"
to_crlf whole
cp whole acme/globex/settings.csv
expect_status 6 psi-run acme/globex
expect_stderr 'first run'
expect_status 2 psi-run init x -i acme/me.key -a acme/agreement.csv --set evry=7
expect_stderr "hint: did you mean 'every'"
no_output x
expect_status 2 psi-run init acme/globex -i acme/me.key -a acme/agreement.csv \
    --accounts acme/accounts.csv
expect_stderr 'exists already'
psi-keygen -q -o stranger.key > stranger.pub
expect_status 5 psi-run init x -i stranger.key -a acme/agreement.csv \
    --accounts acme/accounts.csv
expect_stderr 'the agreement does not name the identity'
no_output x
expect_status 5 psi-run init x -i acme/me.key -a proposal.csv \
    --accounts acme/accounts.csv
no_output x
# What is no list is seen at once, and not when the first run is to begin.
for file in agreement.csv me.pub me.key; do
	expect_status 3 psi-run init x -i acme/me.key -a acme/agreement.csv \
	    --accounts acme/accounts.csv --accounts acme/$file
	expect_stderr "acme/$file:1: this is .*, and no export"
	no_output x
done
expect_status 3 psi-run init x -i acme/me.key -a acme/agreement.csv \
    --accounts acme/accounts.csv --set map=owner=Nobody
expect_stderr "accounts.csv:1: the header has no column 'Nobody'"
no_output x
# What would be refused, or ignored, when fields are to be shared.
for set in currency=euro currency=eur delimiter=abc; do
	expect_status 2 psi-run init x -i acme/me.key -a acme/agreement.csv \
	    --accounts acme/accounts.csv --set $set
	expect_stderr "the setting '${set%=*}' takes (three capital letters|one character)"
	no_output x
done
# A remedy that names an option of psi-normalize says how psi-run takes it: init,
# a call on a folder, and one that is typed itself.
printf 'Owner,City\nx,y\n' > acme/odd.csv
expect_status 3 psi-run init x -i acme/me.key -a acme/agreement.csv \
    --accounts acme/odd.csv
expect_stderr 'odd.csv:1: no column of a name' \
    "hint: name its columns, such as --map 'name=Firm' .*; 'psi-run init' takes --map X as --set map=X\$"
no_output x
expect_status 2 psi-run init x -i acme/me.key -a acme/agreement.csv \
    --accounts acme/accounts.csv --map owner=Betreuer
expect_stderr "unknown option '--map'" \
    "hint: 'map' is a setting: 'psi-run init' takes it as --set map=VALUE, .* the line map,VALUE in its settings.csv"
no_output x
yes_to acme globex first-run
cp acme/accounts.csv good.csv
cp acme/odd.csv acme/accounts.csv
expect_status 3 psi-run acme/globex
expect_stderr 'no column of a name' \
    "to do: name its columns, .*; in acme/globex/settings.csv --map X is the line map,X\$"
cp good.csv acme/accounts.csv
zip -q acme/book.zip acme/accounts.csv 2> /dev/null && cp acme/book.zip acme/accounts.csv
{ cat whole; echo 'encoding,utf-8'; } > acme/globex/settings.csv
[ ! -f acme/book.zip ] || {
	expect_status 3 psi-run acme/globex
	expect_stderr "to do: in acme/globex/settings.csv --encoding X is the line encoding,X\$"
}
cp good.csv acme/accounts.csv
cp whole acme/globex/settings.csv
sed -i '/,approve,first-run,/d' acme/globex/log.csv

# Nobody else may write what it acts on; the inbox is another matter.
for file in settings.csv log.csv agreement.csv . outbox held runs work; do
	chmod go+w "acme/globex/$file"
	expect_status 6 psi-run acme/globex
	expect_stderr "others may write '.*'" 'to do: chmod go-w'
	chmod go-w "acme/globex/$file"
done
chmod 777 acme/globex/inbox
expect_status 6 psi-run acme/globex
expect_stderr 'first run'
mkdir nothing
expect_status 6 psi-run nothing
expect_stderr "is not a folder of psi-run" 'to do: .psi-run init -i KEY'
expect_status 1 psi-run missing
expect_stderr "there is no folder 'missing'" 'to do: .psi-run init -i KEY'
expect_status 1 psi-run acme/globx
expect_stderr "there is no folder 'acme/globx'" "to do: did you mean 'globex'"
# A session of psi-blind, or any other folder, is none of psi-run.
mkdir -p near/globex-2
expect_status 1 psi-run near/globex
expect_stderr "there is no folder 'near/globex'" 'to do: .psi-run init -i KEY'
no_stderr 'did you mean'

# The agreement is gone, is a proposal, or is of another time: what to do.
mv acme/globex/agreement.csv whole.csv
expect_status 1 psi-run acme/globex
expect_stderr "cannot open '.*/acme/globex/agreement.csv'" \
    'to do: put the agreement that both have signed there again'
expect_status 1 psi-run --status acme/globex > status
contains status '-> put the agreement that both have signed there again'
cat proposal.csv > acme/globex/agreement.csv
expect_status 5 psi-run acme/globex
expect_stderr 'no run is begun: party b has not signed the agreement' \
    'to do: put the file that both have signed in the place of agreement.csv; whoever has not signed'
cp whole.csv acme/globex/agreement.csv
expect_status 1 psi-run init x -i acme/me.key -a acme/agreement.csv \
    --accounts acme/acounts.csv
expect_stderr "cannot find 'acme/acounts.csv'" "hint: did you mean 'accounts.csv'"
no_output x
expect_status 1 psi-run missing/below
expect_stderr 'to do: .psi-run init -i KEY'
# A file, which somebody sent perhaps.
echo x > letter
expect_status 6 psi-run letter
expect_stderr "'letter' is a file, and psi-run takes folders" "folder 'inbox'"
expect_status 6 psi-run approve letter first-run
expect_stderr "'letter' is a file" "hint: .*folder 'inbox'"

# A damaged log; one that was torn by a kill.
cp acme/globex/log.csv log
printf '2026-11-28T00:00:00Z,1,se' >> acme/globex/log.csv
expect_status 6 psi-run acme/globex
expect_stderr 'first run'
lines acme/globex/log.csv "$(wc -l < log)"
printf 'x,y\n' >> acme/globex/log.csv
expect_status 3 psi-run acme/globex
expect_stderr 'log\.csv:[0-9]+: a line of the log has not as many cells as its header'
cp log acme/globex/log.csv

# A command gets its arguments, and nothing of ours: no descriptor, no variable
# that was not passed.
cat > tell <<'END'
#!/bin/sh
{
	printf '<%s>' "$@"
	echo
	env | cut -d= -f1 | sort | tr '\n' ' '
	echo
	# Of dash itself: its script, and what a redirection puts aside.
	for fd in /proc/$$/fd/*; do
		[ ! -e "$fd" ] || readlink "$fd"
	done | grep -Ev "$0|/told|/null|command\.out|^pipe" | tr '\n' ' '
	echo
} >> "$(dirname "$0")/told"
echo 'what went wrong'
exit "$(cat "$(dirname "$0")/status")"
END
chmod 755 tell
echo 3 > status
grep -v '^send,' whole > acme/globex/settings.csv
cat >> acme/globex/settings.csv <<END
send,$PWD/tell
send,a b
send,"to=""{file}"""
send,
pass-environment,WANTED
END
yes_to acme globex first-run
export WANTED=1 SECRET=2
expect_status 1 psi-run acme/globex
expect_stderr "the command 'send' failed with status 3: what went wrong" \
    'to do: all that it printed is in acme/globex/work/command.out; it is tried again'
file=$(echo "$PWD"/acme/globex/outbox/psi-*-a-1-blinded.csv)
[ "$(sed -n 1p told)" = "<a b><to=\"$file\"><>" ] || fail "$(cat told)"
for word in HOME LANG PATH WANTED; do
	[ "$word" = LANG ] || grep -qw "$word" <<< "$(sed -n 2p told)" ||
	    fail "no $word"
done
grep -qw SECRET <<< "$(sed -n 2p told)" && fail 'SECRET was passed'
[ -z "$(sed -n 3p told)" ] || fail "open are: $(sed -n 3p told)"
# The same bytes again, until it works.
cp "$file" first
expect_status 1 psi-run acme/globex
same "$file" first
echo 0 > status
ok psi-run acme/globex
no_output "$file"
same "acme/globex/sent/$(basename "$file")" first

# within SECONDS COMMAND...: it succeeds before so many are over.
within()
{
	local tries=$(($1 * 10))
	shift
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || fail "not in time: $*"
		sleep 0.1
	done
}
gone()
{
	! kill -0 "$1" 2> /dev/null || grep -q '^State:.Z' "/proc/$1/status"
}

# With a shell the file is "$1"; a program that is not there; one that takes too
# long is ended with all that it started.
grep -v '^send,' whole > acme/globex/settings.csv
cp "acme/globex/sent/$(basename "$file")" acme/globex/outbox/
printf 'send,shell\nsend,"cat ""$1"" > %s/copy; echo $#"\n' "$PWD" \
    >> acme/globex/settings.csv
ok psi-run acme/globex
same copy first
cp first acme/globex/outbox/psi-again.csv
sed -i '/^send,/d' acme/globex/settings.csv
cp acme/globex/settings.csv no-send
echo "send,/no/such/program" >> acme/globex/settings.csv
expect_status 1 psi-run acme/globex
expect_stderr "the command 'send' cannot be started: '/no/such/program': No such file" \
    "to do: see that this program is there and may be run, or mend 'send' in acme/globex/settings.csv"
cp no-send acme/globex/settings.csv
cat >> acme/globex/settings.csv <<END
command-timeout,1
send,shell
send,"sleep 300 & echo \$! > $PWD/child; wait"
END
before=$(date +%s)
expect_status 1 psi-run acme/globex
expect_stderr 'took longer than 1 seconds and was ended'
[ $(($(date +%s) - before)) -lt 20 ] || fail 'it was not ended'
sleep 0.2
gone "$(cat child)" || fail 'its child lives'
# One that is killed takes what it started with it, its children too, and until
# they are gone no other call begins.
cp no-send acme/globex/settings.csv
cat >> acme/globex/settings.csv <<END
send,shell
send,"echo x >> $PWD/sends; trap '' TERM; sleep 301 & echo \$! > $PWD/child.new; mv $PWD/child.new $PWD/child; wait"
END
rm child
psi-run -q acme/globex &
killed=$!
within 10 test -s child
kill -KILL $killed
wait $killed 2> /dev/null || true
ok psi-run -q acme/globex
silent
lines sends 1
within 10 gone "$(cat child)"
# Without a command a person is told, once a day where --quiet.
cp no-send acme/globex/settings.csv
ok psi-run acme/globex
expect_stderr "'acme/globex/outbox/psi-.*' is for \"Globex\""
# A name that the shell completed is told as it is.
ok psi-run acme/globex/
expect_stderr "'acme/globex/outbox/psi-.*' is for \"Globex\""
ok psi-run -q acme/globex
silent

# The suffix list beside the agreement is part of it.
mkdir fresh
cd fresh || fail 'no folder'
partners
expect_status 6 psi-run acme/globex
yes_to acme globex first-run
echo 'evil.example' >> acme/globex/agreement.csv.psl
expect_status 5 psi-run acme/globex
expect_stderr 'is not the public-suffix list that the agreement names'
[ -z "$(find acme/globex/runs acme/globex/outbox -mindepth 1)" ] ||
    fail 'a run was begun'
