# Workbooks as lists: of several programs, of other kinds, and made to do harm.
# shellcheck shell=bash
if ! psi-normalize --dry-run "$DATA/xlsx/openpyxl.xlsx" > /dev/null 2> why; then
	! grep -q 'built without libzip and expat' why ||
	    skip 'built without libzip and expat'
fi
need python3
ok python3 "$DATA/xlsx/make.py" made

# rows FILE LINE...: what the first columns of a list are read as.
columns()
{
	local file=$1
	shift
	printf '%s\n' "$@" > want
	ok psi-normalize --dry-run -o got -f "$file"
	drop_line got 1
	same want got
}

excel=('1,Account ID,id,21004542324,21004542325,21004542326'
	'2,Account Name,name,Müller & Söhne GmbH,Inline,Rich Text'
	'3,Website,domain,mueller.de,inline.com,'
	'4,Country,country,DE,,'
	'5,Type,population,Customer,Prospect,Customer'
	'6,Renewal Date,renewal_date,2027-03-31,2027-03-31 12:30:00,2027-06-30'
	'7,D-U-N-S Number,duns,012345678,0.3,'
	'8,Opt Out,opt_out,TRUE,,')
columns made/excel.xlsx "${excel[@]}"
columns made/strict.xlsx "${excel[@]}"
ok psi-normalize --dry-run made/mac1904.xlsx > got
contains got 'renewal_date,2031-04-01,2031-04-01 12:30:00,2027-06-30$'

# Rows have their numbers; what was lost is said, with --quiet too.
ok psi-normalize -q --rejects rejects.csv -o keys.csv made/excel.xlsx
expect_stderr 'excel.xlsx: 1 cells have a formula without a value' \
    'excel.xlsx: 1 cells have an error, such as #N/A'
contains keys.csv '^21004542327,other,name,a and b$'
contains keys.csv '^21004542326,customer,name,rich text$'
contains rejects.csv '^5,.*0\.3'

# From a pipe, and another sheet.
ok psi-normalize -q -o piped.csv - < <(cat made/excel.xlsx)
same keys.csv piped.csv
ok psi-normalize -q --sheet Other -o other.csv made/excel.xlsx
contains other.csv '^line-2,other,name,zebra brewing$'
expect_status 3 psi-normalize --sheet Third -o none.csv made/excel.xlsx
expect_stderr "no sheet 'Third'" "3 sheets; the first is called 'Cover'"
expect_status 3 psi-normalize --sheet Cover -o none.csv made/excel.xlsx
expect_status 2 psi-normalize --encoding windows-1252 -o none.csv \
    made/excel.xlsx
expect_stderr 'for CSV, and .made/excel.xlsx. is a workbook'
no_output none.csv

# As other programs write them, beside a list that is CSV.
for writer in openpyxl libreoffice; do
	ok psi-normalize -q -o "$writer.csv" "$DATA/xlsx/$writer.xlsx"
	contains "$writer.csv" '^21004542325,open_opportunity,domain,linebreak.com$'
	contains "$writer.csv" '^21004542325,open_opportunity,name,line break quoted$'
	contains "$writer.csv" '^21004542324,customer,duns,181924889$'
done
ok psi-normalize -q -o both.csv made/excel.xlsx <(printf 'Name,Domain\nOne,one.com\n')
contains both.csv '^list-2-line-2,other,domain,one.com$'

# A workbook and the CSV of the same rows give the same keys.
sed '1,4d; $d' keys.csv > keys
printf '%s\n' 'Account ID,Account Name,Website,Country,Type,Renewal Date,D-U-N-S Number,Opt Out' \
    '21004542324,Müller & Söhne GmbH,mueller.de,DE,Customer,,012345678,' \
    '21004542325,Inline,inline.com,,Prospect,,,' \
    '21004542326,Rich Text,,,Customer,,,' \
    '21004542327,A&B  Limited,,,,,,' > list.csv
ok psi-normalize -q -o csv-keys.csv list.csv
sed '1,4d; $d' csv-keys.csv > csv-keys
same keys csv-keys

# What libxlsxwriter writes.
. "$TOP/test/cli/companies_pairs.sh"
agreement agreement.csv
pairs Globex agreement.csv > pairs.csv
if psi-report workbook -q -a agreement.csv -o report.xlsx pairs.csv; then
	ok psi-normalize --sheet Accounts --map name=Account --dry-run \
	    report.xlsx > got
	contains got ',name,(Northwind|Fabrikam|Contoso)'
fi

# Lists of the later tools.
ok psi-report matrix --accounts made/excel.xlsx -o matrix.csv pairs.csv
contains matrix.csv '^customer,customer,1,1,50$'
expect_status 3 psi-report matrix --accounts made/old.xls -o none.csv pairs.csv
expect_stderr 'made/old.xls: this is an old workbook'

# Other kinds are named, with the way out.
refused()
{
	local file=$1
	shift
	expect_status 3 timeout 60 psi-normalize -o none.csv "made/$file"
	expect_stderr "made/$file(:[0-9]+)?: " "$@"
	no_output none.csv
}
refused old.xls 'an old workbook' 'hint: save it as .xlsx'
refused text.ods 'OpenDocument' 'hint: save the list as CSV UTF-8'
refused mac.numbers 'Apple Numbers' 'hint: save the list as CSV UTF-8'
refused binary.xlsb 'binary workbook' 'hint: save the list as CSV UTF-8'
refused letter.docx 'a document of Word' 'hint: save the list as CSV UTF-8'
refused plain.zip 'a zip archive' 'hint: unpack it'
gzip -k list.csv && mv list.csv.gz made/list.csv.gz
refused list.csv.gz 'a gzip archive' 'hint: unpack it'
printf '<html><body>Log in</body></html>' > made/page.xls
refused page.xls 'a web page' 'hint: '

# Made to do harm, or broken: little memory, little time, no file.
# AddressSanitizer asks for more addresses than there are bytes.
if ! grep -q __asan_init "$(command -v psi-normalize)"; then
	ulimit -v 2000000
fi
refused entities.xlsx 'declares a document type or entities'
refused external.xlsx 'declares a document type or entities'
refused external2.xlsx 'declares a document type or entities'
refused deep.xlsx 'nested deeper than 64'
refused attribute.xlsx 'a tag of the workbook is longer than 1 MiB'
refused comment.xlsx 'a tag of the workbook is longer than 1 MiB'
refused long-cell.xlsx 'more than 256 KiB of text'
refused wide.xlsx ':4: .*more than 4,096 columns'
refused backwards.xlsx 'rows do not ascend'
refused low.xlsx 'rows do not ascend'
refused huge-row.xlsx 'rows do not ascend'
refused no-text.xlsx ':4: .*a text that is not there'
refused nested.xlsx 'a row stands inside another'
refused cut-xml.xlsx 'no XML'
refused bomb.xlsx 'unpacks to far more'
refused cells.xlsx 'more than 268 million cells'
refused parts.xlsx 'more than 20000 parts'
refused cut.xlsx 'broken, or was cut off'
refused damaged.xlsx 'workbook is broken'
