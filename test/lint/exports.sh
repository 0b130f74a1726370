#!/bin/bash
# The names that libpsi.so exports are those of exports.txt: the ABI changes
# on purpose or not at all.
#
# usage: exports.sh [--update] LIBPSI.SO
set -euo pipefail
export LC_ALL=C

update=false
if [ "$1" = --update ]; then
	update=true
	shift
fi
list=$(dirname "$0")/exports.txt
exported=$(nm -D --defined-only "$1" | awk '{ print $NF }' | sed 's/@.*//' |
    sort)
if $update; then
	printf '%s\n' "$exported" > "$list"
	exit 0
fi
if other=$(grep -v '^psi_' <<< "$exported"); then
	echo "exported without our prefix:" $other
	exit 1
fi
if ! diff -u "$list" <(printf '%s\n' "$exported"); then
	echo "the exports differ from exports.txt; if that is meant:"
	echo "test/lint/exports.sh --update LIBPSI.SO"
	exit 1
fi
