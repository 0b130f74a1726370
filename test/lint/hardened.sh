#!/bin/bash
# What makes a fault of memory harder to use is in every binary: at any address,
# no writable code, tables of addresses read-only before the program begins,
# guards on the stack, checked copies of libc.
#
# usage: hardened.sh BUILD-TYPE LIBRARY-OR-PROGRAM...
#
# The last two are of optimised builds only: status 77 for another BUILD-TYPE.
set -euo pipefail
export LC_ALL=C
type=$1
shift

case $type in
Release | RelWithDebInfo) ;;
*)
	echo "skipped: a build of type '$type' is not hardened"
	exit 77
	;;
esac
if ! command -v readelf > /dev/null; then
	echo "skipped: there is no readelf"
	exit 77
fi

status=0
# must WHAT REGEX TEXT, must_not WHAT REGEX TEXT: of the binary $file.
must()
{
	grep -Eq -- "$2" <<< "$3" || { echo "$file: no $1"; status=1; }
}

must_not()
{
	if grep -Eq -- "$2" <<< "$3"; then
		echo "$file: $1"
		status=1
	fi
}

for file; do
	header=$(readelf -hW "$file")
	segments=$(readelf -lW "$file")
	dynamic=$(readelf -dW "$file")
	# Names that are asked of others; in a static program those of its own.
	names=$(readelf -sW "$file")
	must 'position-independent code' 'Type: +DYN' "$header"
	must 'GNU_STACK' ' GNU_STACK ' "$segments"
	must_not 'the stack can be run' ' GNU_STACK .*E' "$segments"
	must_not 'code can be written to' ' LOAD .* RWE ' "$segments"
	must 'GNU_RELRO' ' GNU_RELRO ' "$segments"
	must 'BIND_NOW' 'BIND_NOW|Flags: .*NOW' "$dynamic"
	must_not 'code is changed when it is loaded' '\(TEXTREL\)' "$dynamic"
	must 'stack protector' '__stack_chk_fail' "$names"
	must 'fortified function of libc' ' __[a-z]+_chk(@|$)' "$names"
	case $file in
	*.so | *.so.*) ;;
	*) must 'PIE flag' 'Flags: .*PIE' "$dynamic" ;;
	esac
done
exit $status
