#!/usr/bin/env bash
# Sessions between the programs in BIN and the JavaScript partner.
#
#	test/interop/run.sh BIN EXAMPLES
#
# Exit status 77 means skipped: no Node.js 20, or its packages cannot be had.
set -euo pipefail

bin=$(cd "$1" && pwd)
examples=$(cd "$2" && pwd)
here=$(cd "$(dirname "$0")" && pwd)

skip() {
	echo "skipped: $*"
	exit 77
}

command -v node > /dev/null || skip 'node is not installed'
command -v npm > /dev/null || skip 'npm is not installed'
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || skip "node is version $major, and 20 is needed"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here"/*.mjs "$here"/package.json "$work"
cd "$work"
npm install --no-audit --no-fund --no-package-lock --silent > npm.log 2>&1 ||
	skip 'the npm packages cannot be had here'
mkdir run
cd run

# The worked examples of FORMAT.md are what this partner makes; its table of
# scores is no file.
files() {
	sed -n '/^```csv /,/^```$/p' "$1" | sed '/^```csv scores.csv$/,/^```$/d'
}
node ../example.mjs > example.md
files "$here/../../lib/FORMAT.md" > expected.files
files example.md > example.files
cmp expected.files example.files
node ../interop.mjs "$bin" "$examples"
