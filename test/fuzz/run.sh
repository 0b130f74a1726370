#!/bin/bash
# Fuzz every target for some time with clang's libFuzzer.
#
# usage: test/fuzz/run.sh SECONDS [TARGET...]
#        test/fuzz/run.sh --list
#
# --list names the targets, a line each.
#
# Builds in build-fuzz/ at the top of the tree. What was found to lead further
# is kept in build-fuzz/corpus, as few inputs as do the same, so that the next
# time goes on from there; inputs that broke a target are in build-fuzz/found.
# Worth keeping: `build-fuzz/test/fuzz/fuzz_X -merge=1 test/fuzz/corpus/X
# build-fuzz/corpus/X`. The words that a target tries are those in the sources
# of its parser.
#
# Of each target: executions, inputs that are kept, and the branches that were
# taken in the files of its parser, which CMakeLists.txt names.
set -euo pipefail

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
--list)
	list
	exit
	;;
'' | *[!0-9]*)
	echo "usage: test/fuzz/run.sh SECONDS [TARGET...] | --list" >&2
	exit 2
	;;
esac
seconds=$1
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

# files TARGET: those of its parser.
files()
{
	local file
	for file in $(described "$1" | cut -s -d ' ' -f 2-); do
		echo "$top/$file"
	done
}

# branches TARGET: taken and all, of the files of its parser.
branches()
{
	local program=$build/test/fuzz/fuzz_$1 raw=$build/found/$1.profraw
	local files
	mapfile -t files < <(files "$1" | grep '[.]c$')
	if [ ${#files[@]} -eq 0 ] || [ ! -s "$raw" ] ||
	    ! command -v llvm-profdata llvm-cov > /dev/null; then
		return
	fi
	llvm-profdata merge -o "$raw.data" "$raw"
	llvm-cov report "$program" -object "$build/lib/libpsi_internal.so" \
	    -instr-profile="$raw.data" "${files[@]}" |
	    awk '$1 == "TOTAL" { printf ", %d of %d branches (%s)",
		$11 - $12, $11, $NF }'
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

export ASAN_OPTIONS=allocator_may_return_null=1
status=0
for target; do
	mkdir -p "$build/corpus/$target" "$build/found"
	if ! LLVM_PROFILE_FILE=$build/found/$target.profraw \
	    "$build/test/fuzz/fuzz_$target" -max_total_time="$seconds" \
	    -timeout=20 -rss_limit_mb=2048 -max_len=16384 \
	    -dict="$build/test/fuzz/$target.words" \
	    -artifact_prefix="$build/found/$target-" -print_final_stats=1 \
	    "$build/corpus/$target" "$here/corpus/$target" \
	    > "$build/found/$target.log" 2>&1; then
		tail -n 40 "$build/found/$target.log"
		status=1
	fi
	tidy_up "$target"
	printf '%s: %s executions, %d inputs%s\n' "$target" \
	    "$(sed -n 's/^stat::number_of_executed_units: *//p' \
		"$build/found/$target.log")" \
	    "$(find "$build/corpus/$target" -type f | wc -l)" \
	    "$(branches "$target")"
done
exit $status
