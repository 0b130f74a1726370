#!/bin/bash
# One table of options: --help, the manual page and the completion of each
# program say what its --dump-options says, and nothing else.
#
# usage: options.sh TOP TOOL...
set -euo pipefail
export LC_ALL=C
top=$1
shift
status=0
tab=$'\t'

complain()
{
	echo "$tool: $*"
	status=1
}

# What the completion offers on a line that ends in the word "$1".
completes()
{
	(
		PATH=$dir:$PATH
		. "$top/cli/completion/psi.bash"
		COMP_WORDS=("$tool" "$1")
		COMP_CWORD=1
		COMPREPLY=()
		_psi "$tool"
		printf '%s\n' "${COMPREPLY[@]}"
	)
}

check_option()
{
	local name=$1 letter=$2 metavar=$3 item=
	[ "$letter" = - ] || item=".It Fl $letter , Fl Fl $name"
	[ "$letter" != - ] || item=".It Fl Fl $name"
	[ "$metavar" = - ] || item="$item Ar $metavar"
	grep -Fxq -e "$item" "$page" ||
	    complain "the manual page has no line '$item'"
	grep -Eq -e "--$name( |\$)" <<< "$help" ||
	    complain "--help does not have --$name"
	# Options of one command are offered after that command only.
	[ "$4" != - ] || grep -Fxq -e "--$name" <<< "$completion" ||
	    complain "the completion does not offer --$name"
}

check_tool()
{
	local table help completion kind name letter metavar times commands rest
	table=$("$1" --dump-options)
	help=$("$1" --help 2>&1 > "$scratch/help") || complain "--help fails"
	[ -z "$help" ] || complain "--help speaks on standard error"
	help=$(cat "$scratch/help")
	if [ ! -f "$page" ]; then
		complain "no manual page"
		return
	fi
	completion=$(completes --)
	while IFS=$tab read -r kind name letter metavar times commands rest; do
		case $kind in
		tool)
			[ "$name" = "$tool" ] || complain "calls itself $name"
			grep -Fxq -e ".Nd $letter" "$page" ||
			    complain "the page's Nd is not '$letter'"
			;;
		option) check_option "$name" "$letter" "$metavar" "$commands" ;;
		command)
			grep -Eq -e "^\.It (Cm|Nm|Ic) $name( |\$)|^\.Ss? .*$name" \
			    "$page" || complain "no item for the command $name"
			;;
		status)
			grep -Fxq -A1 -e ".It $name" "$page" &&
			    grep -Fxq -e "$letter" "$page" ||
			    complain "the page lacks exit status $name"
			;;
		*) complain "a line of kind '$kind' in --dump-options" ;;
		esac
	done <<< "$table"
	# And back: no option in the page that the program does not have.
	while IFS= read -r name; do
		grep -q "^option$tab$name$tab" <<< "$table" ||
		    complain "the page has --$name, the program has not"
	done < <(sed -n 's/^\.It .*Fl Fl \([a-z0-9-]*\).*/\1/p' "$page")
	for name in EXIT.STATUS EXAMPLES SEE.ALSO; do
		grep -Eq "^\.Sh $name\$" "$page" ||
		    complain "the page has no section ${name/./ }"
	done
}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/psi-options.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
[ $# -gt 0 ] || { echo "no program was built"; exit 1; }
for path; do
	tool=$(basename "$path")
	dir=$(dirname "$path")
	page=$top/cli/man/$tool.1
	check_tool "$path"
done
exit $status
