#!/usr/bin/env bash
# The examples of psi-report(1), psi-motions(1) and psi-diff(1): each command is
# run in the folder that they were made in. Those of a display print what the
# page says; those that stand alone have to succeed.
#
#	man.sh TOP BIN DIR
#
# DIR is what examples/partners.sh left. The pages show tables as they stood on
# one day, so the commands are told that day; the day of the run itself, which
# stands among the answers, is put in its place.
set -euo pipefail
top=$1 PATH=$2:$PATH dir=$3
export LC_ALL=C.UTF-8
export day=2026-11-28
run=$(cut -d, -f5 "$dir/acme/initech/pairs.csv" | sed -n 2p)

work=$dir/man
rm -rf "$work"
mkdir "$work"
# One file for each example: its command, and its answer.
for page in psi-report psi-motions psi-diff; do
	awk -v work="$work/$page." '
	/^\.Sh/ { inside = $2 == "EXAMPLES" }
	!inside { next }
	sub(/^\.Dl \$ /, "$ ") { n++; print > (work n ".command"); next }
	/^\.Bd -literal/ { n++; part = "command"; next }
	/^\.Ed/ { part = ""; next }
	part == "" { next }
	{ sub(/^\\&/, ""); gsub(/\\e/, "\\") }
	{ print > (work n "." part) }
	part == "command" && !/[\\|]$/ { part = "answer" }' "$top/cli/man/$page.1"
done

# As a person sees it at a terminal, on that day.
psi-report() {
	case $1 in
	page | workbook | crm) command psi-report "$@" -q --today "$day" ;;
	*) command psi-report "$@" -q --today "$day" --table ;;
	esac
}
psi-motions() {
	case "$*" in
	*--rules-template* | *--by*) command psi-motions "$@" -q ;;
	*) command psi-motions "$@" -q --today "$day" ;;
	esac
}
psi-diff() {
	command psi-diff "$@" -q
}
export -f psi-report psi-motions psi-diff

# Files that the examples write lie in a folder of their own.
cp -r "$dir/acme" "$work/acme"
rm -f "$work/acme/report.html"
# The list of the month before, where a page has one.
cp "$dir/acme/accounts.csv" "$work/acme/march-accounts.csv"
cd "$work/acme"
num=0
for command in "$work"/*.command; do
	answer=${command%.command}.answer
	if ! bash -euo pipefail -c "$(sed 's/^\$ //' "$command")" > "$work/all" 2> "$work/why"; then
		grep -q 'without libxlsxwriter' "$work/why" && continue
		cat "$command" "$work/why" >&2
		exit 1
	fi
	num=$((num + 1))
	[ -e "$answer" ] || continue
	sed -e 's/ *$//' -e "s/$run/$day/g" "$work/all" > "$work/got"
	diff "$answer" "$work/got" || {
		echo "man.sh: another answer to: $(cat "$command")" >&2
		exit 1
	}
done

# All that --list prints is there, and what is not in its list of questions.
command psi-report --list --table | while read -r question _; do
	grep -q "^\\$ psi-report $question " "$work"/*.command || {
		echo "man.sh: psi-report(1) has no example of '$question'" >&2
		exit 1
	}
done
[ "$num" -ge 36 ]
echo "$num examples"
