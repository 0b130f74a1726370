# A partner brings the public-suffix list. What it may hold, and what it may not
# unless --accept-list says so: status 5, and nothing is signed.
# shellcheck shell=bash

installed=/usr/share/publicsuffix/public_suffix_list.dat
[ -f $installed ] || skip 'the package publicsuffix is not installed'
psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub

# propose: with list.dat
propose()
{
	rm -f proposal.csv* signed.csv*
	ok psi-agree propose -q -i acme.key -n Acme -p globex.pub \
	    --partner-name Globex --suffix-list list.dat -o proposal.csv
}

# hostile REGEX [WORDS]: list.dat is refused, `show` says so in words, and both
# say nothing once it was accepted.
hostile()
{
	propose
	expect_status 5 psi-agree sign -i globex.key -o signed.csv proposal.csv
	expect_stderr "^psi-agree: error: 'proposal.csv.psl' $1" \
	    '^psi-agree: hint: .*--accept-list'
	no_output signed.csv signed.csv.psl
	ok psi-agree show proposal.csv > words
	[ $# -lt 2 ] || contains words "$2"
	ok psi-agree sign -i globex.key --accept-list -o signed.csv proposal.csv
	expect_stderr 'accepted although' 'signed as party b'
	ok psi-agree check signed.csv
	expect_stderr 'accepted although' 'in force$'
}

# harmless REGEX
harmless()
{
	propose
	ok psi-agree sign -i globex.key -o signed.csv proposal.csv
	expect_stderr "$1"
	ok psi-agree check signed.csv
	expect_stderr "$1" 'in force$'
}

# registries RULE, private RULE: list.dat is the installed one with a rule more.
registries()
{
	sed -e "/===END ICANN/i\\
$1" $installed > list.dat
}
private()
{
	sed -e "/===END PRIVATE/i\\
$1" $installed > list.dat
}

cp $installed list.dat
propose
ok psi-agree sign -i globex.key -o signed.csv proposal.csv
no_stderr 'public-suffix list that is installed'
ok psi-agree show signed.csv > words
contains words 'The public-suffix list is the one that is installed here'
contains words 'was tried on names under [0-9]+ suffixes'

# What changes the domains of a whole suffix, wherever it stands and however it
# is written; the made-up name it is tried on is another one each time.
changes='makes no domain, or another one, of names under [0-9]+ of [0-9]+ suffixes'
for rule in '*.com' '*.co.uk' '!co.uk' '!com' '*.COM' '!ｃｏ.uk' '*.ｃｏｍ' \
    '*.de // a comment' $'*.jp\r'; do
	registries "$rule"
	hostile "$changes" 'IT CHANGES WHAT A DOMAIN IS'
	private "$rule"
	hostile "$changes" 'IT CHANGES WHAT A DOMAIN IS'
done
for line in '$a*.com' '1i*.com'; do
	sed -e "$line" $installed > list.dat
	hostile "$changes"
done
for rule in com uk co.uk com.au co.jp com.br fr; do
	sed -e "/^$rule\$/d" $installed > list.dat
	hostile "$changes.*'"
done
printf 'com\n' > list.dat
hostile "$changes" 'IT IS NO LIST AS ONE IS PUBLISHED: it has no marks'

# An exception is no rule that comes and goes.
for rule in '!acme.com' '!acme.example'; do
	registries "$rule"
	hostile "is .* such as [+]$rule" 'MAKE A DOMAIN OF A SUFFIX'
	private "$rule"
	hostile "is .* such as [+]$rule" 'MAKE A DOMAIN OF A SUFFIX'
done
registries '*.acme'
hostile 'is .* such as [+]\*\.acme' 'MAKE A SUFFIX OF EVERY NAME'

# Many rules, of either section; the domains of many companies, say.
many=$(for i in {1..25}; do printf 'acme-%d.com\\\n' "$i"; done)
registries "${many%\\}"
hostile 'is .*: 25 rules of registries more and 0 fewer'
private "${many%\\}"
hostile 'is .*, 25 of private owners more and 0 fewer, such as [+]acme' \
    '[+]acme-25\.com'
awk '/===BEGIN PRIVATE/ { skip = 1 } /===END PRIVATE/ { skip = 0 }
    /===BEGIN PRIVATE/ || !skip' $installed > list.dat
hostile 'is .*of private owners more and [0-9]+ fewer'

# Marks that are not what they seem.
odd='is no public-suffix list as one is published'
sed -e '/===/d' $installed > list.dat
hostile "$odd: it has no marks of its sections"
sed -e 's/===BEGIN ICANN/===END ICANN/' $installed > list.dat
hostile "$odd: the marks" 'IT IS NO LIST AS ONE IS PUBLISHED: the marks'
sed -e 's/===BEGIN \(ICANN\)/===BEGIN X\1/; s/===BEGIN PRIVATE/===BEGIN ICANN/' \
    $installed > list.dat
hostile "$odd"
sed -e '1iacme.com' $installed > list.dat
hostile "$odd"
# All rules are there, and said to be of private owners.
sed -e '/===END ICANN/d; /===BEGIN PRIVATE/d' \
    -e 's/^\/\/ ===BEGIN ICANN DOMAINS===$/&\n\/\/ ===END ICANN DOMAINS===\n\/\/ ===BEGIN PRIVATE DOMAINS===/' \
    $installed > list.dat
hostile 'is .*: 0 rules of registries more and [0-9]{4,} fewer'
# A date to come.
{ echo '// VERSION: 2999-01-01_00-00-00_UTC' && cat $installed; } > list.dat
hostile "$odd: its date has not come yet"

# What is no list is refused in any case.
{ printf '\xef\xbb\xbf' && cat $installed; } > list.dat
expect_status 3 psi-agree propose -q -i acme.key -n Acme -p globex.pub \
    --partner-name Globex --suffix-list list.dat -o bad.csv
expect_stderr 'error: list.dat:1: a byte order mark' 'hint: '
seq -f 'acme-%g.com' 70000 > list.dat
expect_status 3 psi-agree propose -q -i acme.key -n Acme -p globex.pub \
    --partner-name Globex --suffix-list list.dat -o bad.csv
expect_stderr 'error: list.dat:[0-9]+: over 65,536 rules' 'hint: '
no_output bad.csv bad.csv.psl

# Line ends, a rule twice, a mark in words, and what a month brings.
sed -e 's/$/\r/' $installed > list.dat
harmless 'is another than .*: 0 rules of registries more and 0 fewer'
sed -e 's/^com$/&\n&\n&/' $installed > list.dat
harmless ': 0 rules of registries more and 0 fewer'
sed -e '1i// Not ===BEGIN ICANN DOMAINS=== yet' $installed > list.dat
harmless ': 0 rules of registries more and 0 fewer'
registries 'new-tld-of-next-month'
harmless ': 1 rules of registries more .*such as [+]new-tld-of-next-month'
private 'new-owner.example.com'
harmless '1 of private owners more .*such as [+]new-owner.example.com'
{ echo '// VERSION: 2020-01-01_00-00-00_UTC' && cat $installed; } > list.dat
harmless '(older|another) than'

# It must be beside the agreement.
rm signed.csv* proposal.csv.psl
expect_status 5 psi-agree sign -i globex.key -o signed.csv proposal.csv
expect_stderr 'is not beside it' 'hint: ask your partner'
no_output signed.csv signed.csv.psl
