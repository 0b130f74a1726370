# Values of a partner that are made to be run: formulas, markup, escapes, bidi
# and invisible characters in every field that is shared. In none of what the
# tools write is any of it more than text.
# shellcheck shell=bash
need python3
. "$TOP/test/cli/companies.sh"

text=name+owner+industry+segment+region+stage+health+tier+practice
all=$text+domain+country+owner_email+employees+revenue+amount+close_date
all+=+products+nps+renewal_date+team+propensity+committed_spend+registered+opt_out
rlo=$(printf '\342\200\256\363\240\201\201')
two_companies -s 'share-a=any any name' -s "share-b=any any $all" \
    -s "onward-sharing=nobody$rlo\"; combining partners: yes" \
    -s "description=words$rlo</dd><script>x" -s "automated-agents=none$rlo"

# One list for each kind of hostile text; each account has it in every field. What
# is no value of its field (a number, a date) is left out by the sender.
python3 - <<- 'PY'
	import csv
	hostile = [
	    "=HYPERLINK(\"http://evil.example\",\"x\")", "+cmd|' /C calc'!A0",
	    "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0",
	    "\uff1dcmd()", "\ufe66cmd()", "\u2800=cmd()", "\u00a0=cmd()", "\u2003@cmd", "\u202f+cmd",
	    "<script>window.hostile=1</script>",
	    "\"><img src=x onerror=window.hostile=1>", "</script><script>x()",
	    "\u202egnp.exe", "a\u200bb\ufeff=c", "\x1b[31mred\x07",
	    "one; =cmd()", "a,b\"c\"", "{{7*7}} ${7*7} `id` $(id)",
	    "'; DROP TABLE accounts; --", "%0d%0aSet-Cookie: x", "\u2028=cmd",
	    "\u0301" * 9 + "Zoe" + "\u0316" * 60,
	]
	fields = ["Account Owner", "Owner Email", "Industry", "Segment",
	    "Region", "Employees", "Annual Revenue", "Opportunity Stage",
	    "Opportunity Amount", "Close Date", "Products", "NPS Score", "Health",
	    "Renewal Date", "Tier", "Account Team", "Practice", "Propensity",
	    "Committed Spend", "Deal Registered", "Opt Out"]
	with open("globex/accounts.csv", "w", encoding="utf-8", newline="") as f:
	    w = csv.writer(f)
	    w.writerow(["Account ID", "Account Name", "Website",
	        "Billing Country", "Type"] + fields)
	    for i, text in enumerate(hostile):
	        w.writerow([f"G-{i}", f"Firm {i} {text}",
	            f"firm-{i}.com", "US", "Customer"] + [text] * len(fields))
	with open("acme/accounts.csv", "w", encoding="utf-8", newline="") as f:
	    w = csv.writer(f)
	    w.writerow(["Account ID", "Account Name", "Website",
	        "Billing Country", "Type", "Account Owner"])
	    for i in range(len(hostile)):
	        w.writerow([f"A-{i}", f"Firm {i}", f"firm-{i}.com", "US",
	            "Prospect", "Ann"])
PY
for us in acme globex; do
	psi-normalize -q -f -a $us/agreement.csv -o $us/keys.csv \
	    $us/accounts.csv
	blind $us
done
exchange acme globex
exchange globex acme
answer globex acme
reveal acme globex
for us in acme globex; do
	ok psi-share -q -s $us/s -o $us/claims.csv
done
ok psi-join -q -s acme/s globex/claims.csv -o first.csv
ok psi-join -q -s globex/s acme/claims.csv -o globex/first.csv
ok psi-share -s globex/s --accounts globex/accounts.csv --dry-run > dry.csv
ok psi-share -q -s globex/s --accounts globex/accounts.csv \
    -o globex/fields.csv
ok psi-join -s acme/s --accounts acme/accounts.csv globex/fields.csv \
    -o pairs.csv
cp "$stderr" joined
ok psi-join -s acme/s --accounts acme/accounts.csv --explain A-0 > why.csv
ok psi-motions -q -a acme/agreement.csv -o actions.csv pairs.csv
ok psi-motions -q -a acme/agreement.csv --by owner -o owners pairs.csv
ok psi-report page -q -a acme/agreement.csv -o page.html pairs.csv
# Terms are a partner's words too: quoted in a line of ours, and visible.
ok psi-motions -f -a acme/agreement.csv -o actions.csv pairs.csv
expect_stderr "passing on: \"nobody.u202e.ue0041'; combining partners: yes\"; comb"
lacks page.html "$rlo"
contains page.html 'words.u202e.ue0041&lt;/dd&gt;'
if psi-report workbook -q -a acme/agreement.csv -o book.xlsx pairs.csv 2> "$stderr"; then
	python3 - book.xlsx <<- 'PY'
	import sys, zipfile
	book = zipfile.ZipFile(sys.argv[1])
	text = "".join(book.read(n).decode("utf-8") for n in book.namelist())
	sys.exit("\u202e" in text or "\\u202e" not in text or "<f>" in text)
	PY
fi
for question in matrix targets reps segments products; do
	ok psi-report $question -q --csv pairs.csv > report-$question.csv
	ok psi-report $question --table pairs.csv > report-$question.txt
done
# The rest of a year: what a partner says next is other text.
sed 's/Firm/Late/' pairs.csv > later.csv
ok psi-diff -q pairs.csv later.csv > changes.csv

python3 - pairs.csv why.csv actions.csv dry.csv changes.csv owners/*.csv \
    report-*.csv <<- 'PY'
	import csv, sys, unicodedata
	bad = 0
	signs = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
	def ignorable(c):
	    return c in "\u00ad\u034f\u061c\u180e\ufeff" or \
	        "\u200b" <= c <= "\u200f" or "\u2028" <= c <= "\u202e" or \
	        "\u2060" <= c <= "\u206f"
	for path in sys.argv[1:]:
	    with open(path, encoding="utf-8", newline="") as f:
	        for n, row in enumerate(csv.reader(f), 1):
	            for cell in row:
	                for part in [cell] + cell.split(";"):
	                    seen = part.lstrip().lstrip("\u2800")
	                    if seen and seen[0] in signs and \
	                            seen.lstrip("+-0123456789 .,()/"):
	                        print(f"{path}:{n}: a formula: {part!r}")
	                        bad = 1
	                marks = 0
	                for c in cell:
	                    marks = marks + 1 if unicodedata.combining(c) else 0
	                    if marks > 4:
	                        print(f"{path}:{n}: too many marks: {cell!r}")
	                        bad = 1
	                        break
	                if any(ignorable(c) or unicodedata.category(c) == "Cc"
	                        for c in cell):
	                    print(f"{path}:{n}: not all is seen: {cell!r}")
	                    bad = 1
	sys.exit(bad)
PY
# What is told on the terminal has no escapes.
if LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]' joined report-*.txt; then
	fail 'a control character reaches the terminal'
fi
# In the page the values are data: no markup of theirs, and none that ends ours.
[ "$(grep -c '<script' page.html)" = "$(grep -c '</script>' page.html)" ] ||
	fail 'markup of a value in the page'
lacks page.html 'window\.hostile=1</script>|<img src=x|</script><script>x'
# And they did come: the text of the first one, told as text.
contains pairs.csv "'=HYPERLINK"
contains pairs.csv "'=cmd|'＝cmd"
