#!/bin/bash
# The tests that documents name for attacks and claims exist: the last column of
# each table whose header ends in "test".
#
# usage: claims.sh TOP
#
# An entry, up to a semicolon or the end of the cell, is `test_x: name, name`
# (functions of test/unit/test_x.c that it runs), `name.sh` (a scenario), or a
# path below TOP, with words behind it as one likes.
set -euo pipefail
export LC_ALL=C
top=$1
status=0

complain()
{
	echo "$doc: $*"
	status=1
}

check_entry()
{
	local entry=$1 file name
	case $entry in
	test_*:*)
		file=$top/test/unit/${entry%%:*}.c
		if [ ! -f "$file" ]; then
			complain "there is no test/unit/${entry%%:*}.c"
			return
		fi
		for name in $(tr ',' ' ' <<< "${entry#*:}"); do
			grep -q "^$name(void \*\*state)" "$file" ||
			    complain "${entry%%:*} has no $name"
			# Defined, and in the list of what is run.
			[ "$(grep -cw "$name" "$file")" -ge 2 ] ||
			    complain "${entry%%:*} does not run $name"
		done
		;;
	test/*)
		name=${entry%%[, ]*}
		[ -e "$top/$name" ] || complain "there is no $name"
		;;
	*.sh)
		[ -f "$top/test/cli/scenarios/$entry" ] ||
		    complain "there is no scenario $entry"
		;;
	*) complain "not the name of a test: $entry" ;;
	esac
}

entries()
{
	awk -F '|' '
	!/^\|/ { on = 0; next }
	/^\| --- / { next }
	!on && $(NF - 1) ~ /^ test $/ { on = 1; next }
	!on { on = -1 }
	on == 1 {
		n = split($(NF - 1), part, ";")
		for (i = 1; i <= n; i++) {
			gsub(/^ +| +$/, "", part[i])
			print part[i]
		}
	}' "$1"
}

for doc in lib/PROTOCOL.md .github/SECURITY.md; do
	found=$(entries "$top/$doc")
	[ -n "$found" ] || complain 'has no table of tests'
	while IFS= read -r entry; do
		check_entry "$entry"
	done <<< "$found"
done
exit $status
