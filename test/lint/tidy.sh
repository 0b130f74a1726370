#!/bin/bash
# clang-tidy over the rooms that parse bytes from outside or hold secrets, or over
# all of lib/ and cli/; .clang-tidy has the checks.
#
# usage: tidy.sh CLANG-TIDY TOP BUILD rooms|all|FILE...
#
# What it says wrongly stands in tidy.known, each with the reason: `FILE CHECK
# why`. Anything else fails; an entry that no file deserves any more is told.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"
. "$here/known.sh"
tidy=$1 top=$2 build=$3
shift 3
rooms='lib/(base|group|wire|trust|table|session)|cli/xlsx'

# Another version has other checks, and finds other things.
if [[ $("$tidy" --version) != *'version 14.'* ]]; then
	echo 'skipped: this is not clang-tidy 14'
	exit 77
fi
cd "$top"
case ${1:-} in
rooms) mapfile -t files < <(psi_files . '*.c' | grep -E "^($rooms)/[^/]*$") ;;
all) mapfile -t files < <(psi_files . '*.c' | grep -E '^(lib|cli)/') ;;
*) files=("$@") ;;
esac
[ ${#files[@]} -gt 0 ] || {
	echo 'no file to look at'
	exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One output for each file, so that lines of two do not mix.
look='out=$(mktemp "$1/XXXXXX.out") && "$2" -p "$3" --quiet "$4" > "$out" 2> "$out.err" ||
	{ echo "$4"; cat "$out" "$out.err"; } > "$out.failed"'
printf '%s\0' "${files[@]}" |
    xargs -0 -P "$(nproc)" -n 1 sh -c "$look" sh "$work" "$tidy" \
	"$build"
find "$work" -name '*.failed' -exec cat {} + > "$work/failed.all"
if [ -s "$work/failed.all" ]; then
	cat "$work/failed.all"
	exit 1
fi
against_known "$here/tidy.known" "${files[@]}"
