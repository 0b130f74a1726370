# psi-report workbook where memory is short: the library that writes workbooks ends
# by a signal, or leaves cells out, where it has none; so it is not called then.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"

agreement agreement.csv
pairs Globex agreement.csv > few.csv
psi-report workbook -q -o book.xlsx few.csv 2> why ||
	skip "$(cat why)"
awk 'NR == 1 { print; next }
    { for (i = 0; i < 4000; i++) { row = $0; sub(/,A/, "," i "A", row); print row } }' \
    few.csv > many.csv
mkdir tmp
for limit in 60000 150000 220000; do
	expect_status 1 env TMPDIR="$PWD/tmp" bash -c "ulimit -v $limit
	    exec psi-report workbook -q -o none.xlsx many.csv"
	expect_stderr '^psi-report: error: .*memory'
	no_output none.xlsx
	[ -z "$(ls -A tmp)" ] || fail "left behind: $(ls -A tmp)"
done
