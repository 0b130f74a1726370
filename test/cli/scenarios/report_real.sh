# The page in a real browser, the workbook in real readers.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"

agreement agreement.csv -s combine-partners=yes
pairs Globex agreement.csv > pairs.csv
# Every field of the partner and of our own list is hostile.
hostile='<script>window.hostile=1</script><img src=x onerror=window.hostile=1>'
hostile="$hostile\"' _x000D_ =HYPERLINK(1) ]]> --> </style></title>"
sed -n 2p pairs.csv | sed 's/m1,A1,x1/m7,A7,x7/' |
    sed "s|Northwind Ltd|\"${hostile//\"/\"\"}\"|; s|,Zoe,|,\"=cmd; @x\",|" |
    sed "s|,Northwind,|,\"${hostile//\"/\"\"}\",|" >> pairs.csv
printf 'x%.0s' {1..300} > long
sed -n 2p pairs.csv | sed "s/m1,A1,x1/m8,A8,x8/; s/Northwind Ltd/$(cat long)/" \
    >> pairs.csv

# A second account of theirs that may be the same as one of ours.
sed -n 3p pairs.csv | sed 's/m2,A2,x2,0.970,1,account/m9,A2,x9,0.850,2,review/
    s/Fabrikam Inc/Fabrikam Holding/' >> pairs.csv
sed -n 3p pairs.csv | sed 's/m2,A2,x2,0.970,1,account/m10,A9,x10,0.850,2,review/
    s/Fabrikam/Litware/g' >> pairs.csv
agreement second.csv -s combine-partners=yes
pairs '"<b>Initech</b> & ""Sons"""' second.csv > second-pairs.csv

ok psi-report page -a agreement.csv -a second.csv -o page.html pairs.csv \
    second-pairs.csv
# The policy names the hashes of what is inline, and allows nothing else.
hash()
{
	python3 - "$1" <<- 'END'
		import base64, hashlib, re, sys
		text = open('page.html', encoding='utf-8').read()
		tag = sys.argv[1]
		found = re.findall(f'<{tag}>(.*?)</{tag}>', text, re.S)
		assert len(found) == 1, found
		print(base64.b64encode(hashlib.sha256(
		    found[0].encode()).digest()).decode())
	END
}
need python3
grep -Fq "script-src 'sha256-$(hash script)'" page.html ||
    fail "the hash of the script is another"
grep -Fq "style-src 'sha256-$(hash style)'" page.html ||
    fail "the hash of the style is another"
contains page.html "default-src 'none'"
lacks page.html '<img|<iframe|http://|https://|<style[^>]|javascript:'
contains page.html '&lt;script&gt;window\.hostile=1&lt;/script&gt;'
lacks page.html 'x{121}'
contains page.html 'x{120}…'

if psi-report workbook -a agreement.csv -o book.xlsx pairs.csv 2> why; then
	if python3 -c 'import openpyxl' 2> no-openpyxl ||
	    /usr/bin/python3 -c 'import openpyxl' 2> no-openpyxl; then
		python=python3
		python3 -c 'import openpyxl' 2> no-openpyxl ||
		    python=/usr/bin/python3
		$python - <<- 'END'
			import openpyxl
			book = openpyxl.load_workbook('book.xlsx')
			names = book.sheetnames
			for name in ('Overview', 'Actions', 'Accounts',
			    'Check first', 'Numbers', 'matrix', 'segments',
			    'About', 'Words'):
			    assert name in names, names
			seen = 0
			for sheet in book:
			    for row in sheet.iter_rows():
			        for cell in row:
			            assert cell.data_type != 'f', (sheet, cell)
			            text = cell.value
			            if not isinstance(text, str):
			                continue
			            assert not text.startswith(tuple('=+@')), text
			            if 'window.hostile' in text:
			                seen += 1
			                assert '_x000D_' in text, text
			assert seen > 0
			accounts = book['Accounts']
			assert list(accounts.tables), 'no table'
			assert accounts.freeze_panes == 'A2'
			# Those to check first are on a sheet of their own.
			assert accounts.max_row == 8, accounts.max_row
			names = [row[0].value for row in
			    book['Check first'].iter_rows(min_row=2)]
			assert names == ['Fabrikam', 'Litware'], names
			overview = {row[0].value: row[1].value for row in
			    book['Overview'].iter_rows(max_col=2)}
			assert overview['accounts of ours, each once'] == 7
			assert overview['possible matches, counted nowhere '
			    'else'] == 2
			# The number of a question is that of its rows.
			counted = {row[0].value: row[2].value for row in
			    book['Numbers'].iter_rows(min_row=2)}
			mutual = counted['Who are our mutual customers?']
			assert mutual == book['mutual'].max_row - 1 == 1, mutual
			assert book['Overview']._charts, 'no chart'
			assert book['matrix'].conditional_formatting
			heads = [cell.value for cell in book['matrix'][1]]
			assert heads[:4] == ['Partner', 'To us',
			    'To the partner', 'Accounts'], heads
			assert book['matrix']['B2'].value == 'customer'
			assert 'open deal' in [row[1].value for row in
			    book['matrix'].iter_rows()]
			assert 'accelerate' in [row[0].value for row in
			    book['Words'].iter_rows()]
		END
	else
		echo "skipped in part: openpyxl is not installed" >&3
	fi
	if command -v soffice > no-soffice; then
		soffice --headless --convert-to pdf book.xlsx > said 2>&1
		exists book.pdf
	else
		echo "skipped in part: LibreOffice is not installed" >&3
	fi
else
	grep -q 'without libxlsxwriter' why || fail "$(cat why)"
fi

need node
[ "$(node --experimental-websocket -p 'typeof WebSocket' 2> no-node)" = function ] || skip "node is too old"
chromium=$(command -v chromium || command -v chromium-browser ||
    command -v google-chrome) || skip "chromium is not installed"
node --experimental-websocket "$TOP/test/cli/page.mjs" "$chromium" page.html .
exists page.pdf light-1280.png light-390.png dark-1280.png dark-390.png
