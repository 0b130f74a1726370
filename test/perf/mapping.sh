#!/usr/bin/env bash
# Time psi-motions, every question of psi-report, the page and the workbook.
#
#	test/perf/mapping.sh [BIN [PAIRS [DIR]]]
#
# with the programs in BIN (default: build/cli) on PAIRS made-up pairs (default:
# 1000000, half a GB) in DIR (default: ./perf-mapping). Prints the processor's
# seconds, the peak of memory in MiB, and what was run; judges nothing.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
PATH=$(cd "${1:-build/cli}" && pwd):$PATH
num=${2:-1000000}
dir=${3:-perf-mapping}
mkdir -p "$dir"
cd "$dir"

if [ ! -s pairs.csv ]; then
	rm -f ./*.key ./*.csv
	psi-keygen -q -o a.key > a.pub
	psi-keygen -q -o b.key > b.pub
	fields=name+country+owner+industry+segment+region+stage+amount:band
	fields+=+close_date:quarter+products+nps:band+renewal_date:quarter+tier
	fields+=+opt_out+propensity+committed_spend
	psi-agree propose -q -i a.key -n Acme -p "$(cat b.pub)" \
		--partner-name Globex -s "share-a=any any $fields" \
		-s "share-b=any any $fields" -o draft.csv
	psi-agree sign -q --accept-list -i b.key -o agreement.csv draft.csv
	awk -v n="$num" -v agreement="$(sed -n 's/^sha256,//p' agreement.csv)" \
		-f "$top/test/perf/pairs.awk" > pairs.csv
fi

# measure COMMAND...: its output goes nowhere unless it names a file.
measure() {
	/usr/bin/time -q -o time -f '%U %S %M' "$@" > /dev/null
	awk -v what="$*" '{ printf "%6.2f s  %6d MiB  %s\n", $1 + $2,
	    $3 / 1024, what }' time
}

measure psi-motions -q -f -a agreement.csv -o actions.csv pairs.csv
while read -r question _; do
	case $question in
	# What compares partners, or looks back, takes more than these pairs.
	best | bundle | new | changes | attribution) continue ;;
	esac
	measure psi-report "$question" -q --csv pairs.csv
done < <(psi-report --list --table)
measure psi-report page -q -f -o report.html pairs.csv
measure psi-report workbook -q -f -o report.xlsx pairs.csv || true
ls -l actions.csv report.html report.xlsx
