#!/bin/bash
# Man pages: mandoc finds nothing to say.
#
# usage: man.sh TOP
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"

if ! command -v mandoc > /dev/null; then
	echo "skipped: mandoc is not installed"
	exit 77
fi
cd "$1"
mapfile -t pages < <(psi_files . '*.[1357]' | grep '/man/')
[ ${#pages[@]} -gt 0 ] || { echo "there is no man page"; exit 1; }
mandoc -T lint -W warning "${pages[@]}"
