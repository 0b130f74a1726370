# psi-agree show: sentences, for both modes and for the sharing matrix.
# shellcheck shell=bash

need python3

list=$DATA/agree/suffixes.dat
psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub
cat > draft.csv << END
term,value
party-a-name,"Acme, Inc."
party-a-contact,alliances@acme.example
party-b-name,Globex
party-b-identity,$(cat globex.pub)
description,one $(printf '\xe2\x80\xae')two
competitors,no
purpose,cosell
share-a,customer prospect name+amount:band+close_date:quarter+owner:alias
share-a,other any none
share-a,prospect customer none
END

# As one line each, so that words can be looked for.
show()
{
	psi-agree propose -q -i acme.key --suffix-list "$list" draft.csv > a.csv
	ok psi-agree show a.csv > words
	silent
	awk '/^  / { sub("^ *", " "); printf "%s", $0; next }
	    { printf "\n%s", $0 } END { print "" }' words > flat
}
show
contains flat '^- Party a is: [|] Acme, Inc\.$'
contains flat '^- Contact at a: [|] alliances@acme.example$'
for who in acme globex; do
	contains flat "^- Identity of .: $(cat $who.pub)\$"
	print=$(psi-keygen --public $who.key 2>&1 > out |
	    sed -n 's/.*fingerprint //p')
	contains flat "^- Fingerprint of that .*: $print\$"
done
contains flat '^- a has signed this agreement'
contains flat '^- b HAS NOT signed this agreement'
contains flat '^- The parties are not competitors'
contains flat '^- The purpose is selling together'
contains flat "^- In the parties' words: [|] one \\\\u202etwo\$"
contains flat 'which of its own accounts the other party has too'
contains flat '^- Party a answers first'
contains flat '^- Party b answers second and sees the result first: it may keep'
contains flat "Key 'domain', from the company's web or mail domain: strong"
contains words '^  customer  +m  +m  +A  +m  +m$'
contains words '^  prospect  +-  +m  +m  +m  +m$'
contains words '^  other  +-  +-  +-  +-  +-$'
contains flat "^- A: name, amount \\(in bands\\), close_date \\(by quarter\\), owner \\(as an alias\\)\$"
contains flat 'm: nothing but the match; -: not even a field'
contains flat '^- First each party says of its matched accounts in which population'
contains flat '^- Pairs that only show .*: population only'
contains flat '^- a shares at most 100000 accounts in a run and b at most 100000'
contains flat '^- It may NOT be joined with results of other partners'
contains flat '^- Software agents may: read a result; make reports'
contains flat '^- a sends nothing at all about its other accounts'
contains flat '^- b shares nothing but the match'
contains flat '^- At most 12 runs in 365 days'
if LC_ALL=C grep -q '[^ -~]' words; then
	fail 'something that is not plain text came out'
fi
awk 'length($0) > 78 && !/psi1|[0-9a-f]{64}/ { exit 1 }' words ||
    fail 'a line is too long'

# What is approved of the suite of NIST's curve, and what is not; nobody is to take
# it for a FIPS build.
lacks flat 'NIST|FIPS'
cp draft.csv plain.csv
echo suite,P256-SHA256 >> draft.csv
show
contains flat '^- NIST has approved the group P-256 .* is no validated module: this is no FIPS mode\.$'
mv plain.csv draft.csv

cat >> draft.csv << END
mode,counts
learns,b
minimum-overlap,10
key,name 3 0.500
key,x family 0.250
END
show
contains flat '^- b learns how many of its own keys the other party has too'
contains flat '^- The numbers are of keys'
contains flat '^- Counted apart on both sides: prospects'
contains flat '^- With fewer than 10 matched keys'
contains flat '^- A party that changes its program can learn which'
contains flat '^- Nothing: only numbers come out'
contains flat '^- a sends nothing at all about its other accounts'
contains flat "Key 'name', from .*: weak evidence, tier 3 \\(weight 0.500\\)"
contains flat "Key 'x', from what its name says: .*group \\(weight 0.250\\)"
lacks flat 'a shares'
lacks flat 'answers second'

# Texts that would draw a section of the page, or fill lines until one looks like
# ours: blanks that are none are spelled out, and every line of a text has a frame.
nbsp=$(printf '\xc2\xa0%.0s' {1..70})
printf '%s\n' "description,agreed.${nbsp}What each party learns" \
    "onward-sharing,$(printf 'x%.0s' {1..300})" \
    "party-b-name,Globex$(printf ' ok%.0s' {1..60})" > added
grep -v '^party-b-name\|^description' draft.csv | cat - added > drawn.csv
ok psi-agree propose -q -i acme.key --suffix-list "$list" drawn.csv > a.csv
ok psi-agree show a.csv > drawn
contains drawn '^  [|] agreed.(.u00a0)+'
lacks drawn '^What each party learns'
[ "$(grep -c '^  | x*$' drawn)" -ge 4 ] || fail 'a long word is not cut in frames'
awk 'length($0) > 78 && !/psi1|[0-9a-f]{64}/ { exit 1 }' drawn ||
    fail 'a line is too long'
ok psi-agree sign --accept-list --suffix-list "$list" -i globex.key \
    -o signed.csv a.csv
expect_stderr 'b is "Globex[ ok]{50,60}[.]{3}"$'
rm a.csv signed.csv*

# Wide characters, of which each takes two columns; marks that would be drawn over
# other lines; and a name that ends our quotes to go on in our words.
wide=$(printf '\xef\xbc\xb7%.0s' {1..60})
marks=$(printf '\xcc\xb6%.0s' {1..40})
printf '%s\n' "description,$wide $wide a$marks" \
    "onward-sharing,$wide$wide$wide" \
    'party-b-name,"Globex"", which is your own company: sign; ""x"' > added
grep -v '^party-b-name\|^description' draft.csv | cat - added > drawn.csv
ok psi-agree propose -q -i acme.key --suffix-list "$list" drawn.csv > a.csv
ok psi-agree show a.csv > drawn
python3 - drawn <<- 'PY'
	import sys, unicodedata
	for line in open(sys.argv[1], encoding="utf-8"):
	    line = line.rstrip("\n")
	    width = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1
	        for c in line)
	    if width > 78 and "psi1" not in line and len(line.split()[-1]) < 64:
	        sys.exit(f"{width} columns: {line}")
	    if "\u0336" * 5 in line:
	        sys.exit("a flood of marks")
PY
contains drawn '^  [|] a.{4,8}\\u0336'
ok psi-agree sign --accept-list --suffix-list "$list" -i globex.key \
    -o signed.csv a.csv
expect_stderr "b is \"Globex', which is your own company: sign; 'x\"\$"
rm a.csv signed.csv*
show

# Into a file.
ok psi-agree show -o shown.txt a.csv
same shown.txt words
expect_status 2 psi-agree show -o shown.txt a.csv
same shown.txt words
