# psi-normalize: what it refuses, with status and remedy, and writes nothing.
# shellcheck shell=bash
normalize=(psi-normalize --suffix-list "$TOP/test/cli/data/suffixes.dat")

# refused STATUS REGEX FILE [OPTION...]
refused() {
	local status=$1 message=$2 file=$3
	shift 3
	expect_status "$status" "${normalize[@]}" -o out.csv "$@" "$file"
	expect_stderr "^psi-normalize: error: .*$message"
	no_output out.csv
}

printf 'Name,Website\nAcme,acme.com\n' > good.csv
printf 'Owner,City\nx,y\n' > useless.csv
refused 3 "'?useless.csv'?:1: no column" useless.csv
expect_stderr '^psi-normalize: hint: .*--map'
: > empty.csv
refused 3 'the file is empty' empty.csv
printf 'Name,Website\nAcme,acme.com\nHerm\350s,x\n' > latin.csv
refused 3 ':3: byte 5 of the line is not valid utf-8' latin.csv
expect_stderr 'hint: .*--encoding windows-1252 or windows-1250'
printf 'Name\n\320\356\354\340\370\352\340\n' > russian.csv
refused 3 'does not read as windows-1252' russian.csv \
	--encoding windows-1252
expect_stderr 'hint: .*--encoding windows-1251'
printf 'record,value\nfile,blinded/2\n' > blinded.csv
refused 3 ':1: this is a blinded file' blinded.csv
expect_stderr 'hint: .*psi-exchange'
printf 'Name\nAc\0me\n' > nul.csv
refused 3 ':2: byte 3 of the line is NUL' nul.csv
printf 'Name\n"Acme\nGlobex\n' > open.csv
refused 3 ':2: .*never closed' open.csv
expect_stderr 'hint: look in that line for a quotation mark at the beginning of a cell'
# The line is that in which the cell begins, and not where the next mark is.
printf 'Name,Town\n"Acme,Ulm\nGlobex,Bonn\nHooli,"Rome"\n' > swallowed.csv
refused 3 ':2: .*goes on to line 4, where' swallowed.csv
expect_stderr 'hint: look in that line for a quotation mark at the beginning of a cell'
printf 'Name\nAc"me\n' > quote.csv
refused 3 ':2: a quotation mark' quote.csv
expect_stderr 'hint: look for it in that line: .*take it out there'
printf 'PK\003\004 and more' > book.xlsx
refused 3 'workbook is broken' book.xlsx
expect_stderr 'hint: .*save it as CSV'
printf '\320\317\021\340\241\261\032\341 more\n' > book.xls
refused 3 'an old workbook' book.xls
expect_stderr 'hint: save it as .xlsx'
printf 'Name,Website\nA,a.com\n\nB\nC,c.com\n' > footer.csv
refused 3 ':5: a row follows' footer.csv

# The command line.
refused 2 "no such type of key: 'colour'" good.csv --types domain,colour
refused 2 "no such population: 'friend'" good.csv --population friend
refused 2 "no such encoding: 'ebcdic'" good.csv --encoding ebcdic
refused 2 'FIELD=HEADER' good.csv --map name
refused 2 "no field 'firm' for a column" good.csv --map firm=Name
refused 2 'not a date' good.csv --source-date 2026-02-30
refused 2 "'?--delimiter'? takes" good.csv --delimiter ab
refused 2 'goes with --explain' good.csv --field name
refused 2 'goes with --check' good.csv --csv
refused 2 '--check.*--dry-run|--dry-run.*--check' good.csv --check --dry-run
refused 3 'no column .Firm., which is mapped to name' good.csv --map name=Firm
refused 1 'absent.csv' absent.csv
refused 1 'absent.csv' good.csv --rules absent.csv
# A line of a table is one of that table.
printf 'value,population\nAngebot,open opportunity\n' > rules.csv
refused 3 'rules.csv:2: a rule names a population that does not exist' \
    good.csv --rules rules.csv
expect_stderr 'hint: .*open_opportunity'
printf 'wert,population\nAngebot,other' > rules.csv
refused 3 'rules.csv:1: the first line of this table is not its header' \
    good.csv --rules rules.csv
printf 'action,account,type,value\nmaybe,1,name,x' > overrides.csv
refused 3 'overrides.csv:2: an override is neither' good.csv \
    --overrides overrides.csv
printf 'type,value\ncolour,1' > exclude.csv
refused 3 'exclude.csv:2: there is no such type of key' good.csv \
    --exclude exclude.csv
expect_status 2 "${normalize[@]}" -o good.csv good.csv
expect_stderr 'good.csv'
contains good.csv acme

# Tables of one's own.
printf 'value\nx\n' > rules.csv
refused 3 'this table' good.csv --rules rules.csv
printf 'value,population\nx,friend\n' > rules.csv
refused 3 ':2: ' good.csv --rules rules.csv
printf 'hello\n' > list.dat
expect_status 3 psi-normalize --suffix-list empty.csv -o out.csv good.csv
expect_stderr 'no rule'
no_output out.csv

# Lost output is a failure.
expect_status 1 "${normalize[@]}" good.csv > /dev/full
expect_status 1 "${normalize[@]}" --check good.csv > /dev/full
expect_status 1 "${normalize[@]}" --explain Acme > /dev/full
expect_status 1 "${normalize[@]}" --account line-2 good.csv > /dev/full
expect_status 1 "${normalize[@]}" --dry-run good.csv > /dev/full
printf 'Name,Website\nAcme,linkedin.com/x\n' > dropped.csv
expect_status 1 "${normalize[@]}" -o out.csv -r /dev/full dropped.csv
expect_stderr 'cannot write .?/dev/full'
no_output out.csv
# What looks like a table and is none that can be read.
printf 'Name|Website|Note\nAcme|acme.com\n' > bars.csv
refused 3 ':1: no column' bars.csv
expect_stderr "hint: .*--delimiter '\|'"
# Ids that a spreadsheet has rounded would make one account of all; without them
# the list can be read.
printf 'Id,Name,Country\n1,Acme Ltd,GB\n2.1004E+10,Beta Ltd,NO\n2.1004E+10,Gamma Ltd,GB\n' \
    > rounded.csv
for threads in 1 2; do
	refused 3 ':3: a spreadsheet has rounded the id' rounded.csv -j $threads
	expect_stderr 'hint: .*--map id='
done
expect_status 3 "${normalize[@]}" --check rounded.csv > /dev/null
ok "${normalize[@]}" --map id= -o out.csv rounded.csv
contains out.csv '^line-3,.*NO' '^line-4,'
rm out.csv
refused 2 "there is no field 'website'" rounded.csv -m website=Name
expect_stderr 'hint: .*domain .the website.'
refused 2 "there is no field 'onwer'" rounded.csv -m onwer=Name
expect_stderr "hint: did you mean 'owner'"
refused 3 "the header has no column 'Nmae'" rounded.csv -m owner=Nmae
expect_stderr "hint: did you mean 'Name'"
refused 2 'explain takes a name alone' rounded.csv --explain Acme
# No file was read, and none is named.
echo 'older' > there.txt
expect_status 2 "${normalize[@]}" --explain Acme -o there.txt
expect_stderr "^psi-normalize: error: .*there.txt' exists"
expect_status 1 "${normalize[@]}" --explain Acme -o nowhere/out.txt
expect_stderr '^psi-normalize: error: cannot '
printf 'All accounts\n2026-03-04\n\nOwner,City\nx,y\n' > title.csv
refused 3 ':4: no column' title.csv
expect_stderr 'hint: .*name its columns'

# Whoever reads the rejects through a pipe and goes away is missed.
mkfifo rejects
awk 'BEGIN { print "Id,Website"; for (i = 0; i < 5000; i++) print i ",none" }' \
    > many.csv
head -c 10 rejects > /dev/null &
expect_status 1 "${normalize[@]}" -r rejects -o out.csv many.csv
expect_stderr "error: cannot write 'rejects'"
no_output out.csv
wait

# Other things than a list.
printf '// A list.\n\n// ===BEGIN ICANN DOMAINS===\ncom\n' > agreement.csv.psl
refused 3 'this is the public-suffix list of an agreement' agreement.csv.psl
expect_stderr 'hint: name the agreement itself'
printf '\211PNG\r\n\032\n\0\0\0\rIHDR\0\0' > picture.csv
refused 3 'this is an image' picture.csv
printf '\177ELF\002\001\001\0\0\0\0\0\0' > program.csv
refused 3 'data that is no text' program.csv
perl -e 'srand 1; print map { chr 1 + int rand 255 } 1 .. 300' > packed.csv
refused 3 'data that is no text' packed.csv
refused 3 'the file is empty' /dev/null
expect_stderr 'hint: .*export the list again'

# What somebody may have meant.
refused 2 "unknown option '--populaton'" good.csv --populaton customer
expect_stderr "hint: did you mean '--population'\\?"
refused 2 "unknown option '--zzzz'" good.csv --zzzz
no_stderr 'did you mean'
refused 2 "no field 'colour'" good.csv -m colour=Name
expect_stderr 'hint: for keys: .*; for the population: stage, closed, open_deals; .*owner'
refused 3 'no account of that id' good.csv --account Acme
expect_stderr 'hint: .*column of the id.*--explain NAME'
printf 'Values,Population\nx,customer\n' > rules.csv
refused 3 'rules.csv:1: .*is not its header' good.csv --rules rules.csv
expect_stderr 'hint: it must be value,population$'
printf 'Value,POPULATION\nx,custmer\n' > rules.csv
refused 3 'rules.csv:2: a rule names a population' good.csv --rules rules.csv
expect_stderr "hint: did you mean 'customer'"
refused 2 "no such population: 'Customer'" good.csv --population Customer
expect_stderr "hint: did you mean 'customer'"
refused 2 "no such population: 'xyz'" good.csv --population xyz
expect_stderr 'hint: customer, open_opportunity, prospect'
# Without a header the first account is taken for one.
printf 'Acme Inc,https://www.acme.com\nBolt Inc,https://bolt.com\nCask Ltd,https://cask.com\n' \
    > headless.csv
refused 3 'headless.csv:1: no column' headless.csv
expect_stderr 'hint: column 1 looks like .*where that is an account already, put a header on top'
sed '1s/Acme Inc/Name/' headless.csv > half.csv
ok "${normalize[@]}" -o out.csv half.csv
expect_stderr 'warning: the first line looks like an account, and not like a header'
rm out.csv
printf 'value\nx\n' > rules.csv
refused 3 'rules.csv:1: .*is not its header' good.csv --rules rules.csv
expect_stderr 'hint: it must be value,population$'

# A country that is none: the one that was meant.
for word in 'Germny Germany' 'Frnace France' 'Swizterland Switzerland'; do
	refused 2 'there is no such country' good.csv --country "${word% *}"
	expect_stderr "hint: did you mean '${word#* }' \([A-Z][A-Z]\)\?$"
done
refused 2 'there is no such country' good.csv --country Xyz
expect_stderr 'hint: say its code or its name'
