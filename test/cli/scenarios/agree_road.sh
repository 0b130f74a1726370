# psi-agree from the template to an agreement that both have signed.
# shellcheck shell=bash

list=$DATA/agree/suffixes.dat
psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub

# Acme proposes by options alone; the list goes beside the agreement.
ok psi-agree propose -i acme.key -n Acme -p "$(cat globex.pub)" \
    --partner-name 'Globex, "the" Corp' --psl "$list" -o proposal.csv
expect_stderr "^psi-agree: wrote 'proposal.csv' and the list" \
    '^psi-agree: next: .*send both files to party b'
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
    '^psi-agree: hint: '

# Globex reads and signs.
ok psi-agree show proposal.csv > words
silent
contains words 'Party b is: Globex, "the" Corp$'
contains words 'b HAS NOT signed'
ok psi-agree sign -i globex.key -o agreement.csv proposal.csv
expect_stderr 'a: Acme; b: Globex' "digest $want" 'signed as party b' \
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
ok psi-agree check --identity=globex.key - < agreement.csv
expect_stderr 'party b$'
ok psi-agree check -q agreement.csv
silent
cp agreement.csv crlf.csv
to_crlf crlf.csv
ok psi-agree check crlf.csv
# Signing again changes nothing but the line ends.
ok psi-agree sign -i acme.key < crlf.csv > again.csv
expect_stderr 'party a has signed this before' 'is not beside it'
same again.csv agreement.csv
ok psi-agree sign -i globex.key -o again2.csv < crlf.csv
same again2.csv agreement.csv
no_output again2.csv.psl

# In the other order, in the other roles, by pipes.
ok psi-agree propose -q -i globex.key -n Globex --role b \
    -p "$(cat acme.pub)" --partner-name Acme --psl "$list" > by-b.csv
silent
contains by-b.csv "^party-b-identity,$(cat globex.pub)\$"
contains by-b.csv '^signature-b,'
ok psi-agree sign -i acme.key < by-b.csv > both.csv
ok psi-agree check -i acme.key both.csv
expect_stderr 'party a$'
grep -n '^signature' both.csv | cut -d , -f 1 > order
printf '%s\n' signature-a signature-b | paste -d: <(cut -d: -f1 order) - > want
same order want

# From the template, once a person has filled it in.
for mode in accounts counts; do
	ok psi-agree template -m $mode > draft.csv
	contains draft.csv "^mode,$mode\$"
	expect_status 3 psi-agree propose -i acme.key --psl "$list" \
	    draft.csv -o filled.csv
	expect_stderr \
	    "^psi-agree: error: draft.csv:5: 'party-a-name' is still to be"
	no_output filled.csv filled.csv.psl
	edit draft.csv "s/^\(party-a-name\),.*/\1,Acme/
	    s/^\(party-b-name\),.*/\1,Globex/
	    s/^\(party-b-identity\),.*/\1,$(cat globex.pub)/"
	ok psi-agree propose -i acme.key --psl "$list" draft.csv -o $mode.csv
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
ok psi-agree propose --psl "$list" excel.csv > unsigned.csv
expect_stderr 'not signed'
lacks unsigned.csv '^signature'
expect_status 5 psi-agree check unsigned.csv
expect_stderr 'nobody has signed'
# A third party may write it, and does not become one by that.
psi-keygen -q -o other.key > other.pub
ok psi-agree propose -i other.key --psl "$list" draft.csv > third.csv
expect_stderr 'warning: not signed'
lacks third.csv '^signature'

# Terms by options.
ok psi-agree propose -q -i acme.key -n Acme --contact 'a@acme.example' \
    -p "$(cat globex.pub)" --partner-name Globex \
    --partner-contact 'b, c' -m counts -s group=none -s runs=4 \
    -s 'key=lei 1 0.990' --set='key=domain 2 0.500' --psl "$list" > set.csv
contains set.csv '^runs,4$'
lacks set.csv '^group,'
contains set.csv '^party-a-contact,a@acme.example$'
contains set.csv '^party-b-contact,"b, c"$'
grep '^key,' set.csv > keys
printf 'key,domain 2 0.500\nkey,lei 1 0.990\n' > want
same keys want

# Existing files stay, unless they are to be replaced.
cp agreement.csv before
expect_status 2 psi-agree sign -i globex.key -o agreement.csv proposal.csv
expect_stderr "'agreement.csv' exists already"
same agreement.csv before
expect_status 2 psi-agree propose -q -i acme.key -n Acme \
    -p "$(cat globex.pub)" --partner-name Globex --psl "$list" \
    -o agreement.csv
same agreement.csv before
ok psi-agree propose -q -f -i acme.key -n Acme -p "$(cat globex.pub)" \
    --partner-name Globex --psl "$list" -o agreement.csv
differ agreement.csv before
# An older list beside the target is in the way as well.
printf 'com\n' > new.csv.psl
expect_status 2 psi-agree sign -i globex.key -o new.csv agreement.csv
expect_stderr "'new.csv.psl' exists already"
[ ! -e new.csv ] || fail 'new.csv exists'
ok psi-agree sign -f -i globex.key -o new.csv agreement.csv
same new.csv.psl "$list"

# A list that is another one is noticed, and so are other rules.
printf 'com\nnet\n' > agreement.csv.psl
ok psi-agree sign -i globex.key agreement.csv > out
expect_stderr "warning: 'agreement.csv.psl' is another public-suffix list"
ok psi-agree propose -q -i acme.key -n Acme -p "$(cat globex.pub)" \
    --partner-name Globex -s "normalizer-fingerprint=$(printf '%064d' 1)" \
    -s "public-suffix-list=$(sha256sum "$list" | cut -d ' ' -f 1)" > rules.csv
cp "$list" rules.csv.psl
ok psi-agree sign -i globex.key rules.csv > out
expect_stderr 'warning: this program normalises otherwise'

# Nothing is lost unnoticed.
expect_status 1 psi-agree show agreement.csv > /dev/full
expect_status 1 psi-agree template > /dev/full
expect_status 1 psi-agree sign -q -i globex.key new.csv > /dev/full
expect_stderr "cannot write 'standard output'"
