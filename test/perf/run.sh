#!/usr/bin/env bash
# All benchmarks by one command: builds libpsi with its kernels and without,
# times the kernels against libsodium, then whole sessions of the tools.
#
#	test/perf/run.sh [-o DIR] [-b MAXIMUM] [-r ROUNDS] [-m SIZE] [-s SUFFIXES]
#	    [KEYS...]
#
# KEYS are sizes of lists (default: 10000 100000 1000000). 10000000 wants 24
# GiB of memory and 10 GiB of disk. Sizes up to MAXIMUM (default 1000000) are
# also run without kernels, for the ratio. Each session is run ROUNDS times
# (default 1), all sizes once before any a second time. SIZE is --memory of the
# steps that have it, by default their own. SUFFIXES is a public-suffix list,
# by default a small one. Everything goes to DIR (default: ./perf): the builds,
# the data, kernels.csv, tools.csv and machine.txt.
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
out=perf
portable_max=1000000
rounds=1
suffixes=
memory=()
while getopts o:b:r:m:s: option; do
	case $option in
	o) out=$OPTARG ;;
	b) portable_max=$OPTARG ;;
	r) rounds=$OPTARG ;;
	m) memory=(--memory "$OPTARG") ;;
	s) suffixes=$(realpath "$OPTARG") ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- 10000 100000 1000000

# What is needed, by the packages of Debian and Ubuntu.
time=/usr/bin/time
missing=
need() {
	local package=$1
	shift
	"$@" > /dev/null 2>&1 || missing="$missing $package"
}
need time test -x "$time"
need cmake command -v cmake
need build-essential command -v cc
need pkg-config command -v pkg-config
need libsodium-dev pkg-config --exists libsodium
need libssl-dev pkg-config --exists libcrypto
need libcsv-dev test -e /usr/include/csv.h
need libunistring-dev test -e /usr/include/unistr.h
need libcmocka-dev pkg-config --exists cmocka
if [ -n "$missing" ]; then
	echo "run.sh: something is missing: apt-get install$missing" >&2
	exit 1
fi
mkdir -p "$out"
out=$(cd "$out" && pwd)
csv=$out/tools.csv
jobs_max=$(nproc)
# What is being measured: which build, which mode, how many threads and keys.
variant=kernels mode=accounts jobs=1 keys=0

build() {
	cmake -S "$top" -B "$out/$1" -DBUILD_TESTING=ON -DPSI_BUILD_PERF=ON \
		-DPSI_KERNELS="$2" > /dev/null
	cmake --build "$out/$1" --parallel "$jobs_max" --target bench_kernels \
		psi-keygen psi-agree psi-normalize psi-blind psi-exchange \
		psi-reveal > /dev/null
}

# exports N: accounts of both, half of them in common, one key each.
exports() {
	awk -v n="$1" 'BEGIN {
		print "Account ID,Website"
		for (i = 0; i < n; i++)
			printf "A-%d,account-%d.com\n", i, i
	}' > acme/accounts.csv
	awk -v n="$1" 'BEGIN {
		print "Account ID,Website"
		for (i = 0; i < n; i++)
			printf "G-%d,account-%d.com\n", i, i + int(n / 2)
	}' > globex/accounts.csv
}

# measure STEP COMMAND...: run it, and add a line to the CSV.
measure() {
	local step=$1 before after seconds cpu_user cpu_system memory
	before=$(cat "$out/arithmetic")
	shift
	"$time" -q -f '%e %U %S %M' -o "$out/time" "$@"
	read -r seconds cpu_user cpu_system memory < "$out/time"
	after=$(arithmetic)
	awk -v OFS=, -v before="$before" -v after="$after" \
		-v step="$step" -v variant="$variant" -v mode="$mode" \
		-v jobs="$jobs" -v keys="$keys" -v s="$seconds" \
		-v cpu="$cpu_user" -v sys="$cpu_system" -v kib="$memory" \
		'BEGIN {
		if (s <= 0) s = 0.01
		print step, variant, mode, jobs, keys, s, cpu + sys,
		    int(keys / s), int(kib / 1024), (before + after) / 2
	}' >> "$csv"
	echo "$after" > "$out/arithmetic"
}

# arithmetic: the four multiplications of a pair of keys, in nanoseconds of one
# processor, timed now, on as many threads as the steps have: the clock of a
# processor depends on what the others do.
arithmetic() {
	local i
	[ "$variant" = kernels ] || {
		echo 0
		return
	}
	for i in $(seq "$jobs"); do
		"$out/kernels/test/perf/bench_kernels" --arithmetic &
	done | awk '{ sum += $1 } END { print sum / NR }'
}

# A whole session of both companies, every step measured: Globex's names end
# in -b. Acme answers first.
session() {
	local bin=$out/$variant/cli dir=$out/session
	arithmetic > "$out/arithmetic"
	rm -rf "$dir"
	mkdir -p "$dir/acme" "$dir/globex"
	cd "$dir"
	exports "$keys"
	if [ -n "$suffixes" ]; then
		cp "$suffixes" suffixes.dat
	else
		printf '%s\n' '// ===BEGIN ICANN DOMAINS===' com \
			'// ===END ICANN DOMAINS===' > suffixes.dat
	fi
	"$bin/psi-keygen" -q -o acme/me.key > acme/me.pub
	"$bin/psi-keygen" -q -o globex/me.key > globex/me.pub
	"$bin/psi-agree" propose -q -i acme/me.key -n Acme -m "$mode" \
		-p "$(cat globex/me.pub)" --partner-name Globex \
		-s maximum-elements-a=4000000000 \
		-s maximum-elements-b=4000000000 \
		--suffix-list suffixes.dat -o proposal.csv
	"$bin/psi-agree" sign -q --accept-list -i globex/me.key \
		-o globex/agreement.csv proposal.csv
	cp globex/agreement.csv globex/agreement.csv.psl acme/
	for us in acme globex; do
		(cd $us && step normalize psi-normalize -t domain -p prospect \
			-a agreement.csv -o keys.csv accounts.csv)
		(cd $us && step blind psi-blind -j "$jobs" "${memory[@]}" -a agreement.csv \
			-i me.key -s s -o blinded.csv keys.csv)
	done
	us=acme
	(cd acme && step exchange psi-exchange -j "$jobs" "${memory[@]}" -s s \
		-o answer.csv ../globex/blinded.csv)
	us=globex
	(cd globex && step exchange psi-exchange -j "$jobs" -s s \
		../acme/blinded.csv > /dev/null)
	us=globex
	(cd globex && step reveal psi-reveal -j "$jobs" "${memory[@]}" -s s \
		-o matches.csv ../acme/answer.csv)
	(cd globex && step answer psi-exchange -j "$jobs" -s s -o answer.csv)
	us=acme
	(cd acme && step reveal psi-reveal -j "$jobs" "${memory[@]}" -s s \
		-o matches.csv ../globex/answer.csv)
	cd "$out"
	rm -rf "$dir"
}

# step NAME PROGRAM ARGUMENT...
step() {
	local name=$1 program=$bin/$2
	[ "$us" = acme ] || name=$name-b
	shift 2
	measure "$name" "$program" -q "$@"
}

# The table, with the ratio to the build without kernels and, against the size
# before, the exponent of growth: both of processor time, which does not change
# when others use the machine.
table() {
	awk -F, 'NR > 1 {
		line[++n] = $0
		if ($2 == "portable")
			portable[$1 $3 $4 $5] = $7
	}
	END {
		printf "%-10s %-9s %-9s %4s %10s %9s %9s %10s %7s %7s %7s\n",
		    "step", "build", "mode", "jobs", "keys", "seconds",
		    "cpu", "keys/s", "MiB", "ratio", "growth"
		for (i = 1; i <= n; i++) {
			split(line[i], f, ",")
			ratio = "-"
			growth = "-"
			key = f[1] f[3] f[4] f[5]
			if (f[2] == "kernels" && key in portable)
				ratio = sprintf("%.2f", portable[key] / f[7])
			key = f[1] f[2] f[3] f[4]
			if (key in keys && keys[key] < f[5])
				growth = sprintf("%.2f",
				    log(f[7] / time[key]) / log(f[5] / keys[key]))
			keys[key] = f[5]
			time[key] = f[7]
			printf "%-10s %-9s %-9s %4d %10d ", f[1], f[2],
			    f[3], f[4], f[5]
			printf "%9.2f %9.2f %10d %7d %7s %7s\n", f[6],
			    f[7], f[8], f[9], ratio, growth
		}
	}' "$csv"
}

# What a session costs: processor time of all steps of both companies, each
# divided by that of the four multiplications as they were timed right before
# and after it; and seconds on the wall of the steps, one after the other,
# divided by their processor time. Medians of the rounds.
ratios() {
	awk -F, '
	function median(of, name,    n, i, j, t, v) {
		n = round[name]
		for (i = 1; i <= n; i++)
			v[i] = of[name, i]
		for (i = 2; i <= n; i++)
			for (j = i; j > 1 && v[j - 1] > v[j]; j--) {
				t = v[j]
				v[j] = v[j - 1]
				v[j - 1] = t
			}
		return (v[int((n + 1) / 2)] + v[int((n + 2) / 2)]) / 2
	}
	FNR > 1 {
		name = $2 " " $3 " " $4 " " $5
		if (!(name in round))
			order[++num] = name
		# Each round begins with it.
		if ($1 == "normalize")
			round[name]++
		r = round[name]
		wall[name, r] += $6
		cpu[name, r] += $7
		part[name, r] = wall[name, r] / cpu[name, r]
		if ($10 > 0)
			times[name, r] += $7 / ($10 * $5 / 1e9)
		if ($9 > peak[name])
			peak[name] = $9
	}
	END {
		printf "%-32s %9s %9s %11s %9s %9s\n", "session", "wall s",
		    "cpu s", "arithmetic", "wall/cpu", "MiB"
		for (i = 1; i <= num; i++) {
			name = order[i]
			split(name, f, " ")
			# Without kernels the arithmetic is another one.
			ratio = "-"
			title = f[4] " keys, " f[2] ", -j" f[3]
			if (median(times, name) > 0)
				ratio = sprintf("%.2f", median(times, name))
			if (f[1] != "kernels")
				title = title ", " f[1]
			printf "%-32s %9.2f %9.2f %11s %9.2f %9d\n", title,
			    median(wall, name), median(cpu, name), ratio,
			    median(part, name), peak[name]
		}
	}' "$csv"
}

echo "Building" >&2
build kernels ON
build portable OFF
"$out/kernels/test/perf/bench_kernels" 101 "$out/kernels.csv" |
	tee "$out/kernels.txt"
grep '^#' "$out/kernels.txt" > "$out/machine.txt"

# Mode accounts has proofs, mode counts has none.
sessions() {
	for keys in "$@"; do
		for mode in accounts counts; do
			for jobs in $(printf '1\n%s\n' "$jobs_max" | sort -nu); do
				echo "$keys keys, $mode, $jobs threads" >&2
				variant=kernels session
			done
		done
		if [ "$keys" -le "$portable_max" ]; then
			echo "$keys keys, without kernels" >&2
			mode=accounts jobs=$jobs_max variant=portable session
		fi
	done
}

echo step,build,mode,jobs,keys,seconds,cpu,keys_per_second,peak_mib,arithmetic_ns > "$csv"
for _ in $(seq "$rounds"); do
	sessions "$@"
done
echo
{
	table
	echo
	ratios
	echo
	echo "beside another run: test/perf/compare.sh OLD/tools.csv $csv"
} | tee "$out/tools.txt"
