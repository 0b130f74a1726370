#!/bin/bash
# The names that libpsi.so exports are those of lib/libpsi.map, and those are
# what the public headers declare: the ABI changes on purpose or not at all.
#
# usage: exports.sh [--update] TOP LIBPSI.SO
set -euo pipefail
export LC_ALL=C

update=false
if [ "$1" = --update ]; then
	update=true
	shift
fi
top=$1 library=$2
map=$top/lib/libpsi.map

# The function that each PSI_API of the headers declares.
declared=$(cat "$top"/include/psi/*.h |
    perl -0777 -ne 's{/\*.*?\*/}{}gs; s{^[ \t]*#.*$}{}gm;
	print "$1\n" while /\bPSI_API\b[^;]*?\b(psi_\w+)\s*\(/g' | sort)
if $update; then
	{
		sed '/^global:/q' "$map"
		sed 's/.*/\t&;/' <<< "$declared"
		printf 'local:\n\t*;\n};\n'
	} > "$map.new"
	mv "$map.new" "$map"
	exit 0
fi
listed=$(sed -n 's/^\t\([a-z_0-9]*\);$/\1/p' "$map" | sort)
exported=$(nm -D --defined-only "$library" |
    awk '$2 != "A" { print $NF }' | sed 's/@.*//' | sort)
[ -n "$exported" ] || { echo "nm shows no exported name of $library"; exit 1; }
status=0
if other=$(grep -v '^psi_' <<< "$exported"); then
	echo "exported without our prefix:" $other
	status=1
fi
if ! diff -u <(printf '%s\n' "$declared") <(printf '%s\n' "$listed"); then
	echo "lib/libpsi.map does not list what the headers declare; this does:"
	echo "test/lint/exports.sh --update . LIBPSI.SO"
	status=1
fi
if ! diff -u <(printf '%s\n' "$listed") <(printf '%s\n' "$exported"); then
	echo "the library does not export what lib/libpsi.map lists"
	status=1
fi
exit $status
