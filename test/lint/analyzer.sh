#!/bin/bash
# gcc's -fanalyzer over the rooms that parse bytes from outside or hold secrets.
#
# usage: analyzer.sh CC TOP rooms|FILE...
#
# What it says wrongly stands in analyzer.known, each with the reason: `FILE CHECK
# why`. Anything else fails; an entry that no file deserves any more is told.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"
. "$here/known.sh"
cc=$1 top=$2
shift 2
rooms='lib/(base|group|wire|trust|table|session)|cli/xlsx'

# Another version finds other things.
if [[ $("$cc" --version) == *clang* || $("$cc" -dumpversion) != 12 ]]; then
	echo 'skipped: this is not gcc 12'
	exit 77
fi
cd "$top"
case ${1:-} in
rooms) mapfile -t files < <(psi_files . '*.c' | grep -E "^($rooms)/[^/]*$") ;;
*) files=("$@") ;;
esac
[ ${#files[@]} -gt 0 ] || {
	echo 'no file to look at'
	exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# With -O1 it says the least that is wrong. The kernels of lib/group/simd, half a
# minute each, are in no room.
look='out=$(mktemp "$1/XXXXXX.out") && "$2" -std=gnu11 -O1 -fanalyzer \
	-D_POSIX_C_SOURCE=200809L -DPSI_TOOL_VERSION=\"0\" -I"$3/include" \
	-I"$3/${4%%/*}" -c -o /dev/null "$3/$4" 2> "$out" || mv "$out" "$out.failed"'
printf '%s\0' "${files[@]}" |
    xargs -0 -P "$(nproc)" -n 1 sh -c "$look" sh "$work" "$cc" "$PWD"
find "$work" -name '*.failed' -exec cat {} + > "$work/failed.all"
if [ -s "$work/failed.all" ]; then
	cat "$work/failed.all"
	exit 1
fi
against_known "$here/analyzer.known" "${files[@]}"
