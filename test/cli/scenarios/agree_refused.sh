# What psi-agree refuses: status 5 for agreements, and no output.
# shellcheck shell=bash

list=$DATA/agree/suffixes.dat
psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub
psi-keygen -q -o other.key > other.pub
psi-agree propose -q -i acme.key -n Acme -p "$(cat globex.pub)" \
    --partner-name 'Globex, Inc.' --suffix-list "$list" -o proposal.csv
psi-agree sign --accept-list -q -i globex.key -o good.csv proposal.csv
ok psi-agree check -q good.csv

# No command takes bad.csv, which is good.csv with an edit.
refused()
{
	local command

	for command in 'check' 'check -i acme.key' 'show' 'sign --accept-list -i acme.key' \
	    'revoke -i acme.key'; do
		# shellcheck disable=SC2086
		expect_status 5 psi-agree $command bad.csv > out
		expect_stderr "^psi-agree: error: bad.csv:.*$1" \
		    '^psi-agree: hint: '
		empty out
	done
	expect_status 5 psi-agree sign --accept-list -i globex.key -o signed.csv bad.csv
	no_output signed.csv signed.csv.psl
	cp good.csv bad.csv
}
# The same, with the digest made anew: what a careful forger does.
rehash()
{
	local digest
	digest=$(sed '/^sha256,/,$d' bad.csv | sha256sum | cut -d ' ' -f 1)
	edit bad.csv "s/^sha256,.*/sha256,$digest/"
}

# Changed by a person.
cp good.csv bad.csv
edit bad.csv 's/^runs,12$/runs,13/'
refused '[0-9]+: the agreement was changed after it was made'
edit bad.csv 's/^runs,12$/runs,13/'
rehash
refused '[0-9]+: this is not the signature of party a'
edit bad.csv "s/^party-b-identity,.*/party-b-identity,$(cat other.pub)/"
rehash
edit bad.csv '/^signature-a/d'
refused '[0-9]+: this is not the signature of party b'
edit bad.csv 's/^runs,12$/runs,0/'
refused "[0-9]+: 'runs' must be a whole number from 1 to 1000000"
a=$(sed -n 's/^signature-a,//p' good.csv)
b=$(sed -n 's/^signature-b,//p' good.csv)
edit bad.csv "s|^signature-a,.*|signature-a,$b|; s|^signature-b,.*|signature-b,$a|"
refused 'not the signature of party a'
edit bad.csv "s|^signature-b,.*|signature-b,$a|"
refused 'not the signature of party b'
edit bad.csv "s/^party-b-identity,.*/party-b-identity,$(cat acme.pub)/"
refused ' the two parties have the same identity'

# Changed by a spreadsheet, beyond what is undone (session_copies.sh).
edit bad.csv 's/^mode,accounts$/mode,"accounts"/'
refused '[0-9]+: quotes around a value that needs none'
edit bad.csv 's/"Globex, Inc."/Globex, Inc./'
refused '[0-9]+: a comma or a quote outside quotes'
edit bad.csv 's/^minimum-score,0.900/minimum-score,0.9/'
refused "[0-9]+: 'minimum-score' must be"

# Lines missing, doubled, moved, added; cut off anywhere.
drop_line bad.csv 9
refused "9: 'party-b-name' where 'party-a-contact' belongs"
dup_line bad.csv 9
refused "10: 'party-a-contact' stands twice"
swap_lines bad.csv 9 10
refused "9: 'party-b-name' where 'party-a-contact' belongs"
edit bad.csv '9i extra,1'
refused "9: no term is called 'extra'"
edit bad.csv 's/^runs,/Runs,/'
refused '[0-9]+: a term is lower-case letters'
edit bad.csv '/^signature-a/d; /^signature-b/d; /^sha256/d'
refused " the agreement is cut off: 'sha256' is missing"
keep_lines bad.csv 22
refused " 'normalizer-fingerprint' is missing"
keep_bytes bad.csv 1000
refused '[0-9]+: the file is cut off: its last line has no end'
keep_bytes bad.csv 0
refused ' an empty file, not an agreement'
head -c 2000000 /dev/zero > bad.csv
refused ' this is data that is no text'
{ cat good.csv; head -c 2000000 /dev/zero; } > bad.csv
refused ' over 1 MiB'

# Signed by one.
for party in a b; do
	edit bad.csv "/^signature-$party/d"
	expect_status 5 psi-agree check bad.csv
	expect_stderr "party $party has not signed"
	cp good.csv bad.csv
done

# Another company's agreement.
expect_status 5 psi-agree sign --accept-list -i other.key -o signed.csv proposal.csv
expect_stderr "proposal.csv: the identity 'other.key' is neither party"
expect_status 5 psi-agree check -i other.key good.csv
expect_stderr "good.csv: the identity 'other.key' is neither party"
expect_status 5 psi-agree revoke -i other.key good.csv
expect_stderr 'neither party'
no_output signed.csv

# The ledger beside the secret file is that of the partner: it says nothing of
# what this company has revoked, and nothing is written into it.
mv acme.key.ledger kept.ledger
cp -p globex.key.ledger acme.key.ledger
for command in 'check -i acme.key good.csv' \
    'sign --accept-list -i acme.key -o signed.csv proposal.csv' \
    'revoke -i acme.key good.csv' 'audit -i acme.key -o signed.csv' \
    'may -i acme.key read good.csv'; do
	# shellcheck disable=SC2086
	expect_status 6 psi-agree $command
	expect_stderr 'the ledger is that of another identity' \
	    '^psi-agree: hint: put the ledger of this identity beside'
	cmp acme.key.ledger globex.key.ledger
	no_output signed.csv
done
mv kept.ledger acme.key.ledger
ok psi-agree check -q -i acme.key good.csv

# Before and after its days. These two were signed by both, by identities
# that were made for it and thrown away.
for command in check 'sign --accept-list -i acme.key'; do
	# shellcheck disable=SC2086
	expect_status 5 psi-agree $command "$DATA/agree/expired.csv" > out
	expect_stderr 'the agreement expired at the end of 2020-12-31' \
	    'hint: make a new one'
	empty out
done
ok psi-agree show "$DATA/agree/expired.csv" > out
expect_status 5 psi-agree check "$DATA/agree/future.csv"
expect_stderr 'the agreement does not begin until 9000-01-01'
# No option says what day it is.
expect_status 2 psi-agree check --today 2020-06-01 "$DATA/agree/expired.csv"

# Replaced by another one of the two, whoever proposes it.
digest=$(sed -n 's/^sha256,//p' good.csv)
ok psi-agree propose -q -i globex.key -n Globex -p "$(cat acme.pub)" \
    --partner-name Acme --suffix-list "$list" -s "replaces=$digest" -o newer.csv
ok psi-agree sign --accept-list -q -i acme.key -o newer-signed.csv newer.csv
ok psi-agree check -i globex.key good.csv
printf 'Id,Name\n1,Acme\n' |
    ok psi-normalize -q -a newer-signed.csv -o keys.csv
ok psi-blind -q -a newer-signed.csv -i globex.key -s s -o blinded.csv keys.csv
expect_status 5 psi-agree check -i globex.key good.csv
expect_stderr 'good.csv: the agreement was replaced by another one'
expect_status 5 psi-agree sign --accept-list -i globex.key -o signed.csv proposal.csv
expect_stderr 'replaced'
no_output signed.csv
ok psi-agree check -q -i acme.key good.csv
# So does a missing one; and there is a way back that says what is lost.
mv globex.key.ledger away
expect_status 6 psi-agree check -i globex.key good.csv
expect_stderr 'the ledger of this identity is missing' 'hint: .*--new-ledger'
expect_status 6 psi-agree revoke -i globex.key good.csv
ok psi-keygen --new-ledger globex.key
expect_stderr 'warning: the new ledger of .globex.key. does not know' \
    'next: revoke again'
ok psi-agree check -q -i globex.key good.csv
ok psi-agree audit -q -i globex.key > out
contains out "^$(date -u +%F),,,,ledger made anew,,\$"
expect_status 2 psi-keygen --new-ledger globex.key
expect_stderr 'this identity has its ledger'
# A link is no ledger, and what it leads to is not replaced.
mv globex.key.ledger kept.ledger
cp kept.ledger same.ledger
ln -s kept.ledger globex.key.ledger
expect_status 6 psi-keygen --new-ledger globex.key
expect_stderr "error: 'globex.key.ledger' is not a file of its own" 'hint: put the'
[ -L globex.key.ledger ] || fail 'the link was replaced'
same kept.ledger same.ledger
rm globex.key.ledger
mv away globex.key.ledger
ok psi-agree audit -q -i globex.key good.csv > out
contains out ',,,agreement replaced by,,[0-9a-f]{64}$'
# That of another is of no use.
cp globex.key.ledger acme.key.ledger.kept
mv acme.key.ledger own
cp globex.key.ledger acme.key.ledger
cp other.key.ledger globex.other
cp globex.other acme.key.ledger
expect_status 6 psi-agree check -i acme.key good.csv
expect_stderr 'the ledger is that of another identity'
mv own acme.key.ledger
# A damaged ledger stops what needs it.
echo junk >> globex.key.ledger
expect_status 3 psi-agree check -i globex.key good.csv
expect_stderr 'error: globex.key.ledger:7: the ledger is damaged' 'hint: '
expect_status 3 psi-agree revoke -i globex.key good.csv
expect_stderr 'error: globex.key.ledger:7: '

# Revoked, once and for all, for this identity.
ok psi-agree revoke -i acme.key good.csv
expect_stderr 'revoked' 'next: tell your partner'
mode acme.key.ledger 600
cp acme.key.ledger before
expect_status 5 psi-agree check -i acme.key good.csv
expect_stderr "good.csv: the agreement was revoked here on $(date -u +%F)"
expect_status 5 psi-agree sign --accept-list -i acme.key good.csv > out
expect_stderr 'revoked'
empty out
ok psi-agree revoke -q -i acme.key good.csv
silent
same before acme.key.ledger
ok psi-agree check good.csv
