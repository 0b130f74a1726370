#!/usr/bin/env bash
# Account mapping that goes on by itself: Acme and Globex, six weeks, two lists
# that change, and what is new each week at both.
#
#	examples/continuous.sh BUILD
#
# BUILD is a build folder with tests (cmake -DPSI_BUILD_TESTS=ON): the weeks are
# played in a minute, and only the psi-run in BUILD/test/clock can be told what
# day it is. The psi-run that is installed cannot, and it refuses a folder that
# was made with such a clock, as the other refuses a real one.
#
# Each company calls psi-run on its folder, as cron would; "send" copies a file
# into the other's inbox. Nothing else passes between them.
if [ -z "${BASH_VERSION:-}" ] || shopt -oq posix; then
	unset POSIXLY_CORRECT
	exec bash "$0" "$@"
fi
set -euo pipefail
export LC_ALL=C.UTF-8

build=$(cd "${1:?a build folder is needed}" && pwd)
export PATH=$build/test/clock:$build/cli:$PATH
[ -x "$build/test/clock/psi-run" ] || {
	echo "skipped: $build was not built with tests"
	exit 77
}
place=${2:-$build/continuous}
rm -rf "$place"
mkdir -p "$place/acme" "$place/globex"
cd "$place"

say() {
	printf '\n\033[1m%s\033[0m\n' "$*"
}

# companies FROM TO: lines "number name", of companies that do not exist.
companies() {
	awk -v from="$1" -v to="$2" 'BEGIN {
		split("Amber Birch Cedar Delta Ember Fjord Grove Harbor Indigo " \
		    "Juniper Kestrel Larch", a, " ")
		split("Foods Motors Bank Energy Logistics Textiles Optics " \
		    "Paper Steel Media", b, " ")
		for (i = from; i <= to; i++)
			print i, a[i % 12 + 1] " " b[int(i / 12) % 10 + 1] \
			    (i >= 120 ? " " i : "")
	}'
}

# Acme's list in a week: companies 1 to 60. Each week two prospects are won, a
# customer is lost, an account gets another owner, and a new prospect comes.
acme_list() {
	companies 1 $((60 + $1)) | awk -v week="$1" '
	BEGIN { print "Account ID,Account Name,Website,Type,Account Owner" }
	{
		id = $1; name = $2 " " $3 (NF > 3 ? " " $4 : "")
		type = id % 3 == 0 ? "Customer" : "Prospect"
		if (id % 3 == 1 && id > 33 && id <= 33 + 6 * week) type = "Customer"
		if (id % 3 == 0 && id <= 3 * week) type = "Former Customer"
		owner = (id % 2) ? "Ann" : "Bob"
		if (id == 40 + week) owner = "Cid"
		site = tolower($2 "-" $3 (NF > 3 ? $4 : "")) ".example.com"
		gsub(/ /, "", site)
		printf "A-%d,%s Inc,www.%s,%s,%s\n", id, name, site, type, owner
	}'
}

# Globex knows companies 31 to 90: each week one of them is merged into another
# and goes, and one comes.
globex_list() {
	companies $((31 + $1)) $((90 + $1)) | awk -v week="$1" '
	BEGIN { print "Record ID,Company name,Company Domain Name,Lifecycle Stage,Company owner" }
	{
		name = $2 " " $3 (NF > 3 ? " " $4 : "")
		site = tolower($2 "-" $3 (NF > 3 ? $4 : "")) ".example.com"
		gsub(/ /, "", site)
		stage = $1 % 4 == 0 ? "Customer" : "Lead"
		if ($1 % 4 == 2 && $1 <= 31 + 5 * week) stage = "Opportunity"
		printf "%d,%s GmbH,%s,%s,%s\n", 7000 + $1, name, site, stage,
		    $1 % 5 ? "Yan" : "Zoe"
	}'
}

day_of() {
	date -u -d "$start + $1 days" +%F
}

# lists WEEK: both exports, as the CRM writes them on that day.
lists() {
	acme_list "$1" > acme/accounts.csv
	globex_list "$1" > globex/accounts.csv
	touch -d "$today" acme/accounts.csv globex/accounts.csv
}

# folder US THEM: what a transport would do is a copy here.
folder() {
	cat > "$1/send" <<-END
	#!/bin/sh
	to=$place/$2/$1/inbox/\${1##*/}
	cp "\$1" "\$to.part" && mv "\$to.part" "\$to"
	END
	chmod 755 "$1/send"
	psi-run -q --today "$today" init "$1/$2" -i "$1/me.key" \
	    -a agreement.csv --accounts "$1/accounts.csv" \
	    --set "send=$place/$1/send" --set 'send={file}' --set every=7 \
	    --set free-space=1
}

# calls N: both call psi-run N times, as cron does all day.
calls() {
	local i
	for ((i = 0; i < $1; i++)); do
		psi-run -q --today "$today" acme/globex 2>> acme/mail || true
		psi-run -q --today "$today" globex/acme 2>> globex/mail || true
	done
}

start=$(date -u +%F)
today=$start
say 'Once: identities, an agreement, a folder for the partner on each side'
psi-keygen -q -o acme/me.key > acme/me.pub
psi-keygen -q -o globex/me.key > globex/me.pub
psi-agree propose -q -i acme/me.key -n Acme -p "$(cat globex/me.pub)" \
    --partner-name Globex -s runs=10 -s period-days=365 \
    -s 'share-a=any any name+owner' -s 'share-b=any any name+owner' \
    -o proposal.csv
psi-agree sign -q -i globex/me.key -o agreement.csv proposal.csv
lists 0
folder acme globex
folder globex acme

say 'A person at each says yes to the first run, and to sharing'
calls 1
psi-run -q --today "$today" approve acme/globex first-run
psi-run -q --today "$today" approve globex/acme first-run
calls 4
psi-run -q --today "$today" approve acme/globex share
psi-run -q --today "$today" approve globex/acme share

for week in 0 1 2 3 4 5; do
	today=$(day_of $((7 * week)))
	lists $week
	calls 6
	say "Week $week, $today"
	for us in acme/globex globex/acme; do
		printf '%-12s run %s: %3d pairs' "${us%/*}" \
		    "$(readlink $us/results/latest)" \
		    "$(grep -c ',account,' $us/results/latest/pairs.csv)"
		if [ -f $us/results/latest/changes.csv ]; then
			printf '; changes:'
			tail -n +2 $us/results/latest/changes.csv |
			    cut -d, -f1,2 | sort | uniq -c |
			    awk '{ printf " %d %s", $1, $2 }'
		elif [ $week -gt 0 ]; then
			echo ': no changes.csv'
			exit 1
		fi
		printf '\n'
	done
done

say 'How they stand'
psi-run --today "$today" --status acme/globex globex/acme
