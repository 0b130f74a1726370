#!/bin/bash
# Our scripts: shellcheck where it is installed, else their grammar at least.
# None pipes into grep -q: that leaves at the first hit, the writer dies of a
# closed pipe, and with pipefail what was found counts as not found, sometimes.
# None stands behind a ! alone either: errexit looks at no such command.
#
# usage: shell.sh TOP
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"

cd "$1"
status=0
while IFS= read -r file; do
	if command -v shellcheck > /dev/null; then
		# SC1091: sourced files are checked on their own, so that
		# SC2034 and SC2154 cannot see who uses or sets a variable.
		# SC2015, SC2016, SC2086: meant where they stand.
		shellcheck -S warning \
		    -e SC1091,SC2015,SC2016,SC2034,SC2086,SC2154 \
		    "$file" || status=1
	else
		bash -n "$file" || status=1
	fi
	if grep -nE '(^|[^|])\|[[:space:]]*(LC_ALL=C )?grep -[a-zA-Z]*q' \
	    "$file"; then
		echo "$file: grep -q behind a pipe: give it a file or <<<"
		status=1
	fi
	if grep -nE '^[[:space:]]*! ' "$file" |
	    grep -vE '\|\||&&|; (then|do)$|\\$'; then
		echo "$file: ! ends no script: say what follows with ||"
		status=1
	fi
	case $file in
	*/scenarios/* | *helpers.sh | *files.sh | */lib.sh) ;;
	*)
		if [ "$(head -c 2 "$file")" = '#!' ] && [ ! -x "$file" ]; then
			echo "$file: has no run bit"
			status=1
		fi
		;;
	esac
done < <(psi_files . '*.sh' run)
exit $status
