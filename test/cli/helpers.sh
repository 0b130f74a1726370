# shellcheck shell=bash
# What scenarios can say; README.md lists it. Sourced by run-scenario.sh.

# The words of the harness go to file descriptor 3, so that a scenario may
# redirect a helper's output and still be told what went wrong.
exec 3>&2
stderr=$SCRATCH/stderr
: > "$stderr"
last_command=

# Where the scenario is, for messages: the first caller outside this file.
where()
{
	local i
	for ((i = 0; i < ${#BASH_SOURCE[@]}; i++)); do
		if [[ ${BASH_SOURCE[i]} != */helpers.sh ]]; then
			echo "$(basename "${BASH_SOURCE[i]}"):${BASH_LINENO[i - 1]}"
			return
		fi
	done
}

# fail WORDS: end the scenario as failed.
fail()
{
	echo "$(where): $*" >&3
	if [ -n "$last_command" ]; then
		echo "  last command: $last_command" >&3
		sed 's/^/  stderr: /' "$stderr" >&3
	fi
	exit 1
}

# A plain command that fails ends the scenario too; say which it was.
trap 'echo "$(where): failed with status $?: $BASH_COMMAND" >&3' ERR
set -E

# skip WORDS: end the scenario as skipped.
skip()
{
	echo "skipped: $*" >&3
	exit 77
}

# need PROGRAM...: skip the scenario where a program is missing.
need()
{
	local program
	for program; do
		command -v "$program" > /dev/null ||
		    skip "$program is not installed"
	done
}

# expect_status N COMMAND...: run it, keep its stderr for expect_stderr, and
# fail unless it exits with N. Its standard output is the caller's.
expect_status()
{
	local want=$1 got=0
	shift
	last_command=$*
	"$@" 2> "$stderr" || got=$?
	[ "$got" -eq "$want" ] || fail "status $got instead of $want"
}

# ok COMMAND...: it succeeds; its stderr is kept.
ok()
{
	expect_status 0 "$@"
}

# expect_stderr REGEX...: each extended regular expression matches a line of
# what the last command said.
expect_stderr()
{
	local regex line lines=() found
	mapfile -t lines < "$stderr"
	for regex; do
		found=false
		for line in "${lines[@]}"; do
			if [[ $line =~ $regex ]]; then
				found=true
				break
			fi
		done
		# grep also finds what stands beside bytes that are no text.
		$found || grep -Eq -e "$regex" "$stderr" ||
		    fail "stderr has no line that matches: $regex"
	done
}

# no_stderr REGEX: no line of what the last command said matches.
no_stderr()
{
	if grep -Eq -e "$1" "$stderr"; then
		fail "stderr has a line that matches: $1"
	fi
}

# silent: the last command said nothing.
silent()
{
	[ ! -s "$stderr" ] || fail "stderr is not empty"
}

# no_output FILE...: there is no such file, and no temporary file of it.
no_output()
{
	local file dir base left
	for file; do
		[ ! -e "$file" ] && [ ! -L "$file" ] || fail "$file exists"
		base=${file##*/}
		dir=.
		[ "$base" = "$file" ] || dir=${file%/*}
		# What matches nothing stays as it stands here, and does not exist.
		for left in "$dir/$base"?* "$dir/.$base"* "$dir"/*.tmp* \
		    "$dir"/.*.tmp*; do
			[ ! -e "$left" ] && [ ! -L "$left" ] ||
			    fail "left behind: $left"
		done
	done
}

# empty FILE...: the file is there and has no bytes, as a redirection of the
# shell leaves it when the tool wrote nothing.
empty()
{
	local file
	for file; do
		[ -f "$file" ] || fail "$file does not exist"
		[ ! -s "$file" ] || fail "$file is not empty"
	done
}

# exists FILE...: the file is there and has bytes.
exists()
{
	local file
	for file; do
		[ -s "$file" ] || fail "$file is missing or empty"
	done
}

# same A B, differ A B: byte by byte.
same()
{
	cmp -s "$1" "$2" || fail "$1 and $2 differ"
}

differ()
{
	if cmp -s "$1" "$2"; then
		fail "$1 and $2 are the same"
	fi
}

# contains FILE REGEX..., lacks FILE REGEX...: by line.
contains()
{
	local file=$1 pattern
	shift
	for pattern; do
		grep -aEq -e "$pattern" "$file" ||
		    fail "$file has no line that matches: $pattern"
	done
}

lacks()
{
	local file=$1 pattern
	shift
	for pattern; do
		if grep -aEq -e "$pattern" "$file"; then
			fail "$file has a line that matches: $pattern"
		fi
	done
}

# lines FILE N: it has N lines.
lines()
{
	local got
	got=$(wc -l < "$1")
	[ "$got" -eq "$2" ] || fail "$1 has $got lines instead of $2"
}

# mode FILE MODE: its permissions in octal.
mode()
{
	local got
	got=$(stat -c %a "$1")
	[ "$got" = "$2" ] || fail "$1 has mode $got instead of $2"
}

# replace FILE: standard input becomes the file; it must differ from before.
replace()
{
	cat > "$SCRATCH/replace"
	if cmp -s "$SCRATCH/replace" "$1"; then
		fail "the edit leaves $1 as it was"
	fi
	cat "$SCRATCH/replace" > "$1"
}

# edit FILE SED_SCRIPT: as sed does, by bytes.
edit()
{
	LC_ALL=C sed -e "$2" "$1" | replace "$1"
}

# edit_state FILE SED_EXPRESSION: of a session, with the digest of its lines made
# anew: as whoever can write into the folder would.
edit_state()
{
	edit "$1" "$2"
	edit "$1" '$d'
	printf 'sha256,%s\n' "$(sha256sum < "$1" | cut -d ' ' -f 1)" >> "$1"
}

# drop_line FILE N, dup_line FILE N, swap_lines FILE A B, keep_lines FILE N.
drop_line()
{
	edit "$1" "${2}d"
}

dup_line()
{
	edit "$1" "${2}p"
}

swap_lines()
{
	LC_ALL=C awk -v a="$2" -v b="$3" '{ line[NR] = $0 }
	    END { t = line[a]; line[a] = line[b]; line[b] = t
		for (i = 1; i <= NR; i++) print line[i] }' "$1" | replace "$1"
}

keep_lines()
{
	head -n "$2" "$1" | replace "$1"
}

# keep_bytes FILE N: the first N bytes.
keep_bytes()
{
	head -c "$2" "$1" | replace "$1"
}

# to_crlf FILE: lines end as a spreadsheet ends them.
to_crlf()
{
	edit "$1" 's/$/\r/'
}
