# Partners' files as mail, editors and spreadsheets change them: where nothing is
# lost they are taken, by every step, and psi-inspect says what they are; where
# something is, or what is in an archive or a web page, they are named, with the
# way out; and files for another step are named as what they are.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/cli/copies.sh"

two_companies -s 'share-a=any any name' -s 'share-b=any any name+country' \
    --set 'description=Two companies; "friends", they say'
blind acme
blind globex
theirs=globex/blinded.csv

# What is said of each; the last three only of files that are exchanged, since the
# texts of an agreement may hold any of these.
ways='utf16:UTF-16 utf16_big:UTF-16 utf16_bare:UTF-16 bom:byte.order
    base64_mail:base64 base64_one_line:base64 base64_of_crlf:base64
    base64_quoted:base64 quoted_printable:quoted-printable quoted:quoted
    quoted_twice:quoted semicolons:semicolons tabs:tabs cells:cells
    lines_as_cells:cells blank_lines:blanks old_ends:old
    unicode_text:UTF-16.*tabs no_end: crlf:'
more='padded:cells wrapped:wrapped wrapped_quoted:quoted.*wrapped trailing:blanks'

# taken WAY:WORDS FILE CMD...: the command takes the file so changed, from its name
# and from standard input, and says why.
taken()
{
	local way=${1%%:*} words=${1#*:} file=$2
	shift 2
	"$way" "$file" > copy
	differ copy "$file"
	ok "$@" copy > taken.out
	if [ -n "$words" ]; then
		expect_stderr "'copy' came .*$words.*read as it was sent"
	else
		no_stderr 'read as it was sent'
	fi
}

for way in $ways $more; do
	taken "$way" $theirs psi-inspect -a acme/agreement.csv
	contains taken.out '^kind,blinded/2$'
	contains taken.out '^signature,valid$'
done
for way in $ways; do
	taken "$way" acme/agreement.csv psi-agree show
	taken "$way" acme/agreement.csv psi-inspect
	contains taken.out '^signature-b,valid$'
done
# Each by a session of its own would take long: the first one binds, and the
# others are compared with what is bound.
ok psi-exchange -s acme/s -o acme/answer.csv $theirs
for way in $ways $more; do
	taken "$way" $theirs psi-exchange -f -s acme/s -o again.csv
	same again.csv acme/answer.csv
done
utf16 $theirs > copy
ok psi-exchange -q -s acme/s < copy > again.csv
same again.csv acme/answer.csv
exchange globex acme
wrapped acme/answer.csv > copy
ok psi-reveal -s globex/s -o globex/matches.csv copy
for way in $ways $more; do
	taken "$way" acme/answer.csv psi-reveal -f -s globex/s -o again.csv
	same again.csv globex/matches.csv
done
ok psi-exchange -s globex/s -o globex/answer.csv
reveal acme globex
ok psi-share -s globex/s --accounts globex/accounts.csv -o globex/claims.csv
for way in $ways $more; do
	taken "$way" globex/claims.csv psi-join -f -s acme/s -o acme/pairs.csv
	lines acme/pairs.csv 3
done
# Parts too.
ok psi-blind -s globex/s -o globex/cut.csv --split 20K globex/keys.csv
parts=()
for part in globex/cut.part-*; do
	base64 "$part" > "$part.txt"
	parts+=("$part.txt")
done
ok psi-inspect "${parts[@]}" > facts
contains facts '^kind,blinded/2$'

# A spreadsheet loses more than it shows: dates, long numbers.
semicolons $theirs > copy
edit copy 's/^created;\(....\)-\(..\)-\(..\)/created;\3.\2.\1/'
expect_status 4 psi-exchange -s acme/s -o none.csv copy
expect_stderr "'created' is not a date" \
    'hint: it came with semicolons, and more .* save the attachment itself'
no_output none.csv
base64 $theirs > copy
edit copy '5s/^./!/'
expect_status 4 psi-exchange -s acme/s -o none.csv copy
expect_stderr 'in base64, and damaged'
quoted $theirs > copy
edit copy '30{s/element,A/element,B/;t;s/element,./element,A/}'
expect_status 4 psi-exchange -s acme/s -o none.csv copy
expect_stderr 'hint: it came quoted .*more than that was changed'
# Cut off is cut off.
for way in utf16 base64_mail quoted wrapped; do
	head -n 200 $theirs > cut.csv
	"$way" cut.csv > copy
	expect_status 4 psi-exchange -s acme/s -o none.csv copy
	expect_stderr 'cut off|declares'
	no_output none.csv
done

# Two in one file, and what mail puts behind one.
cat $theirs $theirs > joined.csv
expect_status 4 psi-exchange -s acme/s -o none.csv joined.csv
expect_stderr 'another file begins here: two were joined' 'hint: give each as the file'
{ cat $theirs; printf -- '-- \nGlobex, Inc.\n'; } > signed.csv
expect_status 4 psi-exchange -s acme/s -o none.csv signed.csv
expect_stderr 'something after the last record' 'hint: .*mail may have put a text behind'
cat acme/agreement.csv acme/agreement.csv > joined.csv
expect_status 5 psi-agree show joined.csv
expect_stderr 'another agreement begins here: two were joined' 'hint: '
{ cat acme/agreement.csv; echo 'Globex Inc.'; } > signed.csv
expect_status 5 psi-agree show signed.csv
expect_stderr 'a text stands behind the signatures' 'hint: '
no_output none.csv

# refused FILE REGEX...: by every step, named; psi-inspect names it too.
refused()
{
	local file=$1
	shift
	expect_status 4 psi-exchange -s acme/s -o none.csv "$file"
	expect_stderr "^psi-exchange: error: $file: this (is|looks) " "$@" \
	    '^psi-exchange: hint: '
	expect_status 4 psi-reveal -s globex/s -o none.csv "$file"
	expect_stderr "$1" '^psi-reveal: hint: '
	expect_status 4 psi-join -s acme/s -o none.csv "$file"
	expect_stderr "$1" '^psi-join: hint: '
	no_output none.csv
}

gzip -c $theirs > copy.csv.gz
refused copy.csv.gz 'a gzip archive' 'hint: unpack it'
printf 'PK\003\004 and more' > copy.zip
refused copy.zip 'a zip archive' 'hint: .*unpack an archive'
# As a workbook begins.
printf 'PK\003\004%026d[Content_Types].xml and more' 0 > copy.xlsx
refused copy.xlsx 'a workbook' 'hint: .*psi-normalize takes it'
printf '<html><body>record,value' > mail.html
refused mail.html 'a web page or an HTML mail'
printf 'MIME-Version: 1.0\n\nrecord,value\n' > mail.eml
refused mail.eml 'a whole mail'
# The file in the text of a mail, quoted, in base64, as it is.
letter()
{
	printf 'Hi Ana,\nhere it is.\n\n'
	cat
	printf -- '-- \nGlobex\n'
}
for way in quoted base64_mail base64_quoted crlf bom; do
	"$way" $theirs | letter > letter.txt
	[ $way = bom ] && letter < $theirs > letter.txt
	refused letter.txt 'looks like the text of a mail' 'hint: save the attachment'
	expect_status 0 psi-inspect letter.txt > facts
	contains facts '^looks-like,the text of a mail with a file of libpsi in it$'
	expect_stderr 'next: .*save the attachment itself'
	quoted acme/agreement.csv | letter > letter.csv
	expect_status 5 psi-agree show letter.csv
	expect_stderr 'letter.csv: this looks like the text of a mail' 'hint: save'
done
for line in To: 'Message-ID: <1@a>' 'DKIM-Signature: v=1' 'ARC-Seal: i=1'; do
	printf '%s\n\nHi\n' "$line" > mail.eml
	refused mail.eml 'a whole mail'
done
refused acme/agreement.csv 'an agreement' "hint: 'psi-agree show' prints it"
utf16 acme/agreement.csv > wide.csv
refused wide.csv 'an agreement'
refused acme/me.pub 'a public identity'
refused acme/me.key 'a secret identity, which nobody sends'
refused acme/keys.csv 'a keys file' 'hint: psi-blind takes it'
refused globex/matches.csv 'a result of psi-reveal'
refused acme/pairs.csv 'a result of psi-join'

# Files for another step.
expect_status 4 psi-exchange -s globex/s -o none.csv acme/answer.csv
expect_stderr 'answer.csv: this is an answer' 'hint: .*goes to psi-reveal'
expect_status 4 psi-reveal -s globex/s -o none.csv acme/blinded.csv
expect_stderr 'acme/blinded.csv: this is a blinded file' \
    'hint: .*goes to psi-exchange'
expect_status 4 psi-exchange -s acme/s -o none.csv globex/claims.csv
expect_stderr 'what is shared of pairs' 'hint: .*goes to psi-join'
no_output none.csv

# named STATUS FILE REGEX CMD...: every program names what it is given.
named()
{
	local status=$1 file=$2 words=$3
	shift 3
	expect_status "$status" "$@" "$file"
	expect_stderr "$file:?[0-9]*: this is $words" 'hint: '
	no_output none.csv
}
gzip -c acme/agreement.csv > packed.gz
begin=(psi-blind -a acme/agreement.csv -i acme/me.key -s none -o none.csv)
named 3 acme/agreement.csv 'an agreement' "${begin[@]}"
named 3 acme/blinded.csv 'a blinded file' "${begin[@]}"
named 3 acme/me.pub 'a public identity' "${begin[@]}"
named 3 packed.gz 'a gzip archive' "${begin[@]}"
# What is wrong with it is told before an output that is there already.
for step in 'psi-exchange -s acme/s' 'psi-join -s acme/s' 'psi-reveal -s globex/s'; do
	# shellcheck disable=SC2086
	expect_status 4 $step -o acme/agreement.csv copy.xlsx
	expect_stderr 'copy.xlsx: this is a workbook' 'hint: .*psi-normalize'
done
expect_status 3 psi-blind -s acme/s -o acme/agreement.csv acme/blinded.csv
expect_stderr 'acme/blinded.csv: this is a blinded file'
expect_status 3 psi-normalize -o acme/agreement.csv packed.gz
expect_stderr 'packed.gz: ' 'hint: .*unpack'
named 3 copy.xlsx 'a workbook' "${begin[@]}"
expect_stderr 'hint: .*psi-normalize takes it'
printf 'K\374rzel;Name\n1;M\374ller GmbH\n' > latin.csv
expect_status 3 "${begin[@]}" latin.csv
expect_stderr 'latin.csv:[0-9]+: ' 'hint: .*psi-normalize takes it, in this encoding'
! grep -q -e --encoding "$stderr" || fail "the hint names an option that is not there"
expect_status 3 psi-report matrix -o none.csv latin.csv
! grep -q -e --encoding "$stderr" || fail "the hint names an option that is not there"
no_output none.csv
head -n 12 acme/keys.csv > cut.csv
expect_status 3 "${begin[@]}" cut.csv
expect_stderr 'cut.csv:' 'hint: .*psi-normalize'
named 5 acme/keys.csv 'a keys file' psi-agree show
named 5 acme/answer.csv 'an answer' psi-agree show
named 5 packed.gz 'a gzip archive' psi-agree show
named 5 acme/me.key 'a secret identity' psi-agree check
to_keys=(psi-normalize -a acme/agreement.csv -o none.csv)
named 3 acme/me.key 'a secret identity, and no export' "${to_keys[@]}"
named 3 acme/me.pub 'a public identity, and no export' "${to_keys[@]}"
named 3 acme/agreement.csv 'an agreement, and no export' "${to_keys[@]}"
named 3 globex/answer.csv 'an answer, and no export' "${to_keys[@]}"
named 3 globex/claims.csv 'a file of what is shared' "${to_keys[@]}"
named 3 acme/pairs.csv 'a result of psi-join, and no export' "${to_keys[@]}"
base64 acme/accounts.csv > coded.csv
named 3 coded.csv 'base64, as mail carries' "${to_keys[@]}"
{ printf 'From: a@b.c\nSubject: list\n\n'; cat acme/accounts.csv; } > mail.eml
named 3 mail.eml 'a whole mail' "${to_keys[@]}"
gzip -c acme/pairs.csv > packed.gz
named 3 packed.gz 'a gzip archive' psi-report matrix -o none.csv
expect_stderr 'hint: unpack it with gunzip'
cp proposal.csv other.csv
gzip -c proposal.csv.psl > other.csv.psl
expect_status 3 psi-agree sign -i globex/me.key -o none.csv other.csv
expect_stderr 'other.csv.psl: this is no public-suffix list, but a gzip archive'
head -n 3 acme/pairs.csv | cut -c 1-200 > cut.csv
expect_status 3 psi-report matrix -o none.csv cut.csv
expect_stderr 'cut.csv:2: the row has' 'hint: the file was cut off or changed'
named 3 "$(echo globex/cut.part-1*.csv)" 'a part of a file' "${to_keys[@]}"

# An export of one's own is none of them, and no mail is blamed for it.
{
	printf '\xef\xbb\xbf'
	cat acme/accounts.csv
} > list.csv
iconv -f UTF-8 -t UTF-16 acme/accounts.csv > wide.csv
for list in list.csv wide.csv; do
	expect_status 4 psi-exchange -s acme/s -o none.csv $list
	expect_stderr 'none of the files that a partner sends' \
	    'hint: .*psi-normalize takes it'
	no_stderr 'as it was sent|changed on the way'
	expect_status 5 psi-agree show $list
	expect_stderr 'this is no agreement'
	no_stderr 'as it was sent'
	ok psi-inspect $list > facts
	contains facts 'looks-like,"a table'
	no_stderr 'as it was sent'
done
no_output none.csv
