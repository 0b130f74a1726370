#!/bin/bash
# Every C file is named in the build; nothing lies about unbuilt.
#
# usage: sources.sh TOP
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"

cd "$1"
status=0
lists=$(psi_files . CMakeLists.txt '*.cmake')
while IFS= read -r file; do
	if ! grep -Fqw -e "$(basename "$file")" $lists &&
	    ! grep -Fqw -e "$(basename "$file" .c)" $lists; then
		echo "$file: no CMakeLists.txt names it"
		status=1
	fi
done < <(psi_files . '*.c')
exit $status
