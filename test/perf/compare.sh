#!/usr/bin/env bash
# Two result files of run.sh beside each other, in processor time and peak memory:
#
#	test/perf/compare.sh OLD/tools.csv NEW/tools.csv
#
# One line for each step that both have: the medians of its rounds, the change,
# the quartiles of both, within which a change says nothing, and the most memory
# of any round, in MiB.
set -euo pipefail

[ $# -eq 2 ] || {
	echo "usage: compare.sh OLD/tools.csv NEW/tools.csv" >&2
	exit 2
}
# Sorted by step and time, so that a quartile is a place.
sorted() {
	tail -n +2 "$1" | awk -F, -v OFS=, -v of="$2" '{
		print $1 " " $2 " " $3 " -j" $4 " " $5, of, $7, $9
	}'
}
{
	sorted "$1" old
	sorted "$2" new
} | LC_ALL=C sort -t, -k1,1 -k2,2 -k3,3g | awk -F, '
function quantile(name, of, q,    n, at) {
	n = num[name, of]
	at = 1 + q * (n - 1)
	return (value[name, of, int(at)] + value[name, of, int(at + 0.5)]) / 2
}
{
	if (!($1 in seen)) {
		seen[$1] = 1
		order[++names] = $1
	}
	value[$1, $2, ++num[$1, $2]] = $3
	if ($4 > peak[$1, $2])
		peak[$1, $2] = $4
}
END {
	printf "%-40s %8s %8s %8s %15s %15s %7s %8s %8s\n", "step", "old s",
	    "new s", "change", "old quartiles", "new quartiles", "rounds",
	    "old MiB", "new MiB"
	for (i = 1; i <= names; i++) {
		name = order[i]
		if (num[name, "old"] == 0 || num[name, "new"] == 0)
			continue
		old = quantile(name, "old", 0.5)
		new = quantile(name, "new", 0.5)
		change = old > 0 ? sprintf("%+.1f %%", 100 * (new / old - 1)) : "-"
		printf "%-40s %8.3f %8.3f %8s %7.2f-%-7.2f %7.2f-%-7.2f %3d %3d %8d %8d\n",
		    name, old, new, change,
		    quantile(name, "old", 0.25), quantile(name, "old", 0.75),
		    quantile(name, "new", 0.25), quantile(name, "new", 0.75),
		    num[name, "old"], num[name, "new"],
		    peak[name, "old"], peak[name, "new"]
	}
}'
