#!/bin/bash
# Every C file is named in the build, nothing lies about unbuilt, and the top
# level holds what it is to hold.
#
# usage: sources.sh TOP
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"

cd "$1"
status=0
lists=$(psi_files . CMakeLists.txt '*.cmake')
while IFS= read -r file; do
	name=$(basename "$file" .c)
	# A command, a scenario or a fuzz target is named without its prefix.
	if ! grep -Fqw -e "$name.c" -e "$name" -e "${name#tool_}" \
	    -e "${name#fuzz_}" -e "${name#embed_}" $lists; then
		echo "$file: no CMakeLists.txt names it"
		status=1
	fi
done < <(psi_files . '*.c')
# Of what git has, where there is git: builds and notes may lie beside it.
while IFS= read -r file; do
	case $file in
	.* | CMakeLists.txt | README.md | COPYING) ;;
	cli/* | lib/* | include/* | test/* | examples/*) ;;
	*)
		echo "$file: no place at the top level"
		status=1
		;;
	esac
done < <(git ls-files 2> /dev/null || true)
exit $status
