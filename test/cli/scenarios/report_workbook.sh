# What stands in a workbook, whatever the pairs and one's own questions are called.
# shellcheck shell=bash
need unzip

header=partner,our_account,their_account,score,level,our_population,their_population,our_name,their_name
# Of each length, behind a long row: what an earlier row left in memory is not looked at.
{
	echo $header
	echo "Globex,k0,v0,0.990,account,customer,customer,$(printf 'Ж%.0s' $(seq 500)),Duo"
	for i in $(seq 300); do
		printf 'Globex,k%s,v%s,0.990,account,customer,customer,%0*d,Duo\n' \
		    "$i" "$i" "$i" 0
	done
} > pairs.csv
psi-report workbook -q -o book.xlsx pairs.csv 2> why ||
	skip "$(cat why)"

# texts BOOK: all texts, one in a line.
texts()
{
	unzip -p "$1" xl/sharedStrings.xml | sed 's/<t[^>]*>/\n&/g' |
	    sed -n 's/^<t[^>]*>\([^<]*\)<.*/\1/p'
}

texts book.xlsx > all
contains all '^yes$' '^Ж{500}$'
lacks all '^(y|ye|n)$'

# No room, or no folder, for what it is put together in.
mkdir room
expect_status 1 env TMPDIR="$PWD/room" bash -c \
    'ulimit -f 8; exec psi-report workbook -q -o none.xlsx pairs.csv'
expect_stderr "^psi-report: error: cannot write the workbook in '.*/room': File too large" \
    '^psi-report: hint: set TMPDIR'
no_output none.xlsx
expect_status 1 env TMPDIR=nowhere psi-report workbook -q -o none.xlsx pairs.csv
expect_stderr "^psi-report: error: cannot make a temporary file in 'nowhere'" \
    '^psi-report: hint: set TMPDIR'
no_output none.xlsx
[ -z "$(ls -A room)" ] || fail "left behind: $(ls -A room)"

# A text longer than a cell is cut behind a whole character, also where each of its
# letters would be read as an escape.
for piece in x Ж _x0041_; do
	{
		echo $header
		printf 'Globex,k1,v1,0.990,account,customer,customer,One,%s\n' \
		    "1$(printf "$piece%.0s" $(seq 33000))"
	} > long.csv
	ok psi-report workbook -q --force -o long.xlsx long.csv
	texts long.xlsx > all
	longest=$(awk 'length > length(l) { l = $0 } END { print l }' all)
	[ "${#longest}" -le 32767 ] || fail "$piece: ${#longest} characters"
	[ "$(wc -c <<< "$longest")" -gt 31900 ] || fail "$piece: cut too early"
	iconv -f UTF-8 -t UTF-8 all > whole || fail "$piece: half a character"
done

# One's own questions may stand in for others, and be called as any sheet is.
psi-report --list --csv > questions.csv
ok psi-report workbook -q --questions questions.csv -o same.xlsx pairs.csv
same book.xlsx same.xlsx
ok psi-report page -q --questions questions.csv -o same.html pairs.csv
ok psi-report page -q -o page.html pairs.csv
same page.html same.html
{
	head -n 1 questions.csv
	for name in accounts about overview words numbers integration matrix actions; do
		echo "$name,My $name,,our_account = k7,,our_name,our_name,"
	done
} > more.csv
ok psi-report workbook -q --questions more.csv -o more.xlsx pairs.csv
silent
unzip -p more.xlsx xl/workbook.xml | grep -o '<sheet name="[^"]*"' > sheets
contains sheets '"Accounts"' '"accounts 2"' '"overview 2"' '"actions 2"' '"About 2"' \
    '"Words 2"' '"numbers 2"' '"integration"' '"integration 2"' '"matrix"'
lacks sheets '"matrix 2"'
