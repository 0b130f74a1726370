#!/bin/sh
# Which fields leave, in random sessions, beside a reference in Python.
#
# usage: share_random.sh PROGRAM REFERENCE CASES
if ! command -v python3 > /dev/null; then
	echo 'skipped: no python3'
	exit 77
fi
"$1" "$3" | python3 "$2"
