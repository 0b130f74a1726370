#!/bin/bash
# clang-tidy over the library and the commands; .clang-tidy has the checks.
#
# usage: tidy.sh CLANG-TIDY TOP BUILD [FILE...]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"
tidy=$1 top=$2 build=$3
shift 3

cd "$top"
if [ $# -gt 0 ]; then
	printf '%s\n' "$@"
else
	psi_files . '*.c' | grep -E '^(lib|cli)/'
fi | xargs -P "$(nproc)" -n 1 "$tidy" -p "$build" --quiet \
    --warnings-as-errors='*'
