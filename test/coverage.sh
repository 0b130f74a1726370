#!/bin/bash
# How much of the library the unit tests run: lines and branches, by room and
# by file. Branches are those of the machine code, as gcov counts them, so both
# ways of each && and || count.
#
# usage: test/coverage.sh [--files] [--label LABEL] [--tests REGEX] [--jobs N]
#
#   --files        each file as well
#   --label LABEL  run the tests of these ctest labels (default: unit|kat)
#   --tests REGEX  of these only those whose names match
#   --jobs N       build and test with N processes (default: the processors)
#
# Left out, and said so in the end: kernels that this processor cannot run,
# branches of allocations that fail (which the tests of the label fault play),
# assertions, the tables of names, which the build makes, and what makes them.
#
# Needs gcc with gcov, and perl. Builds in build-test/coverage; an hour of one
# processor, and half of it on two.
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

# The programs of the build that the tests run, which are called as their
# targets. ctest itself does not say where they will be until they are.
targets()
{
	(cd "$build" && ctest -N -L "^($label)\$" -R "$tests" &&
	    find . -name CTestTestfile.cmake -exec cat {} +) |
	    perl -ne '
		BEGIN { $build = shift @ARGV }
		$wanted{$1} = 1 if /^ *Test *#[0-9]*: (\S+)/;
		next unless /^add_test\((?:\[=*\[)?(\w+)(?:\]=*\])? (.*)/ &&
		    $wanted{$1};
		print "$1\n" while $2 =~ m{"\Q$build\E/[^"]*/([^/."]+)"}g;' \
		"$build" | sort -u
}

build_tests()
{
	CC=gcc cmake "${generator[@]}" -C "$top/test/cmake/coverage.cmake" \
	    -S "$top" -B "$build" || return 1
	local programs
	mapfile -t programs < <(targets)
	if [ ${#programs[@]} -eq 0 ]; then
		echo "no test of label $label matches $tests"
		return 1
	fi
	cmake --build "$build" -j "$jobs" --target "${programs[@]}"
}

if ! build_tests > "$build/build.log" 2>&1; then
	tail -n 40 "$build/build.log" >&2
	echo "coverage: the build failed; see $build/build.log" >&2
	exit 1
fi
find "$build" -name '*.gcda' -delete
status=0
(cd "$build" && ctest -L "^($label)\$" -R "$tests" -j "$jobs" \
	--output-on-failure) \
    > "$build/test.log" 2>&1 || status=$?
if [ "$status" -ne 0 ]; then
	sed -n '/The following tests FAILED/,$p' "$build/test.log" >&2
	echo "coverage: tests failed; see $build/test.log" >&2
fi

# The objects of kernels that this processor cannot run say nothing.
flags=$(grep -m 1 '^flags' /proc/cpuinfo 2> /dev/null || true)
left_out=
why=
if [ -n "$flags" ]; then
	for kernel in avx2:avx2 avx512:avx512dq avx512ifma:avx512ifma; do
		case " $flags " in
		*" ${kernel#*:} "*) ;;
		*)
			left_out="$left_out${left_out:+|}kernel_${kernel%:*}[.]c"
			why=$why${why:+, }${kernel#*:}
			;;
		esac
	done
fi
why="of kernels for processors with $why, which this one is not"

cd "$build"
find lib cli -name '*.gcda' -print0 |
    xargs -0 -n 50 gcov --branch-probabilities --json-format --stdout \
	2> "$build/gcov.log" |
    perl "$top/test/coverage.pl" "$top" "$files" "$left_out" "$why"
exit "$status"
