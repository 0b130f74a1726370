#!/bin/bash
# Tables that a script makes of public data are what it makes; a table is
# skipped where its data is not there, or of another version.
#
# usage: tables.sh TOP
set -euo pipefail
skipped=0
for table in unicode han countries; do
	status=0
	made=$(perl "$1/lib/normal/$table.pl") || status=$?
	if [ "$status" -eq 77 ]; then
		echo "skipped: the data of lib/normal/$table.def is not there"
		skipped=77
		continue
	fi
	[ "$status" -eq 0 ]
	if ! diff "$1/lib/normal/$table.def" - <<< "$made"; then
		echo "lib/normal/$table.def is not what $table.pl makes"
		exit 1
	fi
done
exit "$skipped"
