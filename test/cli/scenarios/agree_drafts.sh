# Bad drafts (status 3) and mistakes on the command line (status 2).
# shellcheck shell=bash

list=$DATA/agree/suffixes.dat
psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub
cat > good.csv << END
term,value
party-a-name,Acme
party-b-name,Globex
party-b-identity,$(cat globex.pub)
END
ok psi-agree propose -q -i acme.key --suffix-list "$list" good.csv > out
silent

# Each line below is wrong when it is added.
bad()
{
	cp good.csv bad.csv
	printf '%b\n' "$1" >> bad.csv
	expect_status 3 psi-agree propose -i acme.key --suffix-list "$list" \
	    -o out.csv bad.csv
	expect_stderr "^psi-agree: error: bad.csv:$2"
	no_output out.csv out.csv.psl
}
bad 'runs,0' "5: 'runs' must be a whole number from 1"
bad 'runs,1.5' "5: 'runs' must be"
bad 'runs,1\nruns,1' "6: 'runs' stands twice"
bad 'ruins,1' "5: no term is called 'ruins'"
expect_stderr "hint: did you mean 'runs'\? 'psi-agree template' prints all terms"
bad 'Runs,1' "5: no term is called 'Runs'"
expect_stderr "hint: did you mean 'runs'"
bad 'purpose,technolgy' "5: 'purpose' must be one of: technology gsi"
expect_stderr "hint: did you mean 'technology'\?"
bad 'share-a,any any nmae' "5: 'share-a' must be OWN THEIRS WHAT"
expect_stderr "hint: 'nmae' is no field that can be shared; did you mean 'name'\?"
bad 'share-a,any custmer name' "5: 'share-a' must be OWN THEIRS WHAT"
expect_stderr "hint: 'custmer' is no population; did you mean 'customer'\?"
bad 'runs' '5: no value'
bad 'runs,1,2' '5: more than two cells'
bad 'purpose,fun' "5: 'purpose' must be one of: technology gsi"
bad 'mode,all' "5: 'mode' must be"
bad 'group,customer' "5: 'group' rows belong to the mode counts"
bad 'mode,counts\ngroup,everybody' "6: 'group' must be"
bad 'key,domain' "5: 'key' must be TYPE TIER WEIGHT"
bad 'key,domain 1 1.000' "5: 'key' must be"
bad 'key,domain 1 0.500\nkey,domain 2 0.500' '6: the rows of .key. must asc'
bad 'share-a,customer prospect salary' "5: 'share-a' must be OWN THEIRS"
bad 'share-a,any any name\nshare-a,any any none' '6: the rows of .share-a.'
bad 'expires,tomorrow' "5: 'expires' must be a date"
bad 'expires,2020-01-01' " 'expires' is before 'created'"
bad 'created,2019-01-01\nexpires,2020-01-01' " 'expires' is in the past"
# A party has a name.
for name in '' ' ' '"   "' '\xc2\xa0' 'FILL IN'; do
	grep -v party-a-name good.csv > bad.csv
	printf 'party-a-name,%b\n' "$name" >> bad.csv
	expect_status 3 psi-agree propose -i acme.key --suffix-list "$list" \
	    -o out.csv bad.csv
	expect_stderr "^psi-agree: error: bad.csv:4: 'party-a-name' "
	no_output out.csv out.csv.psl
done
bad 'created,2030-01-01\nlearns,a\nanswers-first,a' " 'answers-first' must be b"
bad 'padding-multiple,2000\nmaximum-elements-b,1000' " 'padding-multiple' is above"
bad 'competitors,yes\nshare-b,any any name' " 'share-b': competitors share"
bad 'competitors,perhaps' "5: 'competitors' must be"
bad 'agents-may,all' "5: 'agents-may' must be"
bad 'description,=1' "5: 'description' must be a text"
bad 'file,agreement/1' "5: 'file' is agreement/1, of an earlier"
expect_stderr 'hint: make an agreement/2'
bad 'replaces,yes' "5: 'replaces' must be"
bad "party-a-identity,$(cat globex.pub)" ' the two parties have the same id'
bad 'party-a-identity,psi1abc' "5: 'party-a-identity' must be a public id"
bad 'sha256,00' "5: 'sha256' stands in agreements"
expect_stderr 'hint: to make a new agreement'
bad 'suite,rot13' "5: 'suite' must be"
bad 'normalizer,pkn9' "5: 'normalizer' is pkn9, and this program has the older rules"
bad 'normalizer,pkn' "5: 'normalizer' must be"
bad "description,M\\x81\\x8d\\x90\\xff GmbHb" '5: .*not valid utf-8'
expect_stderr 'hint: save the draft as UTF-8$'
bad 'description,"a\nb"' '5: .*line breaks'
bad "public-suffix-list,$(printf '%064d' 0)" \
    " 'public-suffix-list' names another list than '"
bad "normalizer-fingerprint,$(printf '%064d' 0)" \
    " 'normalizer-fingerprint' is not that of this program"
# As a spreadsheet in Germany saves it.
{ cat good.csv; printf 'description,f\xfcr M\xfcnchen\n'; } > western.csv
ok psi-agree propose -q -i acme.key --suffix-list "$list" western.csv > out
contains out '^description,für München$'
# Lists of suffixes that are none.
for rule in '!' . '*.*' '*.' 'a..b' '<html>' '\0'; do
	printf 'com\n%b\n' "$rule" > bad.dat
	expect_status 3 psi-agree propose -i acme.key --suffix-list bad.dat \
	    -o out.csv good.csv
	expect_stderr '^psi-agree: error: bad.dat:2: ' 'hint: .*publicsuffix.org'
	no_output out.csv out.csv.psl
done
sed 1d good.csv > bad.csv
expect_status 3 psi-agree propose -i acme.key --suffix-list "$list" bad.csv > out
expect_stderr 'bad.csv:1: not a draft'
empty out
grep -v party-b-name good.csv > bad.csv
expect_status 3 psi-agree propose -i acme.key --suffix-list "$list" bad.csv > out
expect_stderr "bad.csv: 'party-b-name' is missing"
: > bad.csv
expect_status 3 psi-agree propose -i acme.key --suffix-list "$list" bad.csv > out
expect_status 3 psi-agree propose -i acme.key --suffix-list /dev/null good.csv > out
expect_stderr 'error: /dev/null'
expect_status 1 psi-agree propose -i acme.key --suffix-list nowhere good.csv > out
expect_stderr "cannot open 'nowhere'"
expect_status 1 psi-agree propose -i acme.key --suffix-list "$list" nowhere > out
expect_status 1 psi-agree check nowhere
expect_status 1 psi-agree check -i nowhere "$DATA/agree/future.csv"
empty out
# An agreement is no draft, nor the other way round.
psi-agree propose -q -i acme.key --suffix-list "$list" good.csv > agreement.csv
expect_status 3 psi-agree propose -i acme.key --suffix-list "$list" agreement.csv \
    > out
expect_stderr "'sha256' stands in agreements"
expect_status 5 psi-agree sign --accept-list -i acme.key good.csv > out
empty out

# A spreadsheet drops zeros and the point; the agreement has them again.
direct=(propose -i acme.key -n Acme --partner-name Globex --suffix-list "$list")
partner=(-p "$(cat globex.pub)")
for score in 0.9 '"0,9"' .9 0.90 '"0,900"' '",9"' 0.9000; do
	cp good.csv sheet.csv
	printf '%s\n' "minimum-score,$score" 'key,name 1 0.98' \
	    'key,"domain 1 ,5"' >> sheet.csv
	ok psi-agree propose -q -i acme.key --suffix-list "$list" sheet.csv > out
	contains out '^minimum-score,0\.900$'
	contains out '^key,domain 1 0\.500$'
	contains out '^key,name 1 0\.980$'
done
ok psi-agree "${direct[@]}" "${partner[@]}" -s minimum-score=0 \
    -s 'key=domain 1 .97' > out
contains out '^minimum-score,0\.000$'
contains out '^key,domain 1 0\.970$'
bad 'minimum-score,0.9001' "5: 'minimum-score' must be"
bad 'minimum-score,0.' "5: 'minimum-score' must be"
bad 'minimum-score,.' "5: 'minimum-score' must be"
bad 'minimum-score,1' "5: 'minimum-score' must be"
bad 'minimum-score,-0.9' "5: 'minimum-score' must be"
bad 'key,domain 1 0' "5: 'key' must be"

usage()
{
	local regex=$1
	shift
	expect_status 2 psi-agree "$@" > out
	expect_stderr "^psi-agree: error: $regex" \
	    "^psi-agree: try 'psi-agree --help'\$"
	empty out
}
# A value from an option is a mistake on the command line: the message names
# the option, the rule, and the word.
direct_usage()
{
	local regex=$1
	shift
	usage "$regex" "${direct[@]}" "${partner[@]}" "$@"
}
range='must be a whole number from 1 to 1000000, not'
direct_usage "--set: 'runs' $range '0'\$" -s runs=0
direct_usage "--set: 'runs' $range 'abc'\$" -s runs=abc
direct_usage "--set: 'runs' $range ''\$" -s runs=
direct_usage "--set: 'runs' $range '-1'\$" -s purpose=gsi --set=runs=-1
direct_usage "--set: 'purpose' must be one of: technology gsi.*, not 'fun'" \
    -s purpose=fun
direct_usage "--set: 'mode' must be 'accounts' or 'counts', not 'all'" \
    -s mode=all
direct_usage "--mode is accounts or counts, not 'both'\$" -m both
direct_usage "--set: 'group' must be customer.* or other, not 'everybody'" \
    -m counts -s group=customer -s group=everybody -s group=other
direct_usage "--set: 'group' rows belong to the mode counts" -s group=customer
direct_usage "--set: 'key' must be TYPE TIER.*, not 'name 1 1.000'" \
    -s 'key=domain 1 0.9' -s 'key=name 1 1.000'
direct_usage "--set: the rows of 'key' must ascend by type, each type once\$" \
    -s 'key=domain 1 0.9' -s 'key=domain 1 0.8'
direct_usage "--set: there is no row 'key'" -s key=none
direct_usage "--set: 'share-a' must be OWN.*, not 'customer any salary'" \
    -s 'share-a=customer any salary'
direct_usage "--set: 'minimum-score' must be .*, not '1'" -s minimum-score=1
direct_usage "--set: 'expires' must be a date.*, not 'soon'" -s expires=soon
direct_usage "--set: 'expires' is before 'created'" \
    -s expires=2020-01-01
direct_usage "--set: 'expires' is in the past" -s created=2019-01-01 \
    -s expires=2020-01-01
direct_usage "--set: the value of 'description' is not UTF-8" \
    -s "description=$(printf 'a\xffb')"
direct_usage "--set: 'public-suffix-list' names another list than" \
    -s "public-suffix-list=$(printf '%064d' 0)"
direct_usage "--set: the value of 'suite' is not .* without control characters" \
    -s "suite=$(printf 'a\033b')"
usage "--partner is your own identity" \
    "${direct[@]}" -p "$(cat acme.pub)"
usage "--name: 'party-a-name' must be a name, not blank" propose \
    -i acme.key -n ' ' "${partner[@]}" --partner-name Globex --suffix-list "$list"
usage "--partner-name: 'party-a-name' must be a name, not blank" propose -r b \
    -i acme.key -n Acme "${partner[@]}" --partner-name '' --suffix-list "$list"

usage 'a command is missing'
usage "there is no command 'agree'" agree
usage "'x' is one operand too many" check agreement.csv x
usage "'x' is one operand too many" template x
usage '--mode is accounts or counts' template -m both
usage "--identity does not go with 'template'" template -i acme.key
usage "--set does not go with 'sign'" sign -s runs=1 -i acme.key x
usage "--output does not go with 'check'" check -o x agreement.csv
usage '--identity is missing' sign agreement.csv
usage '--identity is missing' revoke agreement.csv
usage '--identity is missing' propose
usage '--name is missing' propose -i acme.key
usage '--partner is missing' propose -i acme.key -n Acme
usage '--partner-name is missing' propose -i acme.key -n Acme -p psi1
usage "--share is match, basic" "${direct[@]}" "${partner[@]}" --share all
usage 'ACTION is one of read' may delete agreement.csv
usage 'ACTION is one of read' may raed agreement.csv
expect_stderr "hint: did you mean 'read'"
usage '--set and a draft exclude' propose -i acme.key -s runs=1 good.csv
usage '--name and a draft exclude' propose -i acme.key -n A good.csv
usage '--mode and a draft exclude' propose -i acme.key -m counts good.csv
usage '--role is a or b' "${direct[@]}" "${partner[@]}" -r c
usage '--set takes TERM=VALUE' "${direct[@]}" "${partner[@]}" -s runs
usage '--set takes TERM=VALUE' "${direct[@]}" "${partner[@]}" -s =1
usage "--set: no term is called 'run'" "${direct[@]}" "${partner[@]}" -s run=1
expect_stderr "hint: did you mean 'runs'"
usage "--set: 'share-b' must be" "${direct[@]}" "${partner[@]}" -s 'share-b=any any Name'
expect_stderr "hint: 'Name' is no field that can be shared; did you mean 'name'"
usage "--share is match, basic" "${direct[@]}" "${partner[@]}" --share slaes
expect_stderr "hint: did you mean 'sales'"
expect_status 2 psi-agree propse
expect_stderr "there is no command 'propse'" "hint: did you mean 'propose'"
usage "--set: 'runs' is set twice" "${direct[@]}" "${partner[@]}" \
    -s runs=1 -s runs=1
usage "--set: 'party-a-name' is set twice" "${direct[@]}" "${partner[@]}" \
    -s party-a-name=A
usage "--partner: .*: 'psi1qqqq'" "${direct[@]}" -p psi1qqqq
expect_stderr 'hint: copy the whole line that begins with psi1'
usage '--partner: ' \
    "${direct[@]}" -p "$(tr a-z A-Z < globex.pub)"
usage 'unknown option' check --today 2020-01-01 agreement.csv

# A passphrase comes from its file.
printf 'correct horse\n' > phrase
chmod 600 phrase
psi-keygen -q -o locked.key --passphrase-file phrase > locked.pub
ok psi-agree propose -q -i locked.key --passphrase-file phrase -n Acme \
    "${partner[@]}" --partner-name Globex --suffix-list "$list" > locked.csv
contains locked.csv '^signature-a,'
printf 'wrong\n' > phrase
expect_status 3 psi-agree sign --accept-list --suffix-list "$list" \
    -i locked.key --passphrase-file phrase \
    locked.csv > out
empty out
# What reads only the public half and the ledger asks for none.
expect_status 5 psi-agree check -i locked.key locked.csv
expect_stderr 'party b has not signed'
