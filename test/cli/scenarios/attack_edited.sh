# The partner's files cut off, edited, or saved by another program: each is
# refused with status 4, nothing is written, and the right file is taken
# afterwards as if nothing had been. What can be undone to the last byte is
# undone, and the same comes out as of the right file.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies --set padding-multiple=8
blind acme
blind globex

# step FILE: acme's next step on a file of globex.
step()
{
	case $name in
	blinded) psi-exchange -q -s acme/s -o out.csv "$1" ;;
	answer) psi-reveal -q -s acme/s -o out.csv "$1" ;;
	esac
}

# refused WORDS: the file `bad` is.
refused()
{
	expect_status 4 step bad
	[ -s "$stderr" ] || fail "nothing said of: $1"
	expect_stderr '^psi-[a-z]+: error: '
	no_stderr 'northwind|mueller|A-[123]'
	no_output out.csv
}

# with WORDS COMMAND...: an edit of `bad` is refused.
with()
{
	local words=$1
	shift
	cp good bad
	"$@"
	refused "$words"
}

quote_all()
{
	edit bad 's/\([^,]*\),\([^,]*\)/"\1","\2"/'
}

add_bom()
{
	{ printf '\357\273\277'; cat good; } | replace bad
}

check_edits()
{
	local num line
	num=$(wc -l < good)

	# Cut off at every record, and within the last ones.
	for ((line = 0; line < num; line++)); do
		cp good bad
		keep_lines bad "$line"
		refused "cut off after line $line"
	done
	with "cut off in a line" keep_bytes bad $(($(wc -c < good) - 5))

	# Every record dropped, repeated, exchanged with the next.
	for ((line = 1; line <= num; line += 3)); do
		with "line $line dropped" drop_line bad "$line"
		with "line $line repeated" dup_line bad "$line"
		[ "$line" -eq "$num" ] ||
		    with "line $line moved" swap_lines bad "$line" \
		    $((line + 1))
	done

	# What spreadsheets and mail programs do, and cannot be undone.
	with "capitals" edit bad '2s/.*/\U&/'
	with "more at the end" edit bad '$s/$/\nrecord,value/'
	with "base64 of another length" edit bad "$((num - 3))s/.\$//"
	with "a digest of another file" edit bad "$((num - 1))s/,./,x/"
	with "an empty file" edit bad d
	printf 'PK\003\004' > bad
	refused "an archive"
	head -c 3000 /dev/urandom > bad
	refused "noise"
}

# taken WORDS COMMAND...: an edit of `bad` does no harm.
taken()
{
	local words=$1
	shift
	cp good bad
	"$@"
	! cmp -s good bad || fail "no edit: $words"
	rm -f out.csv
	ok step bad
	cmp -s out.csv right || fail "something else comes out: $words"
}

check_undone()
{
	mv out.csv right
	taken "no last line end" keep_bytes bad $(($(wc -c < good) - 1))
	taken "quotes" quote_all
	taken "a byte order mark" add_bom
	taken "semicolons" edit bad 's/,/;/'
	taken "a blank line" edit bad '5s/$/\n/'
	taken "blanks" edit bad '7s/$/ /'
	taken "a third column" edit bad 's/$/,/'
	taken "line ends" to_crlf bad
}

name=blinded
cp globex/blinded.csv good
check_edits
cp acme/blinded.csv bad
refused "the own file coming back"

# Line ends alone do no harm: the digest is over LF.
cp good crlf
to_crlf crlf
ok step crlf
check_undone
mv out.csv acme/answer.csv
exchange globex acme
answer globex acme
cp globex/answer.csv bad
refused "the file of the next step"

name=answer
cp globex/answer.csv good
check_edits
cp globex/blinded.csv bad
refused "the file of the step before"
cp good crlf
to_crlf crlf
ok step crlf
check_undone
lines out.csv 3
