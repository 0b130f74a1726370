#!/bin/bash
# Every header stands alone: the public ones as C11 and as C++, those of the
# library and the commands as C11.
#
# usage: headers.sh TOP CC CXX
set -euo pipefail
top=$1 cc=$2 cxx=$3
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"

status=0
flags=(-Wall -Wextra -Wpedantic -pedantic-errors -Werror -fsyntax-only)
cd "$top"
# The header comes first, then one declaration: a header of macros alone is
# no translation unit.
compile()
{
	echo 'typedef int psi_lint_unit;' |
	    "$@" "${flags[@]}" -include "$header" -
}
while IFS= read -r header; do
	case $header in
	include/*)
		compile "$cc" -std=c11 -Iinclude -x c || status=1
		if [ -n "$cxx" ]; then
			compile "$cxx" -std=c++11 -Iinclude -x c++ || status=1
		fi
		;;
	lib/group/simd/*) ;;
	lib/*)
		compile "$cc" -std=c11 -D_POSIX_C_SOURCE=200809L -Iinclude \
		    -Ilib -x c || status=1
		;;
	cli/*)
		compile "$cc" -std=c11 -D_POSIX_C_SOURCE=200809L -Iinclude \
		    -Icli -x c || status=1
		;;
	esac
done < <(psi_files . '*.h')
exit $status
