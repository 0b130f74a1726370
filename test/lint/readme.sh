#!/bin/bash
# What documents tell people to type exists: programs, their options, our
# scripts, and the files that a link names.
#
# usage: readme.sh TOP TOOL...
set -euo pipefail
export LC_ALL=C
top=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
. "$here/files.sh"
status=0

declare -A tables
for path; do
	tables[$(basename "$path")]=$("$path" --dump-options |
	    awk -F '\t' '$1 == "option" { print "--" $2; if ($3 != "-")
		print "-" $3 }')
done

complain()
{
	echo "$doc: $*"
	status=1
}

# Commands: lines of code blocks (four blanks, or between fences).
check_command()
{
	local tool option line=$1
	# The words of one program up to the next pipe or the end.
	while [[ $line =~ (^|[|;&\ ])(psi-[a-z]+)([^|;\&]*)(.*)$ ]]; do
		tool=${BASH_REMATCH[2]}
		line=${BASH_REMATCH[4]}
		local words=${BASH_REMATCH[3]}
		if [ -z "${tables[$tool]+x}" ]; then
			complain "no program is called $tool"
			continue
		fi
		for option in $words; do
			[[ $option =~ ^--?[a-z][a-z-]*(=.*)?$ ]] || continue
			grep -Fxq -e "${option%%=*}" <<< "${tables[$tool]}" ||
			    complain "$tool has no option $option"
		done
	done
}

set -f
while IFS= read -r doc; do
	while IFS= read -r line; do
		check_command "$line"
		for word in $line; do
			case $word in
			test/cli/scenarios/*) ;;
			test/*.sh | examples/*.sh)
				[ -x "$top/$word" ] ||
				    complain "$word is no script"
				;;
			esac
		done
	done < <(awk '/^```/ { code = !code; next }
	    code || /^    /' "$top/$doc")
	while IFS= read -r link; do
		[ -e "$top/$(dirname "$doc")/${link%%#*}" ] ||
		    complain "a link to $link, which does not exist"
	done < <(grep -oE '\]\([^)#:][^):]*\)' "$top/$doc" |
	    sed 's/^](//; s/)$//')
done < <(psi_files "$top" '*.md')
exit $status
