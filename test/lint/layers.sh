#!/bin/sh
# usage: layers.sh TOP
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"
psi_files "$1" '*.c' '*.h' '*.inc' | xargs perl "$here/layers.pl" "$1"
