#!/bin/bash
# Two psi-run's for many weeks, with everything that goes wrong: killed at any
# moment, transports that fail, lose the order, cut files off and bring them
# twice, a full disk for a while, agreements that are renewed.
#
# usage: soak.sh BUILD WEEKS [SEED [WEEKS-OF-AN-AGREEMENT]]
#
# What must hold: never stuck for good, never two answers with one scalar, and
# the results of each run are those of an undisturbed history of the same lists.
# Prints figures, and ends with status 1 where anything does not hold.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC

top=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "$1" && pwd)
weeks=$2
RANDOM=${3:-1}
renew=${4:-50}
export PATH=$build/test/clock:$build/cli:$PATH
place=$(mktemp -d "${TMPDIR:-/tmp}/psi-soak.XXXXXX")
trap '[ -n "${PSI_TEST_KEEP:-}" ] || rm -rf "$place"' EXIT
cd "$place"

start=$(date -u +%F)
calls=0 kills=0 failed=0 cuts=0 twice=0 full=0 renewals=0 again=0
# Off while the undisturbed history is made.
trouble=no

fail()
{
	echo "soak: $*" >&2
	PSI_TEST_KEEP=1
	echo "soak: kept: $place" >&2
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

# transport WORLD US THEM: fails now and then, cuts off, brings twice, and holds
# files back so that a later one arrives first.
transport()
{
	cat > "$1/$2/send" <<-END
	#!/bin/bash
	to=$place/$1/$3/$2/inbox
	late=$place/$1/$2/late
	chance() { [ -e $place/trouble ] && [ \$((\$(od -An -N2 -tu2 /dev/urandom) % \$1)) -eq 0 ]; }
	note() { echo x >> $place/\$1; }
	set -e
	if chance 6; then note failed; exit 1; fi
	if chance 50; then note lost; exit 0; fi
	if chance 6; then
		head -c \$((\$(stat -c %s "\$1") / 2)) "\$1" > "\$to/cut-\$RANDOM"
		note cuts
	fi
	if chance 5; then cp "\$1" "\$late/.new"; mv "\$late/.new" "\$late/\${1##*/}"; exit 0; fi
	if chance 5; then cp "\$1" "\$to/.new" && mv "\$to/.new" "\$to/twice-\$RANDOM"; note twice; fi
	cp "\$1" "\$to/.new"
	mv "\$to/.new" "\$to/\${1##*/}"
	END
	cat > "$1/$2/fetch" <<-END
	#!/bin/bash
	for file in $place/$1/$3/late/*; do
		[ -e "\$file" ] && mv "\$file" "\$1/late-\$RANDOM-\${file##*/}"
	done
	exit 0
	END
	chmod 755 "$1/$2/send" "$1/$2/fetch"
	mkdir "$1/$2/late"
}

world()
{
	local us
	mkdir -p "$1/acme" "$1/globex"
	cp -a keys/acme/. "$1/acme/"
	cp -a keys/globex/. "$1/globex/"
	cp keys/agreement.csv keys/agreement.csv.psl "$1/"
	transport "$1" acme globex
	transport "$1" globex acme
	acme_list 0 > "$1/acme/accounts.csv"
	globex_list 0 > "$1/globex/accounts.csv"
	touch -d "$today" "$1"/*/accounts.csv
	for us in acme/globex globex/acme; do
		psi-run -q --today "$today" init "$1/$us" \
		    -i "$1/${us%/*}/me.key" -a "$1/agreement.csv" \
		    --accounts "$1/${us%/*}/accounts.csv" \
		    --set "send=$place/$1/${us%/*}/send" --set 'send={file}' \
		    --set "fetch=$place/$1/${us%/*}/fetch" \
		    --set 'fetch={inbox}' --set every=7 --set free-space=1 \
		    --set list-change=100 --set report=no
	done
}

# ---- calls ----

# call WORLD/US/THEM: psi-run; in trouble it may be killed between any two
# system calls, or find the disk full.
call()
{
	local pid delay
	calls=$((calls + 1))
	if [ $trouble = yes ] && [ $((RANDOM % 3)) -eq 0 ]; then
		psi-run -q -j 1 --today "$today" "$1" 2>> "$1.err" &
		pid=$!
		delay=$((RANDOM % 60))
		sleep "0.0$(printf %02d $((delay % 100)))"
		if kill -KILL $pid 2> /dev/null; then
			kills=$((kills + 1))
		fi
		wait $pid 2> /dev/null || true
	elif [ $trouble = yes ] && [ $((RANDOM % 8)) -eq 0 ]; then
		full=$((full + 1))
		# No file may grow beyond some blocks: as on a full disk, a
		# write fails or is cut short.
		(ulimit -f $((RANDOM % 40)) && exec psi-run -q -j 1 \
		    --today "$today" "$1" 2>> "$1.err") || true
	else
		psi-run -q -j 1 --today "$today" "$1" 2>> "$1.err" || true
	fi
}

# approvals WORLD: a person who says yes to what a plan foresees, and to nothing
# that only an attack would bring.
approvals()
{
	local us what
	for us in acme/globex globex/acme; do
		for what in first-run share agreement list; do
			psi-run -q --today "$today" approve "$1/$us" $what \
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

# week WORLD N: the lists of week N, and calls until both have ended run N + 1.
week()
{
	local run=$(($2 + 1)) i=0
	acme_list "$2" > "$1/acme/accounts.csv"
	globex_list "$2" > "$1/globex/accounts.csv"
	touch -d "$today" "$1"/*/accounts.csv
	until ended "$1" $run; do
		call "$1/acme/globex"
		call "$1/globex/acme"
		[ $((i % 4)) -ne 2 ] || approvals "$1"
		[ $((i % 40)) -ne 39 ] || send_again "$1" $run
		i=$((i + 1))
		[ $i -lt 200 ] || fail "week $2 of $1: stuck"
	done
	rounds=$i
}

# ---- what must hold ----

# What does not depend on random numbers of a run: of pairs the accounts, score,
# level and fields.
essence()
{
	python3 - "$1" <<- 'END'
	import csv, sys
	keep = ('our_account', 'score', 'tier', 'level', 'our_population',
	    'their_population', 'our_name', 'our_owner', 'their_name', 'their_owner')
	for row in sorted(tuple(r.get(k, '') for k in keep)
	    for r in csv.DictReader(open(sys.argv[1]))):
	    print(row)
	END
}

# No run of an identity has answered two files: in the ledger each run has one
# partner's file at most, and what left for a run is one file of each kind.
one_answer()
{
	local us
	for us in acme globex; do
		cut -d, -f1,2,4 "$1/$us/me.key.ledger" | sort | uniq -d |
		    grep -E ',(received|answered|revealed|claims-sent|fields-sent)$' &&
		    fail "$us: the ledger has two of a kind for one run"
	done
	for us in acme/globex globex/acme; do
		sort -u "$1/$us/sent.sums" | cut -d' ' -f1 | sort | uniq -d |
		    grep . && fail "$us sent two files of one name"
	done
	return 0
}

# Everything that ever lay in sent/, by name and digest.
note_sent()
{
	local us file
	for us in acme/globex globex/acme; do
		for file in "$1/$us"/sent/* "$1/$us"/outbox/psi-*; do
			[ -f "$file" ] || continue
			echo "${file##*/} $(sha256sum < "$file")"
		done >> "$1/$us/sent.sums"
		sort -u -o "$1/$us/sent.sums" "$1/$us/sent.sums"
	done
}

# ---- the soak ----

today=$start
expires=$(date -u -d "$start + 400 days" +%F)
mkdir -p keys/acme keys/globex
psi-keygen -q -o keys/acme/me.key > keys/acme/me.pub
psi-keygen -q -o keys/globex/me.key > keys/globex/me.pub
agree keys
world calm
world storm
rm calm/*/me.key.host storm/*/me.key.host 2> /dev/null || true
for us in acme globex; do
	them=$([ $us = acme ] && echo globex || echo acme)
	psi-run -q --today "$today" adopt calm/$us/$them
	psi-run -q --today "$today" adopt storm/$us/$them
done
most=0
for ((n = 0; n < weeks; n++)); do
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
	week calm $n
	trouble=yes
	touch trouble
	week storm $n
	[ $rounds -le $most ] || most=$rounds
	note_sent storm
	for us in acme/globex globex/acme; do
		a=calm/$us/results/$((n + 1))/pairs.csv
		b=storm/$us/results/$((n + 1))/pairs.csv
		[ "$(essence $a)" = "$(essence $b)" ] ||
		    fail "week $n: $a and $b differ"
	done
done
one_answer storm
count() { [ -f "$1" ] && wc -l < "$1" || echo 0; }
echo "soak: $weeks weeks, $renewals renewals, $calls calls, $kills killed," \
    "$full with a full disk, $(count failed) failed sends, $(count cuts) cut" \
    "off, $(count twice) brought twice, $(count lost) lost, $again times sent" \
    "again by a person; at most $most rounds for a run;" \
    "results equal"
