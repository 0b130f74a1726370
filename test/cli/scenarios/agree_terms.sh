# psi-agree diff and may, --partner from a file, presets of what is shared, and
# suffix lists that differ from the installed one.
# shellcheck shell=bash

list=$DATA/agree/suffixes.dat
psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub
psi-keygen -q -o other.key > other.pub
propose=(psi-agree propose -q -i acme.key -n Acme --partner-name Globex
	--suffix-list "$list")
ok "${propose[@]}" -p globex.pub -s 'share-a=any any name' -o old.csv
digest=$(sed -n 's/^sha256,//p' old.csv)

# A partner's identity as mail and editors leave it.
{ printf '\xef\xbb\xbf \t'; tr -d '\n' < globex.pub; printf ' \r\n\r\n'; } > mail.pub
printf 'Here it is:\n%s\n' "$(cat globex.pub)" > letter.pub
for partner in mail.pub letter.pub ./mail.pub "  $(cat globex.pub) "; do
	ok "${propose[@]}" -p "$partner" > out
	contains out "^party-b-identity,$(cat globex.pub)\$"
done
cat globex.pub other.pub > two.pub
expect_status 3 "${propose[@]}" -p two.pub -o out.csv
expect_stderr 'error: two.pub: there are several public identities'
no_output out.csv
: > none.pub
head -c 10000 /dev/zero | tr '\0' ' ' > long.pub
expect_status 3 "${propose[@]}" -p none.pub -o out.csv
expect_stderr 'error: none.pub: this file is no public identity, but an empty file' \
    'hint: nothing is in it: ask for it again'
for partner in long.pub acme.key; do
	expect_status 3 "${propose[@]}" -p $partner -o out.csv
	expect_stderr "error: $partner: this file is no public identity" \
	    'hint: a public identity is the one line that begins with psi1'
	no_output out.csv out.csv.psl
done
expect_status 1 "${propose[@]}" -p nobody.pub -o out.csv
expect_stderr "'nobody.pub'"
expect_status 2 "${propose[@]}" -p acme.pub -o out.csv
expect_stderr 'partner is your own identity'
no_output out.csv out.csv.psl

# Presets: of both, and of each, whichever role one has.
shares()
{
	ok "${propose[@]}" -p globex.pub "$@" > out
	grep '^share-' out > rows || :
}
shares --share match
printf 'share-%s,any any match\n' a b > want
diff -u want rows || fail 'not what match is'
shares --share basic
printf 'share-%s,any any name+country+owner\n' a b > want
diff -u want rows || fail 'not what basic is'
shares --share-ours basic --share-theirs match -r b
grep -q '^share-b,any any name+country+owner$' rows || fail 'ours is not b'
grep -q '^share-a,any any match$' rows || fail 'theirs is not a'
for preset in sales marketing; do
	shares --share $preset
	[ "$(grep -c '^share-[ab],any any name+country+' rows)" = 2 ] ||
	    fail "not what $preset is"
done
contains rows 'employees:band'
expect_status 2 "${propose[@]}" -p globex.pub --share all -o out.csv
expect_stderr 'error: --share is match, basic'
no_output out.csv out.csv.psl

# What changes, in sentences: words, numbers, texts, keys, what is shared.
diff_flat()
{
	ok psi-agree diff "$1" "$2" > words
	silent
	awk '/^  / { sub("^ *", " "); printf "%s", $0; next }
	    { printf "\n%s", $0 } END { print "" }' words > flat
}
diff_flat old.csv old.csv
contains flat '^- No term changes\.$'
ok "${propose[@]}" -p globex.pub -s "replaces=$digest" -s runs=4 \
    -s purpose=resell -s agents-may=none -s minimum-score=0.950 \
    -s 'description=Now we resell' -s 'share-a=any any name' \
    -s 'share-a=prospect customer name+owner' -s 'key=domain 2 0.500' \
    -s 'key=lei 1 0.990' -s 'key=family family 0.900' -o new.csv
diff_flat old.csv new.csv
contains flat '^- The new agreement replaces the old one'
contains flat '^- The number of runs in the period changes from 12 to 4\.$'
contains flat '^- The purpose changes from [a-z]+ to resell\.$'
contains flat '^- What software agents may do changes from read.report.notify to none\.$'
contains flat '^- The score .* changes from 0\.900 to 0\.950\.$'
contains flat '^- and is now: [|] Now we resell$'
contains flat "^- The key 'name' is no longer sent\.\$"
contains flat "^- The key 'domain' had tier and weight 1 0.970, and has now 2 0.500\.\$"
contains flat "^- The key 'family' is sent, which is new\.\$"
contains flat "^- Of its prospects that are among b's customers, a shared: name\. Now it shares: name, owner\.\$"
lacks flat 'identity|customers that are among'
diff_flat new.csv old.csv
contains flat 'does not replace the old one: both can be in force'
contains flat "^- The key 'family' is no longer sent"
ok "${propose[@]}" -p other.pub -m counts -s group=customer -o other.csv
diff_flat old.csv other.csv
contains flat '^- THE IDENTITY OF PARTY b was: [|] '"$(head -c 40 globex.pub)"
contains flat '^- The mode changes from accounts to counts\.$'
contains flat "^- The population 'customer' is counted apart, which is new\.\$"
sed 's/^runs,.*/runs,9/' new.csv > bad.csv
expect_status 5 psi-agree diff -o out.txt old.csv bad.csv
expect_stderr 'error: bad.csv:[0-9]+: the agreement was changed'
expect_status 1 psi-agree diff -o out.txt nowhere new.csv
expect_status 2 psi-agree diff -o out.txt old.csv
no_output out.txt

# What software agents may do: every action, allowed or not.
actions='read report notify draft contact write-crm'
ask()
{
	local allowed=$1 action
	ok "${propose[@]}" -f -p globex.pub -s "agents-may=$allowed" -o p.csv
	ok psi-agree sign -q -f --accept-list -i globex.key -o a.csv p.csv
	for action in $actions; do
		if [[ +$allowed+ == *+$action+* ]]; then
			ok psi-agree may "$action" a.csv
			expect_stderr "yes: software agents may $action under"
		else
			expect_status 5 psi-agree may "$action" a.csv > out
			expect_stderr "error: a.csv: no: software agents may not $action" \
			    'hint: .*all else a person does'
			empty out
		fi
	done
}
ask none
expect_stderr 'without a person: nothing;'
ask read+draft+write-crm
expect_status 5 psi-agree may notify a.csv
expect_stderr 'without a person: read, draft, write-crm;'
ask read+report+notify+draft+contact+write-crm
ok psi-agree may -i globex.key read a.csv
ok psi-agree may read - < a.csv
expect_status 5 psi-agree may -i other.key read a.csv
expect_stderr 'neither party'
expect_status 5 psi-agree may read p.csv
expect_stderr 'party b has not signed'
expect_status 2 psi-agree may phone a.csv
expect_stderr 'ACTION is one of read, report, notify, draft, contact, write-crm,'
psi-agree revoke -q -i globex.key a.csv
expect_status 5 psi-agree may -i globex.key read a.csv
expect_stderr 'revoked'
expect_status 5 psi-agree may read "$DATA/agree/expired.csv"
expect_stderr 'expired'
