# Into a CRM: one record for each account and partner, that importing again
# updates and does not add to.
# shellcheck shell=bash
command -v python3 > /dev/null || exit 77

header=partner,date,our_account,their_account,score,level,ambiguous,our_population,their_population,their_owner
# a1 has two partners; of a2 two accounts of theirs fit, and one is surer; a3 is
# only possible; ids that differ in case only, and one that no URL takes.
{
	echo "$header"
	echo 'Globex,2026-11-01,a1,x1,0.990,account,,prospect,customer,Zoe'
	echo 'Globex,2026-11-01,a2,x2,0.950,account,theirs,prospect,customer,'
	echo 'Globex,2026-11-01,a2,x3,0.990,account,,prospect,prospect,Yan'
	echo 'Globex,2026-11-01,a3,x4,0.700,review,,prospect,customer,'
	echo 'Globex,2026-11-01,A1,x5,0.990,account,,customer,customer,Zoe'
	echo 'Globex,2026-11-01,a/4?,x6,0.990,account,,customer,customer,"Zoe, of ""Globex"""'
} > globex.csv
sed '1!s/Globex/Hooli/g; s/x\([0-9]\),/y\1,/' globex.csv > hooli.csv
# A month later: another owner, another order, one more account.
{
	sed -n 1p globex.csv
	sed -n '7p;2p;3p;4p' globex.csv | sed 's/-11-/-12-/; s/Yan/Xia/'
	echo 'Globex,2026-12-01,a9,x9,0.990,account,,customer,prospect,Zoe'
} > later.csv

# What an importer does with a key: update where it is there, else add. Keys
# compare without case, must be there and be such that a URL takes them.
cat > import.py <<- 'PY'
	import csv, sys
	key, account, files = sys.argv[1], sys.argv[2], sys.argv[3:]
	records = {}
	for name in files:
	    seen = set()
	    with open(name, encoding="utf-8", newline="") as f:
	        for row in csv.DictReader(f, strict=True):
	            k = row[key].lower()
	            assert k and k.isalnum() and k.isascii(), k
	            assert k not in seen, "two rows of one file have a key"
	            seen.add(k)
	            records[k] = row
	for row in sorted(records.values(), key=lambda r: (r[account], list(r.values())[2])):
	    print("|".join(list(row.values())[1:]))
PY
# try CRM KEY ACCOUNT
try()
{
	ok psi-report crm --for "$1" globex.csv hooli.csv > first.csv
	ok psi-report crm --for "$1" later.csv > second.csv
	ok psi-report crm --for "$1" hooli.csv globex.csv > again.csv
	python3 import.py "$2" "$3" first.csv > once
	python3 import.py "$2" "$3" first.csv again.csv > twice
	same once twice
	lines once 8
	contains once '^a1\|Globex\|certain\|customer\|intro-in\|Zoe\|2026-11-01$' \
	    '^a1\|Hooli\|' '^A1\|Globex\|' '^a2\|Globex\|certain\|prospect\|' \
	    '^a/4\?\|Hooli\|certain\|customer\|\|Zoe, of "Hooli"\|2026-11-01$'
	lacks once '^a3\|'
	python3 import.py "$2" "$3" first.csv second.csv > updated
	lines updated 9
	contains updated '^a2\|Globex\|certain\|prospect\|\|Xia\|2026-12-01$' \
	    '^a2\|Hooli\|certain\|prospect\|\|Yan\|2026-11-01$' '^a9\|Globex\|'
	lacks updated '^a2\|Globex\|.*Yan'
}
try salesforce Overlap_Key__c Account__c
try hubspot overlap_key 'Record ID'
try dynamics psi_key psi_account
