#!/bin/bash
# Two psi-run's for many weeks, with everything that goes wrong: killed between
# any two system calls, transports that fail, lose the order, cut files off,
# damage them, lose them and bring them twice or weeks later, disks that are
# full for a while, agreements that are renewed.
#
# usage: soak.sh BUILD WEEKS [SEED [WEEKS-OF-AN-AGREEMENT [MINUTES]]]
#
# After so many minutes no other week begins.
#
# What must hold: never stuck for good, never two answers with one scalar, no
# status but those of psi-run(1), and the results of each run are those of an
# undisturbed history of the same lists. Prints figures, and ends with status 1
# where anything does not hold; then the folders stay.
#
# Each company has a disk of its own, which is really full: a mount in memory,
# for which this needs root or user namespaces. The same seed gives the same
# kills and failures, but for what depends on random keys.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC

top=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
weeks=$2
seed=${3:-1}
renew=${4:-50}
minutes=${5:-1000000}

# The mounts are gone with this process, however it ends.
if [ -z "${PSI_SOAK_INSIDE:-}" ]; then
	export PSI_SOAK_INSIDE=mounts
	for way in -m -rm; do
		if unshare $way mount -t tmpfs tmpfs /mnt 2> /dev/null; then
			exec unshare $way "$0" "$build" "$weeks" "$seed" "$renew" \
			    "$minutes"
		fi
	done
	export PSI_SOAK_INSIDE=limits
fi

RANDOM=$seed
export PATH=$build/test/clock:$build/cli:$PATH
kill_at=$build/test/fault/psi_kill_at
place=$(mktemp -d "${TMPDIR:-/tmp}/psi-soak.XXXXXX")
finish()
{
	[ -n "${PSI_TEST_KEEP:-}" ] || rm -rf "$place" 2> /dev/null || true
	for us in acme globex; do
		umount "$place/storm/$us" 2> /dev/null || true
	done
	[ -n "${PSI_TEST_KEEP:-}" ] || rm -rf "$place"
}
trap finish EXIT
cd "$place"

start=$(date -u +%F)
calls=0 kills=0 full=0 full_calls=0 renewals=0 again=0 places=() changes=()
# Off while the undisturbed history is made.
trouble=no

fail()
{
	echo "soak: $*" >&2
	PSI_TEST_KEEP=1
	mkdir kept
	cp -a storm/acme storm/globex kept/ 2> /dev/null || true
	echo "soak: seed $seed; kept: $place" >&2
	exit 1
}

# ---- lists ----

# acme_list WEEK, globex_list WEEK: 30 companies each, 20 of them of both, some
# of which come, go and change.
acme_list()
{
	echo 'Account ID,Account Name,Website,Type,Account Owner'
	awk -v w="$1" 'BEGIN { for (i = 1; i <= 30; i++) {
		if (i == w % 30 + 1) continue
		t = (i + int(w / 5)) % 3 ? "Customer" : "Prospect"
		o = (i + int(w / 3)) % 2 ? "Ann" : "Bob"
		printf "A-%d,Soak Company %d Inc,www.soak-%d.example.com,%s,%s\n",
		    i, i, i, t, o } }'
}

globex_list()
{
	echo 'Record ID,Company name,Company Domain Name,Lifecycle Stage'
	awk -v w="$1" 'BEGIN { for (i = 11; i <= 40; i++) {
		if (i == (w * 7) % 30 + 11) continue
		t = (i + int(w / 4)) % 3 ? "Lead" : "Customer"
		printf "%d,Soak Company %d GmbH,soak-%d.example.com,%s\n",
		    9000 + i, i, i, t } }'
}

# ---- a world ----

# agree WHERE [REPLACES]: an agreement for a year or so, signed by both.
agree()
{
	psi-agree propose -q -f -i "$1/acme/me.key" -n Acme \
	    -p "$(cat "$1/globex/me.pub")" --partner-name Globex \
	    --suffix-list "$top/test/cli/data/suffixes.dat" \
	    -s runs=1000 -s period-days=365 -s "expires=$expires" \
	    -s retention-days=3650 -s "replaces=${2:-none}" \
	    -s 'share-a=any any name+owner' -s 'share-b=any any name' \
	    -o "$1/proposal.csv"
	psi-agree sign -q -f --accept-list -i "$1/globex/me.key" \
	    -o "$1/agreement.csv" "$1/proposal.csv"
}

# transport WORLD US THEM: fails now and then, damages, cuts off, brings twice
# and again weeks later, and holds files back so that a later one arrives first.
# Whatever it was ever given is noted: the partner may have seen it.
transport()
{
	cat > "$1-$2-send" <<-END
	#!/bin/bash
	set -e
	file=\${1##*/}
	to=$place/$1/$3/$2/inbox
	late=$place/late/$1-$2
	read -r sum _ < <(sha256sum < "\$1")
	echo "\$file \$sum" >> $place/$1-$2-sums
	put() { cp "\$1" "\$to/.new" && mv "\$to/.new" "\$to/\$2"; }
	if [ ! -e $place/trouble ]; then put "\$1" "\$file"; exit 0; fi
	read -r turn < $place/turn
	read -r RANDOM _ < <(cksum <<< "$seed \$turn \${file##*-}")
	chance() { [ \$((RANDOM % \$1)) -eq 0 ]; }
	note() { echo x >> $place/\$1; }
	if chance 6; then note failed; exit 1; fi
	if chance 60; then note lost; exit 0; fi
	if chance 6; then
		read -r size < <(stat -c %s "\$1")
		head -c \$((RANDOM * 32768 % size)) "\$1" > "\$to/cut-\$turn"
		note cuts
	fi
	if chance 20; then tr 0-4 5-9 < "\$1" > "\$to/bad-\$turn"; note damaged; fi
	if chance 10; then
		cp "\$1" "\$late/weeks.\$((RANDOM % 3 + 1))-\$turn-\$file"
		note replayed
	fi
	if chance 5; then
		cp "\$1" "\$late/.new"
		mv "\$late/.new" "\$late/\$file"
		note held
		exit 0
	fi
	if chance 5; then put "\$1" "twice-\$turn"; note twice; fi
	put "\$1" "\$file"
	# It has arrived, and nobody is told so.
	if chance 12; then note unsure; exit 1; fi
	END
	cat > "$1-$2-fetch" <<-END
	#!/bin/bash
	[ -e $place/trouble ] || exit 0
	read -r turn < $place/turn
	read -r RANDOM _ < <(cksum <<< "$seed \$turn fetch")
	[ \$((RANDOM % 10)) -ne 0 ] || exit 1
	for file in $place/late/$1-$3/psi-*; do
		[ -e "\$file" ] || continue
		mv "\$file" "\$1/.late" && mv "\$1/.late" "\$1/late-\$turn-\${file##*/}"
	done
	exit 0
	END
	chmod 755 "$1-$2-send" "$1-$2-fetch"
	mkdir -p "late/$1-$2"
}

# disk WORLD US SIZE: how large the company's disk is.
disk()
{
	[ "$PSI_SOAK_INSIDE" = limits ] ||
	    mount -o "remount,size=$3" "$1/$2" "$1/$2" 2> /dev/null ||
	    mount -o "remount,size=$3" "$1/$2"
}

world()
{
	local us
	mkdir -p "$1/acme" "$1/globex"
	if [ "$1" = storm ] && [ "$PSI_SOAK_INSIDE" = mounts ]; then
		mount -t tmpfs -o size=1g,mode=700 tmpfs "$1/acme"
		mount -t tmpfs -o size=1g,mode=700 tmpfs "$1/globex"
	fi
	cp -a keys/acme/. "$1/acme/"
	cp -a keys/globex/. "$1/globex/"
	transport "$1" acme globex
	transport "$1" globex acme
	acme_list 0 > "$1/acme/accounts.csv"
	globex_list 0 > "$1/globex/accounts.csv"
	touch -d "$today" "$1"/*/accounts.csv
	for us in acme/globex globex/acme; do
		psi-run -q --today "$today" init "$1/$us" \
		    -i "$1/${us%/*}/me.key" -a "keys/agreement.csv" \
		    --accounts "$1/${us%/*}/accounts.csv" \
		    --set "send=$place/$1-${us%/*}-send" --set 'send={file}' \
		    --set "fetch=$place/$1-${us%/*}-fetch" \
		    --set 'fetch={inbox}' --set every=7 --set free-space=0 \
		    --set list-change=100 --set report=no
	done
}

# ---- calls ----

declare -A killed full_for

# call WORLD/US/THEM: psi-run; in trouble it may be killed between any two
# system calls, and the disk may be full.
call()
{
	local at=0 status=0 word rest num
	calls=$((calls + 1))
	echo $calls > turn
	if [ $trouble = yes ] && [ $((RANDOM % 2)) -eq 0 ]; then
		# Somewhere among as many places as such a call had: beside
		# any of its calls, or beside one that changes something.
		if [ $((RANDOM % 2)) -eq 0 ]; then
			at=${places[RANDOM % ${#places[@]}]}
			at=$(((RANDOM * 32768 + RANDOM) % at + 1))
		else
			at=${changes[RANDOM % ${#changes[@]}]}
			at=c$(((RANDOM * 32768 + RANDOM) % at + 1))
		fi
	fi
	$limit "$kill_at" $at report psi-run -q -j 1 --today "$today" "$1" \
	    2>> "${1//\//-}.err" || status=$?
	read -r word rest num < report
	if [ "$word" = killed ]; then
		rest="$rest $num"
		kills=$((kills + 1))
		killed[$rest]=$((${killed[$rest]:-0} + 1))
		return
	fi
	if [ $trouble = no ]; then
		places+=("$rest")
		changes+=("$num")
	fi
	case ${1%%/*}$status in
	*0 | *6 | storm1 | storm4) ;;
	*) fail "week $n: psi-run $1: status $status" ;;
	esac
}

# disks: full for some calls, with some room or none.
disks()
{
	local us room used
	for us in acme globex; do
		if [ "${full_for[$us]:-0}" -gt 0 ]; then
			full_for[$us]=$((${full_for[$us]} - 1))
			full_calls=$((full_calls + 1))
			[ "${full_for[$us]}" -gt 0 ] || disk storm $us 1g
		elif [ $((RANDOM % 12)) -eq 0 ]; then
			full=$((full + 1))
			full_for[$us]=$((RANDOM % 4 + 1))
			room=$((RANDOM % 30))
			used=$(stat -f -c '%b %f %S' storm/$us)
			# shellcheck disable=SC2086
			set -- $used
			disk storm $us $((($1 - $2 + room) * $3))
		fi
	done
}

# call_limited WORLD/US/THEM: where nothing can be mounted, no file may grow
# beyond some blocks while the disk is full.
call_limited()
{
	local us=${1#*/}
	limit=
	if [ "$PSI_SOAK_INSIDE" = limits ] && [ "${full_for[${us%/*}]:-0}" -gt 0 ]
	then
		limit="prlimit --fsize=$((RANDOM % 20000))"
	fi
	call "$1"
}

# approvals WORLD: a person who says yes to what a plan foresees, and to nothing
# that only an attack would bring.
approvals()
{
	local us what
	for us in acme/globex globex/acme; do
		for what in $(awk -F, '
		    $3 == "ask" { open[$4 "," $5] = $4 }
		    $3 == "approve" { delete open[$4 "," $5] }
		    END { for (i in open) print open[i] }' "$1/$us/log.csv")
		do
			case $what in
			first-run | share | agreement | list) ;;
			*) fail "week $n: $1/$us asks for $what" ;;
			esac
			psi-run -q --today "$today" approve "$1/$us" "$what" \
			    2> /dev/null || true
		done
	done
}

# send_again WORLD RUN: a person sees by --status that the partner is silent, and
# moves what was sent in this run back to the outbox.
send_again()
{
	local us
	again=$((again + 1))
	for us in acme/globex globex/acme; do
		find "$1/$us/sent" -name "psi-*-$2-*.csv" \
		    -exec mv -t "$1/$us/outbox" {} +
	done
}

ended()
{
	grep -q ",$2,end,,,complete\$" "$1/acme/globex/log.csv" &&
	    grep -q ",$2,end,,,complete\$" "$1/globex/acme/log.csv"
}

# bring_again: what a transport kept for weeks arrives once more.
bring_again()
{
	local dir file
	for dir in storm/acme/globex/inbox:late/storm-globex \
	    storm/globex/acme/inbox:late/storm-acme; do
		for file in "${dir#*:}"/weeks.*; do
			[ -f "$file" ] || continue
			case $file in
			*/weeks.1*) mv "$file" "${dir%:*}/again-${file##*/}" ;;
			*) mv "$file" "${file/weeks.[23]/weeks.1}" ;;
			esac
		done
	done
}

# week WORLD N: the lists of week N, and calls until both have ended run N + 1.
week()
{
	local run=$(($2 + 1)) i=0
	acme_list "$2" > "$1/acme/accounts.csv"
	globex_list "$2" > "$1/globex/accounts.csv"
	touch -d "$today" "$1"/*/accounts.csv
	until ended "$1" $run; do
		[ $trouble = no ] || disks
		call_limited "$1/acme/globex"
		call_limited "$1/globex/acme"
		[ $((i % 4)) -ne 2 ] || approvals "$1"
		[ $((i % 20)) -ne 19 ] || send_again "$1" $run
		i=$((i + 1))
		[ $i -lt 200 ] || fail "week $2 of $1: stuck"
	done
	rounds=$i
	for us in acme globex; do
		[ "${full_for[$us]:-0}" -eq 0 ] || [ $trouble = no ] ||
		    disk storm $us 1g
		full_for[$us]=0
	done
}

# ---- what must hold ----

# What does not depend on random numbers of a run: of pairs the accounts, score,
# level and fields, and of changes and actions all but references.
same_results()
{
	python3 - "$@" <<- 'END'
	import csv, sys
	# What is drawn at random in each run.
	secret = 'match', 'pair', 'their_ref'
	def essence(path):
	    return sorted(tuple((k, v) for k, v in row.items() if k not in secret)
	        for row in csv.DictReader(open(path)))
	run = sys.argv[1]
	for us in 'acme/globex', 'globex/acme':
	    for name in 'pairs', 'actions', 'changes':
	        if name == 'changes' and run == '1':
	            continue
	        a, b = (essence('%s/%s/results/%s/%s.csv' % (w, us, run, name))
	            for w in ('calm', 'storm'))
	        if a != b or (name == 'pairs' and not a):
	            print(us, name, len(a), len(b))
	            for x, y in zip(a, b):
	                if x != y:
	                    print(set(x) ^ set(y))
	            sys.exit(1)
	END
}

# No run of an identity has answered two files: in the ledger each run has
# received one file of the partner's at most, which its scalar serves, and has
# come to one result. A killed step may leave several of `sent` and `answered`
# there, of files that were not kept; so whatever left under a name, which has the
# run and the step, was the same to the byte, and no partner has seen two signed
# files for one step of a run.
one_answer()
{
	local us
	for us in acme globex; do
		cut -d, -f1,2,4 "$1/$us/me.key.ledger" | sort | uniq -d |
		    grep -E ',(received|revealed|claims-sent|fields-sent)$' &&
		    fail "$us: the ledger has two of a kind for one run"
		grep -q . "$1-$us-sums" || fail "$us has sent nothing"
		sort -u "$1-$us-sums" | cut -d' ' -f1 | sort | uniq -d |
		    grep . && fail "$us sent two files of one name"
	done
	for us in acme/globex globex/acme; do
		! grep ',evidence,' "$1/$us/log.csv" ||
		    fail "$us has got two files for one step"
	done
}

# After all of it nothing is left half done: no file under a temporary name
# beside that of the last call, nothing held or to be sent.
nothing_left()
{
	local left
	left=$(find "$1/acme" "$1/globex" -type f \( -name '.*' -o -name '*.tmp' \
	    -o -name '*.new' \) ! -name .lock ! -name .new ! -name .late)
	[ -z "$left" ] || fail "left behind: $left"
	left=$(find "$1"/*/*/outbox "$1"/*/*/held -type f)
	[ -z "$left" ] || fail "not done: $left"
}

# ---- the soak ----

if ! "$kill_at" 0 report true; then
	echo 'skipped: no process may be traced here' >&2
	exit 77
fi
today=$start
expires=$(date -u -d "$start + 400 days" +%F)
mkdir -p keys/acme keys/globex
psi-keygen -q -o keys/acme/me.key > keys/acme/me.pub
psi-keygen -q -o keys/globex/me.key > keys/globex/me.pub
agree keys
world calm
world storm
most=0 limit=''
for ((n = 0; n < weeks && SECONDS < 60 * minutes; n++)); do
	today=$(date -u -d "$start + $((7 * n)) days" +%F)
	if [ $n -gt 0 ] && [ $((n % renew)) -eq 0 ]; then
		renewals=$((renewals + 1))
		old=$(sed -n 's/^sha256,//p' keys/agreement.csv)
		expires=$(date -u -d "$today + 400 days" +%F)
		agree keys "$old"
		for us in calm/acme/globex calm/globex/acme storm/acme/globex \
		    storm/globex/acme; do
			cat keys/agreement.csv > $us/agreement.csv
			cat keys/agreement.csv.psl > $us/agreement.csv.psl
		done
	fi
	trouble=no
	rm -f trouble
	places=() changes=()
	week calm $n
	trouble=yes
	touch trouble
	bring_again
	week storm $n
	[ $rounds -le $most ] || most=$rounds
	same_results $((n + 1)) || fail "week $n: the results differ"
	[ $(((n + 1) % 10)) -ne 0 ] ||
	    echo "soak: week $((n + 1)): $calls calls, $kills killed" >&2
done
# A last quiet call each: what was cut off in the last of them is made good.
trouble=no
rm trouble
for i in 1 2; do
	call storm/acme/globex
	call storm/globex/acme
done
one_answer calm
one_answer storm
nothing_left storm
count() { if [ -f "$1" ]; then wc -l < "$1"; else echo 0; fi; }
how='really full'
[ "$PSI_SOAK_INSIDE" = mounts ] || how='by limits of the size of a file'
cat <<END
soak: seed $seed: $n weeks, $renewals renewals, $calls calls, $kills killed
soak: full disks ($how): $full periods, $full_calls calls
soak: transports: $(count failed) failed, $(count unsure) failed after they had brought it, $(count cuts) cut off, $(count damaged) damaged, $(count twice) twice, $(count held) late, $(count replayed) again weeks later, $(count lost) lost; $again times sent again by a person
END
for where in "${!killed[@]}"; do
	echo "$where ${killed[$where]}"
done | sort -k3,3nr | paste -sd, | sed 's/,/, /g; s/^/soak: killed: /'
echo "soak: results of all weeks equal; at most $most rounds for a run"
