# psi-agree from the template to an agreement that both have signed.
# shellcheck shell=bash

list=$DATA/agree/suffixes.dat
psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub

# Acme proposes by options alone; the list goes beside the agreement.
ok psi-agree propose -i acme.key -n Acme -p "$(cat globex.pub)" \
    --partner-name 'Globex, "the" Corp' --suffix-list "$list" -o proposal.csv
expect_stderr "^psi-agree: wrote 'proposal.csv' and the list" \
    '^psi-agree: next: .*send both files to party b' \
    'of common accounts nothing is shared except that they match; propose again with --share sales'
ok psi-agree propose -i acme.key -n Acme -p globex.pub --share basic \
    --partner-name Globex --suffix-list "$list" -o basic.csv
no_stderr 'nothing is shared'
same proposal.csv.psl "$list"
contains proposal.csv "^party-a-identity,$(cat acme.pub)\$"
contains proposal.csv "^party-b-identity,$(cat globex.pub)\$"
contains proposal.csv '^party-b-name,"Globex, ""the"" Corp"$'
contains proposal.csv \
    "^public-suffix-list,$(sha256sum "$list" | cut -d ' ' -f 1)\$"
contains proposal.csv "^created,$(date -u +%F)\$"
contains proposal.csv '^signature-a,'
lacks proposal.csv '^signature-b,'
# The digest is that of the lines before it.
want=$(sed '/^sha256,/,$d' proposal.csv | sha256sum | cut -d ' ' -f 1)
contains proposal.csv "^sha256,$want\$"

# By itself it is not in force.
expect_status 5 psi-agree check proposal.csv
expect_stderr '^psi-agree: error: proposal.csv: party b has not signed' \
    "^psi-agree: hint: whoever has not signed runs 'psi-agree sign -i IDENTITY -o agreement.csv FILE'"
# Who proposed it adds nothing by signing again, and is told so.
ok psi-agree sign -f --accept-list -i acme.key -o twice.csv proposal.csv
expect_stderr 'warning: party a had signed this before, and party b has not'
rm twice.csv twice.csv.psl

# Globex reads and signs.
ok psi-agree show proposal.csv > words
silent
contains words '^- Party b is:$'
contains words '^  [|] Globex, "the" Corp$'
contains words 'b HAS NOT signed'
ok psi-agree sign --accept-list -i globex.key -o agreement.csv proposal.csv
expect_stderr 'a is "Acme"; b is "Globex' "digest $want" 'signed as party b' \
    'next: both have signed'
same agreement.csv.psl "$list"
contains agreement.csv '^signature-b,'
sed '$d' agreement.csv > without-b
same without-b proposal.csv

# Both find it in force, from a file or a pipe, with CR LF too.
ok psi-agree check agreement.csv
expect_stderr 'in force$'
ok psi-agree check -i acme.key agreement.csv
expect_stderr 'in force; the identity is party a$'
expect_status 5 psi-agree check - < agreement.csv
expect_stderr 'comes through standard input has no public-suffix list beside it' 'hint: '
ok psi-agree check --identity=globex.key --suffix-list "$list" - < agreement.csv
expect_stderr 'party b$'
ok psi-agree check -q agreement.csv
silent
cp agreement.csv crlf.csv
cp "$list" crlf.csv.psl
to_crlf crlf.csv
ok psi-agree check crlf.csv
# Signing again changes nothing but the line ends.
expect_status 5 psi-agree sign --accept-list -i acme.key < crlf.csv > again.csv
expect_stderr 'has no public-suffix list beside it' 'hint: give the agreement by the name'
sign=(psi-agree sign --accept-list --suffix-list "$list")
ok "${sign[@]}" -i acme.key < crlf.csv > again.csv
expect_stderr 'party a has signed this before'
same again.csv agreement.csv
ok "${sign[@]}" -i globex.key -o again2.csv < crlf.csv
same again2.csv agreement.csv
same again2.csv.psl "$list"

# In the other order, in the other roles, by pipes.
ok psi-agree propose -q -i globex.key -n Globex --role b \
    -p "$(cat acme.pub)" --partner-name Acme --suffix-list "$list" > by-b.csv
silent
contains by-b.csv "^party-b-identity,$(cat globex.pub)\$"
contains by-b.csv '^signature-b,'
ok "${sign[@]}" -i acme.key < by-b.csv > both.csv
cp "$list" both.csv.psl
ok psi-agree check -i acme.key both.csv
expect_stderr 'party a$'
grep -n '^signature' both.csv | cut -d , -f 1 > order
printf '%s\n' signature-a signature-b | paste -d: <(cut -d: -f1 order) - > want
same order want

# From the template, once a person has filled it in.
for mode in accounts counts; do
	ok psi-agree template -m $mode > draft.csv
	contains draft.csv "^mode,$mode\$"
	expect_status 3 psi-agree propose -i acme.key --suffix-list "$list" \
	    draft.csv -o filled.csv
	expect_stderr \
	    "^psi-agree: error: draft.csv:5: 'party-a-name' is still to be"
	no_output filled.csv filled.csv.psl
	edit draft.csv "s/^\(party-a-name\),.*/\1,Acme/
	    s/^\(party-b-name\),.*/\1,Globex/
	    s/^\(party-b-identity\),.*/\1,$(cat globex.pub)/"
	ok psi-agree propose -i acme.key --suffix-list "$list" draft.csv -o $mode.csv
	contains $mode.csv "^party-a-identity,$(cat acme.pub)\$"
	contains $mode.csv '^party-a-contact,$'
	contains $mode.csv '^signature-a,'
done
ok psi-agree template > again
ok psi-agree template --mode=accounts -o template.csv
same again template.csv
contains counts.csv '^group,open_opportunity$'
[ "$(grep -c '^key,' counts.csv)" = 1 ] || fail 'more than one key'
# As a spreadsheet saves it, and without an identity.
edit draft.csv "s/^\(party-a-identity\),.*/\1,$(cat acme.pub)/"
LC_ALL=C sed -e 's/,/;/' -e 's/$/\r/' -e '1s/^/\xef\xbb\xbf/' draft.csv \
    > excel.csv
ok psi-agree propose --suffix-list "$list" excel.csv > unsigned.csv
expect_stderr 'not signed'
lacks unsigned.csv '^signature'
expect_status 5 psi-agree check unsigned.csv
expect_stderr 'nobody has signed'
# A third party may write it, and does not become one by that.
psi-keygen -q -o other.key > other.pub
ok psi-agree propose -i other.key --suffix-list "$list" draft.csv > third.csv
expect_stderr 'warning: not signed'
lacks third.csv '^signature'

# Terms by options.
ok psi-agree propose -q -i acme.key -n Acme --contact 'a@acme.example' \
    -p "$(cat globex.pub)" --partner-name Globex \
    --partner-contact 'b, c' -m counts -s group=none -s runs=4 \
    -s 'key=lei 1 0.990' --set='key=domain 2 0.500' --suffix-list "$list" > set.csv
contains set.csv '^runs,4$'
lacks set.csv '^group,'
contains set.csv '^party-a-contact,a@acme.example$'
contains set.csv '^party-b-contact,"b, c"$'
grep '^key,' set.csv > keys
printf 'key,domain 2 0.500\nkey,lei 1 0.990\n' > want
same keys want

# Existing files stay, unless they are to be replaced.
cp agreement.csv before
expect_status 2 psi-agree sign --accept-list -i globex.key -o agreement.csv proposal.csv
expect_stderr "'agreement.csv' exists already"
same agreement.csv before
expect_status 2 psi-agree propose -q -i acme.key -n Acme \
    -p "$(cat globex.pub)" --partner-name Globex --suffix-list "$list" \
    -o agreement.csv
same agreement.csv before
ok psi-agree propose -q -f -i acme.key -n Acme -p "$(cat globex.pub)" \
    --partner-name Globex --suffix-list "$list" -o agreement.csv
differ agreement.csv before
# An older list beside the target is in the way as well.
printf 'com\n' > new.csv.psl
expect_status 2 psi-agree sign --accept-list -i globex.key -o new.csv agreement.csv
expect_stderr "'new.csv.psl' exists already"
[ ! -e new.csv ] || fail 'new.csv exists'
ok psi-agree sign --accept-list -f -i globex.key -o new.csv agreement.csv
same new.csv.psl "$list"

# A list that is another one is noticed, and so are other rules.
printf 'com\nnet\n' > agreement.csv.psl
for command in check 'sign --accept-list -i globex.key' \
    'sign -i globex.key'; do
	# shellcheck disable=SC2086
	expect_status 5 psi-agree $command agreement.csv > out
	empty out
done
expect_stderr "'agreement.csv.psl' is another public-suffix list"
ok psi-agree propose -q -i acme.key -n Acme -p "$(cat globex.pub)" \
    --partner-name Globex -s "normalizer-fingerprint=$(printf '%064d' 1)" \
    -s "public-suffix-list=$(sha256sum "$list" | cut -d ' ' -f 1)" > rules.csv
cp "$list" rules.csv.psl
expect_status 5 psi-agree sign --accept-list -i globex.key rules.csv > out
expect_stderr 'this program makes other keys than the agreement says' \
    'hint: compare .psi-normalize --version.'
empty out
ok psi-agree show rules.csv > words
contains words 'IT CANNOT BE CARRIED OUT HERE'

# An agreement of other programs: which side has the older ones, and what to do.
# edition TERM VALUE REGEX HINT
edition()
{
	local command
	sed -e "s#^$1,.*#$1,$2#" -e '/^sha256,/,$d' agreement.csv > other.csv
	sed -e "s/^/sha256,/" -e 's/ .*//' <(sha256sum other.csv) >> other.csv
	cp "$list" other.csv.psl
	for command in 'sign -i globex.key -o signed.csv' check show; do
		# shellcheck disable=SC2086
		expect_status 5 psi-agree $command other.csv > out
		expect_stderr "error: other.csv:[0-9]+: $3" "hint: $4"
		empty out
		no_output signed.csv
	done
}
edition normalizer pkn1 "'normalizer' is pkn1, .* the newer rules pkn2" \
    'ask your partner to install'
edition normalizer pkn99 "'normalizer' is pkn99, .* the older rules pkn2" \
    'install the version .* your partner has'
edition normalizer pkn "'normalizer' must be pkn2" 'an agreement must stay'
edition file agreement/1 "'file' is agreement/1, of an earlier version" 'make an'
edition file agreement/99 "'file' is agreement/99, of a newer version" \
    'install the version .* your partner has'

# Nothing is lost unnoticed.
expect_status 1 psi-agree show agreement.csv > /dev/full
expect_status 1 psi-agree template > /dev/full
expect_status 1 psi-agree sign --accept-list -q -i globex.key new.csv > /dev/full
expect_stderr "cannot write to standard output"
