#!/usr/bin/env bash
# The examples of psi-report(1): each command is run in the folder that they
# were made in, and prints what the page says.
#
#	man.sh TOP BIN DIR
#
# DIR is what examples/partners.sh left. The page shows the tables as they stood
# on one day, so the commands are told that day; the day of the run itself, which
# stands among the answers, is put in its place.
set -euo pipefail
top=$1 PATH=$2:$PATH dir=$3
export LC_ALL=C.UTF-8
day=2026-11-28
run=$(cut -d, -f5 "$dir/acme/initech/pairs.csv" | sed -n 2p)

work=$dir/man
rm -rf "$work"
mkdir "$work"
# One file for each example: its command, and its answer.
awk -v work="$work" '
	/^\.Sh/ { inside = $2 == "EXAMPLES" }
	!inside { next }
	/^\.Bd -literal/ { n++; part = "command"; next }
	/^\.Ed/ { part = ""; next }
	part == "" { next }
	{ sub(/^\\&/, ""); gsub(/\\e/, "\\") }
	{ print > (work "/" n "." part) }
	part == "command" && !/\\$/ { part = "answer" }' "$top/cli/man/psi-report.1"

cd "$dir/acme"
num=0
for command in "$work"/*.command; do
	answer=${command%.command}.answer
	bash -c "$(sed 's/^\$ //' "$command") --table -q --today $day" | sed -e 's/ *$//' -e "s/$run/$day/g" > "$work/got"
	diff "$answer" "$work/got" || {
		echo "man.sh: another answer to: $(cat "$command")" >&2
		exit 1
	}
	num=$((num + 1))
done

# All that --list prints is there, and what is not in its list of questions.
psi-report --list --table | while read -r question _; do
	grep -q "^\\$ psi-report $question " "$work"/*.command || {
		echo "man.sh: psi-report(1) has no example of '$question'" >&2
		exit 1
	}
done
[ "$num" -ge 26 ]
echo "$num examples"
