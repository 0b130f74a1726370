# What goes with an agreement, as mail changes it: the public-suffix list, the
# directory, a public identity. The bytes that were sent are found again, by their
# digest or check sum; and what is lost is named, with the way out.
# shellcheck shell=bash
. "$TOP/test/cli/copies.sh"
need iconv perl

cat > list.dat <<-'END'
	// A list = as one is published.

	// ===BEGIN ICANN DOMAINS===
	com

	// uk : https://en.wikipedia.org/wiki/.uk
	co.uk
	uk
	de
	*.ck
	!www.ck
	公司.cn
	// ===END ICANN DOMAINS===
END
cat > directory.csv <<-'END'
	entity,type,value
	cik:4711,name,Bayer AG
	cik:4711,domain,bayer.com
	cik:4712,name,"Müller, Söhne"
	cik:4712,domain,mueller-stahl.de
END
cat > accounts.csv <<-'END'
	Account ID,Account Name,Website,Billing Country,Type
	A-1,Bayer AG,bayer.com,DE,Customer
END
psi-keygen -q -o acme.key > acme.pub
psi-keygen -q -o globex.key > globex.pub
propose=(psi-agree propose -q -i acme.key -n Acme --partner-name Globex
	--suffix-list list.dat)
"${propose[@]}" -p globex.pub --directory directory.csv -o proposal.csv
psi-agree sign -q --accept-list -i globex.key -o signed.csv proposal.csv

ways='utf16 utf16_big utf16_bare bom base64_mail base64_one_line base64_of_crlf
    base64_quoted quoted_printable quoted quoted_twice old_ends no_end crlf
    more_lines quoted_crlf quoted_bare'
more_lines()
{
	cat "$1"
	printf '\n \n'
}
quoted_crlf()
{
	sed 's/^/> /; s/ $//; s/$/\r/' "$1"
}
quoted_bare()
{
	sed 's/^/>/' "$1"
}
for way in $ways; do
	rm -f agreement.csv*
	cp signed.csv agreement.csv
	"$way" list.dat > agreement.csv.psl
	"$way" directory.csv > agreement.csv.directory
	differ list.dat agreement.csv.psl
	ok psi-agree check agreement.csv
	expect_stderr "'agreement.csv.psl' came .*, and is read as it was sent" \
	    'in force$'
	ok psi-normalize -f -a agreement.csv -o keys.csv accounts.csv
	expect_stderr "'agreement.csv.psl' came .* as it was sent" \
	    "'agreement.csv.directory' came .* as it was sent"
	contains keys.csv ',entity,cik:4711$'
	# What is signed has the bytes that were sent beside it.
	rm -f again.csv*
	cp proposal.csv letter.csv
	"$way" list.dat > letter.csv.psl
	ok psi-agree sign --accept-list -i globex.key -o again.csv letter.csv
	same again.csv.psl list.dat
	rm -f again.csv*
	ok psi-agree sign --accept-list -i globex.key \
	    --suffix-list letter.csv.psl -o again.csv proposal.csv
	same again.csv.psl list.dat
done
# A list that was sent with CRLF loses it.
sed 's/$/\r/' list.dat > windows.dat
psi-agree propose -q -i acme.key -n Acme --partner-name Globex -p globex.pub \
    --suffix-list windows.dat -o windows.csv
for way in 'tr -d \r' 'sed s/^/>_/;s/_/_/;s/\r//'; do
	# shellcheck disable=SC2086
	$way < windows.dat | tr _ ' ' > windows.csv.psl
	ok psi-agree sign --accept-list -f -i globex.key -o again.csv windows.csv
	same again.csv.psl windows.dat
done

# What cannot be found again: changed words, a list that is no list any more.
sed 's/com/org/' list.dat > agreement.csv.psl
cp directory.csv agreement.csv.directory
expect_status 5 psi-agree check agreement.csv
expect_stderr 'is another public-suffix list' 'hint: .*zip archive.* mail may'
expect_status 5 psi-normalize -a agreement.csv -o none.csv accounts.csv
expect_stderr 'not the public-suffix list' 'hint: .*mail has changed it'
sed 's/^/> Hello!! /' list.dat > agreement.csv.psl
for command in 'psi-agree check' 'psi-agree show -o none.csv' \
    'psi-normalize -o none.csv -a'; do
	# shellcheck disable=SC2086
	expect_status 3 $command agreement.csv
	expect_stderr 'agreement.csv.psl:1: ' \
	    'hint: it is not the list that the agreement names.*save the attachment'
	no_output none.csv
done
cp list.dat agreement.csv.psl
sed 's/Bayer/Mayer/' directory.csv > agreement.csv.directory
expect_status 5 psi-normalize -a agreement.csv -o none.csv accounts.csv
expect_stderr 'this is not the directory' 'hint: .*mail has changed it'
sed 's/^/Hello /' directory.csv > agreement.csv.directory
expect_status 3 psi-normalize -a agreement.csv -o none.csv accounts.csv
expect_stderr 'agreement.csv.directory:1: ' \
    'hint: it is not the directory that the agreement names.*save the attachment'
no_output none.csv

# A public identity, in every way, and as the text of a mail.
folded()
{
	fold -w 60 "$1" | sed 's/^/> /'
}
letter()
{
	printf 'Hi Ana,\n\nours is\n\n> %s\n\n-- \nGlobex, psi1 or not\n' \
	    "$(cat "$1")"
}
html()
{
	printf '<html><body><p>%s</p></body></html>\n' "$(cat "$1")"
}
print=$(psi-inspect globex.pub 2> /dev/null | grep ^fingerprint)
for way in $ways folded letter html; do
	"$way" globex.pub > mailed.pub
	ok "${propose[@]}" -p mailed.pub -o again.csv -f
	contains again.csv "^party-b-identity,$(cat globex.pub)\$"
	ok psi-inspect mailed.pub > facts
	contains facts '^kind,public identity$'
	contains facts "^$print\$"
done
for way in quoted folded letter html base64_mail utf16; do
	"$way" globex.pub > mailed.pub
	ok psi-agree propose -i acme.key -n Acme --partner-name Globex \
	    --suffix-list list.dat -p mailed.pub -o again.csv -f
	expect_stderr "'mailed.pub' came .* as it was sent"
done
# Whose of two is meant, or one that was changed, nobody can tell.
cat acme.pub globex.pub > two.pub
expect_status 3 "${propose[@]}" -p two.pub -o none.csv
expect_stderr 'two.pub: there are several public identities' 'hint: keep the one line'
letter globex.pub | sed 's/psi1\(...\)./psi1\1q/;s/psi1\(...\)q\(.\)/psi1\1q\2/' |
    sed 's/psi1\(.....\)./psi1\1p/' > mailed.pub
expect_status 3 "${propose[@]}" -p mailed.pub -o none.csv
expect_stderr 'mailed.pub: this file is no public identity' 'hint: '
no_output none.csv none.csv.psl
# Named as what it is.
gzip -c globex.pub > packed.pub
expect_status 3 "${propose[@]}" -p packed.pub -o none.csv
expect_stderr 'packed.pub: this file is no public identity, but a gzip archive' \
    'hint: unpack it'
: > none.pub
expect_status 3 "${propose[@]}" -p none.pub -o none.csv
expect_stderr 'none.pub: .*, but an empty file' 'hint: .*ask for it again'
no_output none.csv none.csv.psl

# The list that is installed is as good, where it is the very one.
system=/usr/share/publicsuffix/public_suffix_list.dat
[ -r $system ] || exit 0
psi-agree propose -q -i acme.key -n Acme --partner-name Globex -p globex.pub \
    -o own.csv
rm own.csv.psl
ok psi-agree sign -i globex.key -o again.csv -f own.csv
expect_stderr "'own.csv.psl' is not there: the list that is installed here"
same again.csv.psl $system
sed 's/^/Hello /' $system > own.csv.psl
ok psi-agree sign -i globex.key -o again.csv -f own.csv
expect_stderr "'own.csv.psl' was changed: the list that is installed here"
same again.csv.psl $system
# Through a pipe, too.
ok psi-agree check - < again.csv
expect_stderr ': the list that is installed here is the one' ': in force'
ok psi-agree show - < again.csv > shown.txt
contains shown.txt 'the one that is installed'
