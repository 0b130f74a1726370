#!/bin/bash
# Pass all tests on a bare Debian or Ubuntu machine, with one command.
#
# usage: test/run.sh [--unit | --fast | --ci | --all] [--only LABEL] [--werror]
#                    [--tidy] [--jobs N]
#
#   --unit        the unit tests alone, in the normal build
#   --fast        leave out the sanitizers, valgrind and fault injection
#   --ci          as --all, in the time that continuous integration has: without
#                 the five longest roads under valgrind; under AddressSanitizer
#                 without the programs (label cli), the two longest unit tests
#                 and, where clang fuzzes the same parsers under it, the replay
#                 of the corpus; with a fifth of the random agreements there,
#                 a quarter of the executions of the six slowest fuzz targets;
#                 and where allocations of a program fail one by one, about a
#                 third of them. On a slow machine the fuzzing at the end has
#                 what is left of 36 minutes, and says so
#   --all         with the tests that need a server, a browser, an office
#                 program or an emulator (label real); each says so, and is
#                 skipped, where the machine has none
#   --only LABEL  run only the tests of one ctest label, in the normal build
#   --werror      warnings are errors
#   --tidy        run clang-tidy on all files (slow); --ci and --all run it, and
#                 gcc's analyzer, on those that parse bytes from outside or hold
#                 secrets
#   --jobs N      build and test with N processes (default: the processors)
#
# Missing packages are installed with apt-get; nothing is fetched when all of
# them are there. Everything is built in build-test/ at the top of the tree.
# The last line of the output counts the tests: "N passed, N failed".
# Called as `sh SCRIPT`, with a shell that may know no arrays: call bash.
if [ -z "${BASH_VERSION:-}" ] || shopt -oq posix; then
	unset POSIXLY_CORRECT
	exec bash "$0" "$@"
fi
set -uo pipefail
export LC_ALL=C.UTF-8
unset CDPATH

top=$(cd "$(dirname "$0")/.." && pwd)
build=$top/build-test
fast=false
all=false
ci=false
only=
werror=OFF
tidy=false
jobs=$(nproc 2> /dev/null || echo 2)

usage()
{
	sed -n '/^# usage/,/^#   --jobs/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

while [ $# -gt 0 ]; do
	case $1 in
	--unit) only=unit ;;
	--fast) fast=true ;;
	--ci) all=true ci=true ;;
	--all) all=true ;;
	--only) [ $# -ge 2 ] || usage; only=$2; shift ;;
	--werror) werror=ON ;;
	--tidy) tidy=true ;;
	--jobs) [ $# -ge 2 ] || usage; jobs=$2; shift ;;
	*) usage ;;
	esac
	shift
done
case $jobs in
*[!0-9]* | '' | 0) usage ;;
esac

say()
{
	printf '== %s\n' "$*"
}

# What a build needs, and what the tests need. A test whose program is missing
# says so and is skipped, so the second list is installed where it can be.
needed="build-essential cmake pkg-config libssl-dev libsodium-dev libcsv-dev
	libpsl-dev libidn2-dev libunistring-dev libcmocka-dev publicsuffix"
# zlib1g-dev and libzstd-dev: OpenSSL's static library asks for them in Debian 13.
wanted="zlib1g-dev libzstd-dev libxlsxwriter-dev libzip-dev libexpat1-dev
	ninja-build valgrind mandoc clang-format python3"
if ! $fast && [ -z "$only" ]; then
	wanted="$wanted clang libclang-rt-dev"
fi
if $tidy; then
	wanted="$wanted clang"
fi
if $tidy || $all; then
	wanted="$wanted clang-tidy"
fi

installed()
{
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = \
	    installed ]
}

install_packages()
{
	local missing='' package root=()
	if ! command -v dpkg-query > /dev/null; then
		say "no dpkg here: taking it that the libraries are installed"
		return
	fi
	for package in $needed $wanted; do
		installed "$package" || missing="$missing $package"
	done
	if [ -z "$missing" ]; then
		say "all packages are installed"
		return
	fi
	if [ "$(id -u)" -ne 0 ]; then
		if ! command -v sudo > /dev/null; then
			say "as root, please: apt-get install$missing"
			exit 1
		fi
		root=(sudo)
	fi
	say "apt-get install$missing"
	"${root[@]}" apt-get update < /dev/null ||
	    say "apt-get update failed: trying with the lists that are there"
	for package in $missing; do
		# One at a time for what only some tests want.
		case " ${wanted//[[:space:]]/ } " in
		*" $package "*)
			"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
			    apt-get install -y --no-install-recommends \
			    "$package" < /dev/null ||
			    say "no $package: its tests will be skipped"
			missing=${missing/ $package/}
			;;
		esac
	done
	[ -n "$missing" ] || return 0
	# shellcheck disable=SC2086
	if ! "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y --no-install-recommends $missing < /dev/null
	then
		say "cannot install$missing"
		exit 1
	fi
}

# What --ci leaves out.
long_roads='^$'
long_units='^$'
sanitized='unit|kat|cli|fuzz'
sanitized_target=all
fuzz_runs=4000
short=OFF
if $ci; then
	short=ON
	long_roads='^memcheck_(session_whole|agree_road|report_road|report_hints'
	long_roads=$long_roads'|motions_rules)$'
	long_units='^unit_(batch_block|session_crash)$'
	sanitized='unit|kat|fuzz'
fi

# A compiler that fuzzes. A fresh machine has it once install_packages is through.
has_libfuzzer()
{
	printf 'int LLVMFuzzerTestOneInput(void) { return 0; }\n' |
	    clang -fsanitize=fuzzer,address,undefined -x c - -o /dev/null \
	    2> /dev/null
}

passed=0
failed=0
skipped=0
problems=
log=$build/ctest.log

# configure_and_build NAME TARGETS CMAKE_ARGUMENT...
configure_and_build()
{
	local name=$1 target=$2 strict=OFF
	shift 2
	# Sanitizers make gcc see dangers that are not there.
	[ "$name" != normal ] || strict=$werror
	say "building $name"
	if ! cmake -S "$top" -B "$build/$name" -DPSI_WERROR=$strict \
	    -DPSI_BUILD_TESTS=ON "$@" > "$build/$name.log" 2>&1 ||
	    ! cmake --build "$build/$name" --target $target -j "$jobs" \
	    >> "$build/$name.log" 2>&1
	then
		tail -n 60 "$build/$name.log"
		say "the build $name failed; all of it is in $build/$name.log"
		failed=$((failed + 1))
		problems="$problems build:$name"
		return 1
	fi
	# A warning is worth reading even where it is no error.
	if [ "$name" = normal ]; then
		grep -A 5 'warning:' "$build/$name.log" | head -n 40
	fi
	return 0
}

# run_tests NAME CTEST_ARGUMENT...: run and count.
run_tests()
{
	local name=$1 line status=0
	shift
	say "testing $name ($*)"
	(cd "$build/$name" && ctest --output-on-failure -j "$jobs" "$@") \
	    < /dev/null 2>&1 | tee "$log" || status=$?
	local before=$failed
	while IFS= read -r line; do
		case $line in
		*' Passed '*) passed=$((passed + 1)) ;;
		*'***Skipped'*) skipped=$((skipped + 1)) ;;
		*)
			failed=$((failed + 1))
			line=${line#*: }
			problems="$problems $name:${line%% *}"
			;;
		esac
	done < <(grep -E '^ *[0-9]+/[0-9]+ +Test +#[0-9]+: ' "$log")
	# ctest itself may break before it runs a test.
	if [ "$status" -ne 0 ] && [ "$failed" -eq "$before" ]; then
		failed=$((failed + 1))
		problems="$problems ctest:$name"
	fi
}

# What a stage takes is told at the end: where time goes is where to look.
start=$(date +%s)
stage_start=$start
stages=

# stage_ends NAME: and the next one begins.
stage_ends()
{
	local now
	now=$(date +%s)
	stages="$stages$(printf '   %5d s  %s' $((now - stage_start)) "$1")"$'\n'
	stage_start=$now
}

# The folders that tests work in: in memory, where a program may be run from
# there and there is room. Sweeps of faults write some 10,000 files, each of
# which a disk is asked to keep.
in_memory()
{
	local try=/dev/shm/psi-run.$$ kib
	[ -z "${TMPDIR:-}" ] || return 0
	kib=$(df --output=avail /dev/shm 2> /dev/null | tail -n 1)
	[ "${kib:-0}" -gt 1000000 ] || return 0
	printf '#!/bin/sh\n' > "$try" 2> /dev/null || return 0
	if chmod 700 "$try" && "$try" 2> /dev/null; then
		export TMPDIR=/dev/shm
	fi
	rm -f "$try"
}

install_packages
$fast || in_memory
mkdir -p "$build"
stage_ends packages
generator=()
if command -v ninja > /dev/null && [ ! -f "$build/normal/Makefile" ]; then
	generator=(-G Ninja)
fi

# The programs as they are released, with symbols for valgrind's words.
run_normal()
{
	configure_and_build normal all "${generator[@]}" -DCMAKE_C_FLAGS=-g \
	    -DPSI_SHORT=$short -DCMAKE_EXPORT_COMPILE_COMMANDS=ON || return
	stage_ends 'normal: build'
	if [ -n "$only" ]; then
		run_tests normal -L "^$only\$"
	elif $fast; then
		run_tests normal -LE '^(tidy|memcheck|fault|eval|bench|real)$'
	else
		run_tests normal -LE '^(tidy|memcheck|fault|eval|bench|real)$'
		stage_ends 'normal: tests'
		run_tests normal -L '^memcheck$' -E "$long_roads"
		stage_ends 'normal: memcheck'
		run_tests normal -L '^fault$'
		stage_ends 'normal: faults'
	fi
	if $all && [ -z "$only" ]; then
		run_tests normal -L '^real$' -LE '^(tidy|eval|bench)$'
		stage_ends 'normal: real'
		run_tests normal -R '^(tidy|analyzer)_rooms$'
		stage_ends 'normal: tidy'
	fi
	if $tidy && [ -z "$only" ]; then
		run_tests normal -R '^tidy_all$'
		stage_ends 'normal: tidy of all files'
	fi
}

# Secrets under valgrind.
run_ctime()
{
	command -v valgrind > /dev/null || return
	configure_and_build ctcheck ctime "${generator[@]}" \
	    -C "$top/test/cmake/ctcheck.cmake" || return
	run_tests ctcheck -L '^ctime$'
	stage_ends 'constant time'
}

# A sanitizer's own exit status must not look like one of ours.
run_sanitizers()
{
	export ASAN_OPTIONS=exitcode=99:allocator_may_return_null=1
	export UBSAN_OPTIONS=print_stacktrace=1
	export TSAN_OPTIONS=exitcode=99:halt_on_error=1:allocator_may_return_null=1
	if $ci && has_libfuzzer; then
		sanitized='unit|kat'
		sanitized_target=unit_programs
	fi
	if configure_and_build asan $sanitized_target "${generator[@]}" \
	    -DPSI_SHORT=$short -C "$top/test/cmake/asan.cmake"; then
		stage_ends 'sanitizers: build'
		run_tests asan -L "^($sanitized)\$" -LE '^real$' -E "$long_units"
		stage_ends 'sanitizers: tests'
	fi
	if configure_and_build tsan "embed_session unit_workers" \
	    "${generator[@]}" -C "$top/test/cmake/tsan.cmake"; then
		run_tests tsan -R '^(example_embed_session|unit_workers)$'
		stage_ends 'threads'
	fi
}

# Continuous integration stops after 40 minutes. Fuzzing is last, and takes up
# to 10 minutes where the rest takes 26; on a slow machine up to a quarter longer
# than it is given here.
fit_fuzzing()
{
	local left=$((start + 36 * 60 - $(date +%s)))
	$ci && [ "$left" -lt 600 ] || return 0
	if [ "$left" -lt 150 ]; then
		say "no time is left: the parsers are not fuzzed"
		return 1
	fi
	fuzz_runs=$((fuzz_runs * left / 600))
	say "$left seconds are left: $fuzz_runs executions of each parser"
}

# Each parser fuzzed by clang's libFuzzer: so many executions, and always the
# same ones. test/fuzz/run.sh looks for others.
run_fuzz()
{
	if ! has_libfuzzer; then
		say "no clang with libFuzzer: the parsers are not fuzzed"
		return
	fi
	fit_fuzzing || return
	if configure_and_build fuzz fuzz "${generator[@]}" \
	    -DPSI_FUZZ_RUNS=$fuzz_runs -DPSI_SHORT=$short \
	    -C "$top/test/cmake/fuzz.cmake"; then
		stage_ends 'fuzzing: build'
		run_tests fuzz -L '^fuzz$'
		stage_ends 'fuzzing'
	fi
}

case $only in
ctime) run_ctime ;;
*) run_normal ;;
esac
if ! $fast && [ -z "$only" ]; then
	run_ctime
	run_sanitizers
	# A find is worth having, but ends no change that has nothing to do with it.
	run_fuzz
fi

say "stages:"
printf '%s' "$stages"
say "took $(($(date +%s) - start)) seconds"
if [ -n "$problems" ]; then
	say "failed:$problems"
fi
if [ $((passed + failed)) -eq 0 ]; then
	say "no test was run"
	failed=1
fi
if [ "$skipped" -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
