#!/bin/bash
# clang-format decides the layout. Other versions decide otherwise, so only
# the one that Debian 12 ships is asked.
#
# usage: format.sh TOP
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"

tool=
for name in clang-format-14 clang-format; do
	if command -v "$name" > /dev/null &&
	    grep -q 'version 14\.' <<< "$("$name" --version)"; then
		tool=$name
		break
	fi
done
if [ -z "$tool" ]; then
	other=$(clang-format --version 2> /dev/null || echo none)
	echo "skipped: the layout is that of clang-format 14 (Debian 12:" \
	    "apt-get install clang-format-14); here is: $other"
	exit 77
fi
cd "$1"
# It fails where it finds something, and that is no failure of ours to look.
found=$({ psi_files . '*.c' '*.h' | xargs "$tool" --dry-run -Werror 2>&1 ||
    true; } | sed -n 's/^\([^ :]*\):.*error:.*/\1/p' | uniq -c)
if [ -n "$found" ]; then
	awk '{ print $2 ": " $1 " places; run " tool " -i on it" }' \
	    tool="$tool" <<< "$found"
	exit 1
fi
