#!/bin/bash
# Options that messages name are options that there are (hints.pl).
#
# usage: hints.sh TOP TOOL...
set -euo pipefail
export LC_ALL=C
exec perl "$(dirname "$0")/hints.pl" "$@"
