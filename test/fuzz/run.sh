#!/bin/bash
# Fuzz every target for some time with clang's libFuzzer.
#
# usage: test/fuzz/run.sh SECONDS [TARGET...]
#        test/fuzz/run.sh --kept [TARGET...]
#        test/fuzz/run.sh --missed TARGET...
#        test/fuzz/run.sh --keep [TARGET...]
#        test/fuzz/run.sh --list
#
#   --kept    what the corpus of the tree reaches as it is: the table of README.md
#   --missed  the same, and the branches that it does not reach
#   --keep    of what was found before, add to the corpus of the tree what takes a
#             branch of the parser that nothing there takes, up to 4 KiB each
#   --list    the names of the targets, a line each
#
# Builds in build-fuzz/ at the top of the tree. What was found to lead further
# is kept in build-fuzz/corpus, as few inputs as do the same, so that the next
# time goes on from there; inputs that broke a target are in build-fuzz/found.
# The words that a target tries are those in the sources of its parser.
#
# Of each target: executions, inputs that are kept, and the branches that were
# taken in the files of its parser, which CMakeLists.txt names.
set -euo pipefail

usage()
{
	sed -n '/^# usage/,/^# *test.*--list$/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=$top/build-fuzz

# What CMakeLists.txt says of a target: `psi_fuzz_target(NAME FILE...)`.
described()
{
	tr '\n' ' ' < "$here/CMakeLists.txt" |
	    grep -oE "psi_fuzz_target\($1[[:space:]][^)]*\)" |
	    sed 's/^[^(]*(//; s/)$//; s/[[:space:]]\{1,\}/ /g'
}

list()
{
	described '[a-z_]+' | sed 's/ .*//'
}

case ${1:-} in
'') usage ;;
--list)
	list
	exit
	;;
--kept | --keep) todo=${1#--} ;;
--missed) todo=missed; [ $# -ge 2 ] || usage ;;
*[!0-9]*) usage ;;
*) todo=fuzz; seconds=$1 ;;
esac
shift
if [ $# -eq 0 ]; then
	mapfile -t all < <(list)
	set -- "${all[@]}"
fi
generator=()
if command -v ninja > /dev/null && [ ! -f "$build/Makefile" ]; then
	generator=(-G Ninja)
fi
cmake "${generator[@]}" -C "$top/test/cmake/fuzz.cmake" -S "$top" -B "$build" \
    -DCMAKE_C_FLAGS_DEBUG='-O1 -g -fprofile-instr-generate -fcoverage-mapping' \
    > /dev/null
cmake --build "$build" -j "$(nproc)" --target "${@/#/fuzz_}" > /dev/null
mkdir -p "$build/found"

# taken TARGET: each branch of its parser, as FILE:LINE:REGION:BRANCH, and + where
# it was taken, by what found/TARGET.profraw says; nothing without llvm's tools.
taken()
{
	local raw=$build/found/$1.profraw
	if [ ! -s "$raw" ] ||
	    ! command -v llvm-profdata llvm-cov > /dev/null; then
		return
	fi
	llvm-profdata merge -o "$raw.data" "$raw"
	llvm-cov export -format=lcov "$build/test/fuzz/fuzz_$1" \
	    -object "$build/lib/libpsi_internal.so" \
	    -instr-profile="$raw.data" |
	    awk -F '[:,]' -v top="$top/" -v files="$(described "$1")" '
		BEGIN {
			num = split(files, file, " ")
			for (i = 2; i <= num; i++)
				is_of[file[i]] = file[i] ~ /[.]c$/
		}
		/^SF:/ {
			name = $2
			gsub("/[^/]+/[.][.]/", "/", name)
			sub("^" top, "", name)
		}
		/^BRDA:/ && is_of[name] {
			print name ":" $2 ":" $3 ":" $4 ($5 > 0 ? " +" : "")
		}'
}

# branches TARGET: taken and all.
branches()
{
	taken "$1" | awk '{ taken += NF == 2 }
		END { if (NR > 0) printf ", %d of %d branches (%.1f %%)",
			taken, NR, 100 * taken / NR }'
}

# replay TARGET FILE|DIRECTORY: run it on this alone.
replay()
{
	LLVM_PROFILE_FILE=$build/found/$1.profraw \
	    "$build/test/fuzz/fuzz_$1" -runs=0 -timeout=60 \
	    -rss_limit_mb=2048 "$2" > "$build/found/$1.log" 2>&1
}

# told TARGET: what its corpus in the tree reaches.
told()
{
	if ! replay "$1" "$here/corpus/$1"; then
		tail -n 40 "$build/found/$1.log"
		return 1
	fi
	printf '%s: %d inputs, %d KiB%s\n' "$1" \
	    "$(find "$here/corpus/$1" -type f | wc -l)" \
	    $((($(cat "$here/corpus/$1"/* | wc -c) + 1023) / 1024)) \
	    "$(branches "$1")"
}

# promising TARGET: of what was found, inputs that run code which the corpus of the
# tree does not run, the shortest first, as the record of libFuzzer's merge tells it.
promising()
{
	local record=$build/found/$1.merge
	rm -rf "$record" "$build/found/$1.new"
	mkdir "$build/found/$1.new"
	LLVM_PROFILE_FILE=/dev/null "$build/test/fuzz/fuzz_$1" -merge=1 \
	    -merge_control_file="$record" "$build/found/$1.new" \
	    "$here/corpus/$1" "$build/corpus/$1" > /dev/null 2>&1 || true
	awk -v own="$build/corpus/$1/" '
		NR == 1 { num = $1 }
		NR > 2 && NR <= num + 2 { name[NR - 3] = $0 }
		$1 == "STARTED" { size[$2] = $3 }
		$1 == "COV" && NF > 2 && index(name[$2], own) == 1 &&
		    size[$2] <= 4096 { print size[$2], name[$2] }
		' "$record" | sort -n | cut -d ' ' -f 2-
}

# keep TARGET: what takes a branch of the parser that nothing before it takes.
keep()
{
	local seen=$build/found/$1.seen
	local before after input
	replay "$1" "$here/corpus/$1"
	taken "$1" | grep ' +$' | sort > "$seen"
	while read -r input; do
		replay "$1" "$input" || continue
		before=$(wc -l < "$seen")
		taken "$1" | grep ' +$' | sort -u - "$seen" > "$seen.more"
		mv "$seen.more" "$seen"
		after=$(wc -l < "$seen")
		if [ "$after" -gt "$before" ]; then
			cp "$input" "$here/corpus/$1/found-$(sha1sum "$input" |
			    cut -c 1-8)"
		fi
	done < <(promising "$1")
}

# tidy_up TARGET: the corpus without what leads nowhere else.
tidy_up()
{
	local corpus=$build/corpus/$1
	rm -rf "$corpus.less"
	mkdir "$corpus.less"
	LLVM_PROFILE_FILE=/dev/null "$build/test/fuzz/fuzz_$1" -merge=1 \
	    "$corpus.less" "$corpus" > /dev/null 2>&1 || return 0
	rm -r "$corpus"
	mv "$corpus.less" "$corpus"
}

fuzz()
{
	local status=0
	mkdir -p "$build/corpus/$1"
	if ! LLVM_PROFILE_FILE=$build/found/$1.profraw \
	    "$build/test/fuzz/fuzz_$1" -max_total_time="$seconds" \
	    -timeout=20 -rss_limit_mb=2048 -max_len=16384 \
	    -dict="$build/test/fuzz/$1.words" \
	    -artifact_prefix="$build/found/$1-" -print_final_stats=1 \
	    "$build/corpus/$1" "$here/corpus/$1" \
	    > "$build/found/$1.log" 2>&1; then
		tail -n 40 "$build/found/$1.log"
		status=1
	fi
	tidy_up "$1"
	printf '%s: %s executions, %d inputs%s\n' "$1" \
	    "$(sed -n 's/^stat::number_of_executed_units: *//p' \
		"$build/found/$1.log")" \
	    "$(find "$build/corpus/$1" -type f | wc -l)" \
	    "$(branches "$1")"
	return $status
}

export ASAN_OPTIONS=allocator_may_return_null=1
status=0
for target; do
	case $todo in
	fuzz) fuzz "$target" || status=1 ;;
	keep) keep "$target" && told "$target" || status=1 ;;
	kept) told "$target" || status=1 ;;
	missed)
		told "$target" || status=1
		taken "$target" | awk -F : '!/ [+]$/ {
			print "\t" $1 ":" $2, $4 % 2 ? "is always" : "is never"
		}'
		;;
	esac
done
exit $status
