#!/bin/bash
# Run one scenario of the command-line tests; README.md describes both.
#
# usage: run-scenario.sh TOOLS SCENARIO
#
# TOOLS is the folder of the programs under test. The scenario is a bash
# script; it runs in a private folder that is removed afterwards, unless
# PSI_TEST_KEEP is set. PSI_TEST_WRAPPER is a command, with its options, that
# every tool is started under, such as valgrind.
set -euo pipefail

if [ $# -ne 2 ]; then
	echo "usage: run-scenario.sh TOOLS SCENARIO" >&2
	exit 2
fi
tools=$(cd "$1" && pwd)
# psi-run with a clock that a test can set, where it was built.
clock_tools=$(dirname "$tools")/test/clock
scenario=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)

scratch=$(mktemp -d "${TMPDIR:-/tmp}/psi-scenario.XXXXXX")
cleanup()
{
	if [ -n "${PSI_TEST_KEEP:-}" ]; then
		echo "kept: $scratch" >&4
	else
		rm -rf "$scratch"
	fi
}
exec 4>&2
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# A wrapper stands between PATH and the tools: one script for each of them.
if [ -n "${PSI_TEST_WRAPPER:-}" ]; then
	mkdir "$scratch/bin"
	for tool in "$tools"/psi-*; do
		[ -f "$tool" ] && [ -x "$tool" ] || continue
		printf '#!/bin/sh\nexec %s %s "$@"\n' "$PSI_TEST_WRAPPER" \
		    "$tool" > "$scratch/bin/$(basename "$tool")"
		chmod 755 "$scratch/bin/$(basename "$tool")"
	done
	tools=$scratch/bin
fi

mkdir "$scratch/home" "$scratch/work"
cd "$scratch/work"
# Nothing of the person at the keyboard may change a result.
env -i PATH="$tools:/usr/local/bin:/usr/bin:/bin" HOME="$scratch/home" \
    LC_ALL=C.UTF-8 TZ=UTC TMPDIR="$scratch" TOP="$top" \
    DATA="$here/data" EXAMPLES="$top/examples" TOOLS="$tools" \
    SCRATCH="$scratch" CLOCK_TOOLS="$clock_tools" \
    ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} \
    ${UBSAN_OPTIONS:+UBSAN_OPTIONS="$UBSAN_OPTIONS"} \
    ${TSAN_OPTIONS:+TSAN_OPTIONS="$TSAN_OPTIONS"} \
    ${PSI_FAULT_LIB:+PSI_FAULT_LIB="$PSI_FAULT_LIB"} \
    ${PSI_POWER_LIB:+PSI_POWER_LIB="$PSI_POWER_LIB"} \
    ${PSI_POWER_BACK:+PSI_POWER_BACK="$PSI_POWER_BACK"} \
    ${PSI_SHORT:+PSI_SHORT="$PSI_SHORT"} \
    ${PSI_FOLDER_DIGEST:+PSI_FOLDER_DIGEST="$PSI_FOLDER_DIGEST"} \
    ${PSI_INTEROP_MODULES:+PSI_INTEROP_MODULES="$PSI_INTEROP_MODULES"} \
    bash -euo pipefail -c '. "$1"; . "$2"' "$(basename "$scenario")" \
    "$here/helpers.sh" "$scenario" < /dev/null
