# shellcheck shell=bash
# Copies of a file as mail, editors and spreadsheets make them:
# . "$TOP/test/cli/copies.sh"; each writes one of its argument.

utf16()
{
	printf '\377\376'
	iconv -t utf-16le "$1"
}
utf16_big()
{
	printf '\376\377'
	iconv -t utf-16be "$1"
}
utf16_bare()
{
	iconv -t utf-16le "$1"
}
bom()
{
	printf '\357\273\277'
	cat "$1"
}
base64_mail()
{
	base64 "$1" | sed 's/$/\r/'
}
base64_one_line()
{
	base64 -w 0 "$1"
}
base64_of_crlf()
{
	sed 's/$/\r/' "$1" | base64
}
base64_quoted()
{
	base64 "$1" | sed 's/^/> /'
}
quoted_printable()
{
	perl -MMIME::QuotedPrint -0777 -ne 'print encode_qp($_)' "$1"
}
quoted()
{
	sed 's/^/> /' "$1"
}
quoted_twice()
{
	sed 's/^/>> /; s/$/\r/' "$1"
}
semicolons()
{
	perl -ne 'BEGIN { $/ = "\n" } chomp; my ($n, $v) = split /,/, $_, 2;
	    if ($v =~ s/^"(.*)"$/$1/) { $v =~ s/""/"/g }
	    $v = "\"" . $v =~ s/"/""/gr . "\"" if $v =~ /[";]/;
	    print "$n;$v\r\n"' "$1"
}
tabs()
{
	semicolons "$1" | perl -pe 's/;/\t/'
}
cells()
{
	perl -ne 'chomp; my ($n, $v) = split /,/, $_, 2;
	    $v = "\"$v\"" unless $v =~ /^"/; print "\"$n\",$v\r\n"' "$1"
}
lines_as_cells()
{
	perl -ne 'chomp; s/"/""/g; print "\"$_\"\r\n"' "$1"
}
padded()
{
	sed 's/$/,,/' "$1"
}
wrapped()
{
	fold -w 60 "$1"
}
wrapped_quoted()
{
	fold -w 70 "$1" | sed 's/^/> /'
}
blank_lines()
{
	sed 's/$/\r\r/; a\\' "$1"
}
trailing()
{
	sed 's/$/  /' "$1"
}
old_ends()
{
	tr '\n' '\r' < "$1"
}
no_end()
{
	head -c -1 "$1"
}
crlf()
{
	sed 's/$/\r/' "$1"
}
unicode_text()
{
	tabs "$1" > "$1.tabs"
	utf16 "$1.tabs"
	rm "$1.tabs"
}
