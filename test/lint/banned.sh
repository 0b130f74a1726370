#!/bin/sh
# usage: banned.sh TOP
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"
psi_files "$1" '*.c' '*.h' '*.inc' '*.sh' '*.pl' '*.mjs' '*.js' '*.cmake' \
    '*.md' CMakeLists.txt '*.1' run | xargs perl "$here/banned.pl" "$1"
