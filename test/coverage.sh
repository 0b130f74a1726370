#!/bin/bash
# How much of the library the unit tests run: lines and branches, by room and
# by file. Branches are those of the machine code, as gcov counts them, so both
# ways of each && and || count.
#
# usage: test/coverage.sh [--files] [--label LABEL] [--tests REGEX] [--jobs N]
#
#   --files        each file as well
#   --label LABEL  run the tests of these ctest labels (default: unit|kat)
#   --tests REGEX  of these only the unit tests whose names match, and build only
#                  these and what they need
#   --jobs N       build and test with N processes (default: the processors)
#
# Needs gcc with gcov, and perl. Builds in build-test/coverage.
set -euo pipefail
export LC_ALL=C.UTF-8
unset CDPATH

top=$(cd "$(dirname "$0")/.." && pwd)
build=$top/build-test/coverage
files=0
label='unit|kat'
tests=.
jobs=$(nproc 2> /dev/null || echo 2)

usage()
{
	sed -n '/^# usage/,/^#   --jobs/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

while [ $# -gt 0 ]; do
	case $1 in
	--files) files=1 ;;
	--label) [ $# -ge 2 ] || usage; label=$2; shift ;;
	--tests) [ $# -ge 2 ] || usage; tests=$2; shift ;;
	--jobs) [ $# -ge 2 ] || usage; jobs=$2; shift ;;
	*) usage ;;
	esac
	shift
done

for tool in gcc gcov perl; do
	if ! command -v $tool > /dev/null; then
		echo "coverage: $tool is not installed" >&2
		exit 1
	fi
done
if ! perl -MJSON::PP -e 1 2> /dev/null; then
	echo "coverage: this perl has no JSON::PP: apt-get install perl" >&2
	exit 1
fi

generator=()
if command -v ninja > /dev/null && [ ! -f "$build/Makefile" ]; then
	generator=(-G Ninja)
fi
mkdir -p "$build"

# The names of the tests that will run: unit tests are called as their targets.
names()
{
	(cd "$build" && ctest -N -L "^($label)\$" -R "$tests") |
	    sed -n 's/^ *Test *#[0-9]*: //p'
}

build_tests()
{
	CC=gcc cmake "${generator[@]}" -C "$top/test/cmake/coverage.cmake" \
	    -S "$top" -B "$build" || return 1
	local targets=()
	if [ "$tests" != . ]; then
		mapfile -t targets < <(names)
		if [ ${#targets[@]} -eq 0 ]; then
			echo "no test of label $label matches $tests"
			return 1
		fi
		targets=(--target "${targets[@]}")
	fi
	cmake --build "$build" -j "$jobs" "${targets[@]}"
}

if ! build_tests > "$build/build.log" 2>&1; then
	tail -n 40 "$build/build.log" >&2
	echo "coverage: the build failed; see $build/build.log" >&2
	exit 1
fi
find "$build" -name '*.gcda' -delete
status=0
(cd "$build" && ctest -L "^($label)\$" -R "$tests" -j "$jobs" --output-on-failure) \
    > "$build/test.log" 2>&1 || status=$?
if [ "$status" -ne 0 ]; then
	sed -n '/The following tests FAILED/,$p' "$build/test.log" >&2
	echo "coverage: tests failed; see $build/test.log" >&2
fi

cd "$build"
find lib cli -name '*.gcda' -print0 |
    xargs -0 -n 50 gcov --branch-probabilities --json-format --stdout \
	2> "$build/gcov.log" |
    perl "$top/test/coverage.pl" "$top" "$files"
exit "$status"
