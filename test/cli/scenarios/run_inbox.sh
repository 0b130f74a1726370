# psi-run: the inbox is a stranger's.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

partners -s runs=50 -s period-days=365 -s maximum-elements-a=64 \
    -s maximum-elements-b=64 -s padding-multiple=4 -s maximum-shared-a=4 \
    -s maximum-shared-b=4
inbox=acme/globex/inbox
cp globex/me.key.ledger fresh.ledger

# Spam: refused, said once, the reason beside it; names of a stranger appear
# in no path and in no log, and are escaped where they are told.
name=$'in\nvoice\e[31m=cmd|x.csv'
echo 'Dear Sir or Madam' > "$inbox/$name"
printf 'record,value\nfile,blinded/1\nx,1\nsignature,x\n' > $inbox/old.csv
cp acme/keys.csv $inbox/keys
expect_status 6 psi-run acme/globex
expect_stderr "3 files were not taken, the last of them '.*': .*; see acme/globex/refused/20[0-9-]+-[0-9a-f]{16}\.why" \
    'to do: ask "Globex" what they were'
no_stderr $'\e'
[ -z "$(find $inbox -type f)" ] || fail 'the inbox is not sorted'
[ "$(find acme/globex/refused -name '20*' ! -name '*.why' | wc -l)" -eq 3 ] ||
    fail 'three files are refused'
grep -qF 'in\x0avoice\x1b[31m=cmd|x.csv' acme/globex/refused/*.why ||
    fail 'the name is not told'
lacks acme/globex/log.csv 'voice|keys|old'
contains acme/globex/log.csv ',0,refuse,20[0-9-]+-[0-9a-f]{16},[0-9a-f]{64},'
# It comes again: it goes without a word.
echo 'Dear Sir or Madam' > "$inbox/again.csv"
expect_status 6 psi-run acme/globex
no_stderr 'not taken'
[ "$(grep -c ',refuse,' acme/globex/log.csv)" -eq 3 ] || fail 'told twice'
no_output "$inbox/again.csv"

# What a mail program made of a file: what it looks like, and what to do.
printf 'PK\003\004 an archive' > "$inbox/psi (1).zip"
expect_status 6 psi-run acme/globex
expect_stderr "'psi \(1\)\.zip' was not taken: it is none of the files that partners exchange" \
    'to do: it looks like a zip archive .*: if a file of "Globex" is in it, take that out of it, and put it alone into acme/globex/inbox'
grep -q 'looks like a zip archive.* If a file of "Globex" is in it, take that out' \
    acme/globex/refused/*.why || fail 'no remedy beside the file'
# Also where other files came with it: it is the one that is not to be overlooked.
printf 'PK\003\004 another archive' > "$inbox/b.zip"
echo 'first spam' > "$inbox/a.csv"
echo 'last spam' > "$inbox/c.csv"
expect_status 6 psi-run acme/globex
expect_stderr '3 files were not taken' \
    "among them 'b\.zip' \(a zip archive.*\), in which a file of \"Globex\" may be\$" \
    'to do: take that out of it, .* put it alone into acme/globex/inbox'

# No regular files, and one that is too large: left alone.
ln -s ../../me.key $inbox/link
mkfifo $inbox/pipe
mkdir $inbox/folder
truncate -s 100M $inbox/huge.csv
expect_status 6 timeout 60 "$CLOCK_TOOLS/psi-run" --today "$today" acme/globex
expect_stderr "'(link|pipe|folder)' and 2 more in the inbox are no regular files" \
    'to do: look at them: what is a file of "Globex" in a folder, move into acme/globex/inbox itself' \
    "'huge.csv' in the inbox is larger than the agreement lets" \
    'to do: ask "Globex" what it is, and take it out of acme/globex/inbox'
[ -e $inbox/link ] && [ -p $inbox/pipe ] && [ -d $inbox/folder ] &&
    [ -f $inbox/huge.csv ] || fail 'something was taken'
rm -r $inbox/link $inbox/pipe $inbox/folder $inbox/huge.csv

# refused/ holds 20 files at most.
for i in $(seq 30); do
	echo "spam $i" > "$inbox/s$i"
done
psi-run acme/globex 2> /dev/null || true
[ "$(find acme/globex/refused -name '20*' ! -name '*.why' | wc -l)" -le 20 ] ||
    fail 'refused/ is too full'
[ "$(find acme/globex/refused -type f | wc -l)" -le 40 ] || fail 'reasons stay'

# A file that is being written is not taken before it is whole.
yes_to acme globex first-run
psi-run -q acme/globex || true
psi-run -q globex/acme || true
yes_to globex acme first-run
: > globex-sent
sed -i "s|cp \"\$1\".*|cp \"\$1\" $PWD/globex-sent|" globex-acme-send
ok psi-run globex/acme
for bytes in 0 5 20 900; do
	head -c $bytes globex-sent > $inbox/part.csv
	ok psi-run acme/globex
	[ -f $inbox/part.csv ] || fail "$bytes bytes were taken"
done
head -c -1 globex-sent > $inbox/part.csv
ok psi-run acme/globex
exists $inbox/part.csv
lacks acme/globex/log.csv ',take,'
# After a day it is given up.
touch -d "$today - 2 days" $inbox/part.csv
expect_status 4 psi-run acme/globex
expect_stderr 'the file is cut off: its last records are missing'
no_output $inbox/part.csv
# A name that says that it is not whole, whatever is in it.
cp globex-sent $inbox/x.csv.part
cp globex-sent $inbox/.x.csv
ok psi-run acme/globex
lacks acme/globex/log.csv ',take,'
rm $inbox/x.csv.part $inbox/.x.csv

# Damaged, our own, and of another agreement.
sed 's/^created,.*/created,2020-01-01/' globex-sent > $inbox/1.csv
expect_status 4 psi-run acme/globex
expect_stderr 'not taken: .*digest'
cp acme/globex/sent/psi-*-blinded.csv $inbox/own.csv
expect_status 4 psi-run acme/globex
expect_stderr 'not taken: it is a file of your own'
psi-agree propose -q -i acme/me.key -n Acme -p "$(cat globex/me.pub)" \
    --partner-name Globex --suffix-list "$TOP/test/cli/data/suffixes.dat" \
    -o other-proposal.csv
psi-agree sign -q --accept-list -i globex/me.key -o other.csv other-proposal.csv
mkdir other && cp acme/accounts.csv globex/me.key other/
cp globex/me.key.ledger other/me.key.ledger
psi-normalize -q -a other.csv -o other/keys.csv other/accounts.csv
psi-blind -q -a other.csv -i other/me.key -s other/s -o $inbox/foreign.csv \
    other/keys.csv
expect_status 4 psi-run acme/globex
expect_stderr 'not taken: the file was made under another agreement'

# The right one: with CRLF, twice, and then another valid one for the same run.
to_crlf globex-sent
cp globex-sent $inbox/a.csv
cp globex-sent $inbox/b.csv
sed 's/\r$//' globex-sent > $inbox/c.csv
ok psi-run acme/globex
[ "$(grep -c ',1,take,blinded,' acme/globex/log.csv)" -eq 1 ] || fail 'taken twice'
[ -z "$(find $inbox -type f)" ] || fail 'duplicates stay'
contains acme/globex/log.csv ',1,make,answer,'
mkdir second && cp globex/me.key second/ && cp fresh.ledger second/me.key.ledger
(cd second && psi-blind -q -a ../globex/agreement.csv -i me.key -s s --run 1 \
    -o ../second.csv ../globex/keys.csv)
cp second.csv $inbox/
expect_status 4 psi-run acme/globex
expect_stderr '"Globex" has signed two different files \(blinded\) for run 1'
[ "$(find acme/globex/done -name '*-1-blinded-*' | wc -l)" -eq 2 ] ||
    fail 'both are evidence'
contains acme/globex/log.csv ',1,evidence,blinded,'
ok psi-run acme/globex

# Both begin at once, with other numbers: the higher is followed, the other is
# late.
mkdir both
cd both || fail "no folder"
partners -s runs=50 -s period-days=365
psi-run -q acme/globex || true
psi-run -q globex/acme || true
yes_to acme globex first-run
yes_to globex acme first-run
(cd globex && psi-blind -q -a agreement.csv -i me.key -s one -o one.csv keys.csv &&
    psi-close -q -s one)
ok psi-run acme/globex
ok psi-run globex/acme
contains acme/globex/log.csv ',1,make,blinded,'
contains globex/acme/log.csv ',2,make,blinded,'
ok psi-run acme/globex
contains acme/globex/log.csv ',1,end,,,followed$'
contains acme/globex/log.csv ',2,make,answer,'
contains globex/acme/log.csv ',1,late,blinded,.*,run-has-ended$'
# That is as it should be, and no matter for a person.
psi-run --status globex/acme > status
lacks status 'has ended here'
back_and_forth 2
contains globex/acme/log.csv ',2,make,answer,'

# What comes for a run that has ended is kept, and said, since somebody waits in
# vain or something is missing in the results.
yes_to acme globex share
yes_to globex acme share
back_and_forth 4
contains acme/globex/log.csv ',2,end,,,complete$'
cp globex/one.csv acme/globex/inbox/
ok psi-run acme/globex
expect_stderr 'warning: .* a file \(blinded\) of run 1 came from "Globex", and that run has ended here: it is kept in done/' \
    'to do: "Globex" waits for an answer that does not come: .* ask them to close run 1; they follow the next one'
exists acme/globex/done/*-1-blinded-*.csv
cp globex/one.csv acme/globex/inbox/again.csv
ok psi-run acme/globex
no_stderr 'has ended here'
# Claims that come when their run was waited for long enough.
cat > globex-acme-send <<END
#!/bin/sh
case \$1 in *-claims.csv) cp "\$1" $PWD/claims.csv; exit ;; esac
cp "\$1" $PWD/acme/globex/inbox/
END
sed -i 's/^setting,value$/&\nlist-change,100/' acme/globex/settings.csv
on_day 7
echo 'A-7,Seven Ltd,seven.example.com,GB,Prospect' >> acme/accounts.csv
touch -d "$today" acme/accounts.csv
back_and_forth 5
on_day 21
psi-run -q acme/globex
contains acme/globex/log.csv ',3,end,,,partial$'
cp claims.csv acme/globex/inbox/
ok psi-run acme/globex
expect_stderr 'a file \(claims\) of run 3 came from "Globex", and that run has ended here' \
    'to do: the results of run 3 are without it; what is missing is found by the next run'

# What a killed pass has left behind is gone after the next one, in folders too that
# it writes nothing into.
for folder in . held outbox sent 'done' refused results work; do
	echo 'half a file' > "acme/globex/$folder/.psi.tmp-abc234"
done
ok psi-run acme/globex
left=$(find acme/globex -name '.psi.tmp-*')
[ -z "$left" ] || fail "left behind: $left"
