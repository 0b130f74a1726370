#!/bin/bash
# The table of characters is the one that its generator makes of the Unicode
# Character Database that Perl carries; skipped where that is another version.
#
# usage: unicode.sh TOP
set -euo pipefail
status=0
made=$(perl "$1/lib/normal/unicode.pl") || status=$?
if [ "$status" -eq 77 ]; then
	echo "skipped: this Perl has another version of Unicode"
	exit 77
fi
[ "$status" -eq 0 ]
if ! diff "$1/lib/normal/unicode.def" - <<< "$made"; then
	echo "lib/normal/unicode.def is not what unicode.pl makes"
	exit 1
fi
