#!/bin/bash
# Fuzz every target for some time with clang's libFuzzer.
#
# usage: test/fuzz/run.sh SECONDS [TARGET...]
#
# Builds in build-fuzz/ at the top of the tree; new inputs are kept in
# build-fuzz/corpus, inputs that broke a target in build-fuzz/found. Worth
# keeping: `build-fuzz/test/fuzz/fuzz_X -merge=1 test/fuzz/corpus/X
# build-fuzz/corpus/X`.
set -euo pipefail

case ${1:-} in
'' | *[!0-9]*)
	echo "usage: test/fuzz/run.sh SECONDS [TARGET...]" >&2
	exit 2
	;;
esac
seconds=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=$top/build-fuzz

cmake -C "$top/test/cmake/fuzz.cmake" -S "$top" -B "$build" > /dev/null
if [ $# -eq 0 ]; then
	mapfile -t all < <(sed -n 's/^psi_fuzz_target(\(.*\))$/\1/p' \
	    "$here/CMakeLists.txt")
	set -- "${all[@]}"
fi
cmake --build "$build" -j "$(nproc)" --target "${@/#/fuzz_}" > /dev/null

export ASAN_OPTIONS=allocator_may_return_null=1
status=0
for target; do
	mkdir -p "$build/corpus/$target" "$build/found"
	echo "== $target"
	if ! "$build/test/fuzz/fuzz_$target" -max_total_time="$seconds" \
	    -timeout=20 -rss_limit_mb=2048 -max_len=16384 \
	    -artifact_prefix="$build/found/$target-" -print_final_stats=1 \
	    "$build/corpus/$target" "$here/corpus/$target" \
	    > "$build/found/$target.log" 2>&1; then
		tail -n 40 "$build/found/$target.log"
		status=1
	fi
	grep -E 'stat::number_of_executed_units' "$build/found/$target.log" ||
	    true
done
exit $status
