# What every program does alike, whatever it is for: help, version, mistakes,
# output that is lost. That pages and completion say the same is a lint.
# shellcheck shell=bash

mistake()
{
	local regex=$1
	shift
	expect_status 2 "$@" > out
	expect_stderr "^$1: error: $regex" "^$1: try '$1 --help'\$"
	empty out
}

number=0
for path in "$TOOLS"/psi-*; do
	[ -x "$path" ] || continue
	tool=$(basename "$path")
	number=$((number + 1))

	# Help: examples first, on standard output, and whatever else is said.
	ok "$tool" --help > help
	silent
	[[ $(sed -n 1p help) == "$tool - "* ]] || fail "$tool: first line"
	[ "$(sed -n 3p help)" = Examples: ] || fail "$tool: no examples first"
	contains help "^  .*$tool"
	contains help "^Usage: $tool"
	contains help "^More in the manual: man $tool\$"
	wide=$(awk 'length > 80 { print NR; exit }' help)
	[ -z "$wide" ] || fail "$tool: line $wide of the help is too long"
	ok "$tool" --help --quiet no such operands > again
	same help again
	ok "$tool" -h > again
	same help again

	ok "$tool" --version > version
	silent
	contains version "^$tool \(libpsi\) [0-9]+\.[0-9]+\.[0-9]+\$"
	contains version '^rules pkn[0-9]+$'
	contains version '^unicode 14\.0$'
	contains version \
	    '^formats agreement/2 blinded/2 evaluated/2 answer/1 shared/1 part/1 psi1 '
	ok "$tool" --dump-options > options
	silent
	contains options "^tool	$tool	"

	# Lost output is never a success.
	for option in --help --version --dump-options; do
		expect_status 1 "$tool" $option > /dev/full
		expect_stderr "^$tool: error: cannot write to standard output"
		expect_status 1 "$tool" $option >&-
		expect_stderr "^$tool: error: cannot write to standard output"
	done

	# Mistakes.
	mistake "unknown option '--no-such-option'" "$tool" --no-such-option
	mistake "unknown option '--hel'" "$tool" --hel
	mistake '--quiet takes no value' "$tool" --quiet=1
	mistake '--quiet is given twice' "$tool" -qq

	# Each option: once unless it says so, and with its value.
	while IFS=$'\t' read -r kind name letter metavar times _; do
		[ "$kind" = option ] || continue
		case $name in help | version | dump-options) continue ;; esac
		if [ "$metavar" != - ]; then
			mistake "--$name needs a value" "$tool" "--$name"
			[ "$letter" = - ] ||
			    mistake "-$letter needs a value" "$tool" "-$letter"
			set -- "--$name=x" "--$name" x
		else
			mistake "--$name takes no value" "$tool" "--$name=x"
			set -- "--$name" "--$name"
		fi
		[ "$times" = many ] ||
		    mistake "--$name is given twice" "$tool" "$@"
	done < options
done
[ $number -gt 0 ] || fail "there are no programs in $TOOLS"
left=$(find . -name '*tmp*')
[ -z "$left" ] || fail "left behind: $left"

# A crash leaves no core file: a tool that waits for input has the limit 0.
if [ -r /proc/self/limits ] && command -v psi-inspect > /dev/null; then
	mkfifo waiting
	(ulimit -c unlimited 2> /dev/null; exec psi-inspect -q waiting > /dev/null) &
	pid=$!
	exec 7> waiting
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		if grep -q '^Max core file size  *0  ' "/proc/$pid/limits"; then
			break
		fi
		sleep 0.2
	done
	grep -q '^Max core file size  *0  *0 ' "/proc/$pid/limits" ||
	    fail "a core file may be written"
	exec 7>&-
	wait "$pid"
fi
