#!/usr/bin/env bash
# What a pass of psi-run costs where there is nothing to do: many partners on one
# machine, each with a run that is open and waits.
#
#	test/perf/partners.sh BIN [PARTNERS [ACCOUNTS]]
#
# BIN has the programs; 50 partners and 10000 accounts by default. Prints
# processor time (user and system), seconds on the wall and peak memory of a pass
# over one partner and of one over all.
set -euo pipefail

bin=$(cd "$1" && pwd)
partners=${2:-50}
accounts=${3:-10000}
time=/usr/bin/time
[ -x "$time" ] || {
	echo "partners.sh: $time is missing (package time)" >&2
	exit 1
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
PATH=$bin:$PATH

printf '%s\n' '// ===BEGIN ICANN DOMAINS===' com \
	'// ===END ICANN DOMAINS===' > suffixes.dat
awk -v n="$accounts" 'BEGIN {
	print "Account ID,Account Name,Website,Country,Type"
	for (i = 0; i < n; i++)
		printf "%d,Company %d of Works%d Ltd,www.company-%d.com,US,Customer\n",
		    i, i, i % 9973, i
}' > accounts.csv
psi-keygen -q -o me.key > me.pub
mkdir partners
for i in $(seq "$partners"); do
	psi-keygen -q -o theirs.key > theirs.pub
	psi-agree propose -q -f -i me.key -n Us -p theirs.pub \
		--partner-name "Partner $i" --suffix-list suffixes.dat \
		-o proposal.csv
	psi-agree sign -q -f --accept-list -i theirs.key -o agreement.csv \
		proposal.csv
	psi-run -q init "partners/$i" -i me.key -a agreement.csv \
		--accounts accounts.csv --set send=/bin/true
	psi-run -q "partners/$i" 2> /dev/null || true
	psi-run -q approve "partners/$i" first-run
	psi-run -q "partners/$i"
	rm theirs.key*
done

# measure LABEL DIR...: the best of five, which others disturb least.
measure() {
	local label=$1 i
	shift
	for i in 1 2 3 4 5; do
		"$time" -q -f '%U %S %e %M' psi-run -q "$@" 2>> taken
	done
	sort -n taken | awk -v label="$label" 'NR == 1 || $1 + $2 < best {
		best = $1 + $2; wall = $3 } $4 > most { most = $4 } END {
		printf "%s: %.2f s of a processor, %.2f s on the wall, %d KiB\n",
		    label, best, wall, most }'
	rm taken
}

[ "$(psi-run --status partners/* | grep -c ' blinded .* partner ')" -eq "$partners" ]
measure "1 partner, $accounts accounts, nothing to do" partners/1
measure "$partners partners, $accounts accounts each, nothing to do" partners/*
