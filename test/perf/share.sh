#!/usr/bin/env bash
# What sharing costs: psi-share and psi-join on two lists of which some are the
# same companies, with the export that was normalised and with a later one.
#
#	test/perf/share.sh BIN [ACCOUNTS [PERCENT]]
#
# BIN has the programs, of a build with -O3; 100000 accounts a side and 30 % in
# common by default. One line for each step: processor time (user and system),
# peak memory.
set -euo pipefail

bin=$(cd "$1" && pwd)
num=${2:-100000}
common=${3:-30}
time=/usr/bin/time
[ -x "$time" ] || {
	echo "share.sh: $time is missing (package time)" >&2
	exit 1
}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
PATH=$bin:$PATH

# accounts FIRST: companies by number, with what people keep about them.
accounts() {
	awk -v n="$num" -v first="$1" 'BEGIN {
		split("US DE FR GB JP", country, " ")
		split("Discovery Proposal Negotiation", stage, " ")
		split("Customer Prospect Opportunity", type, " ")
		print "Account ID,Account Name,Website,Country,Type,Owner,Stage"
		for (i = first; i < first + n; i++)
			printf "%d-%d,Company %d of Works%d Ltd,www.company-%d.com,%s,%s,Owner %d,%s\n",
			    first, i, i, i % 9973, i, country[i % 5 + 1],
			    type[i % 3 + 1], i % 40, stage[i % 3 + 1]
	}'
}

# measure LABEL COMMAND...
measure() {
	local label=$1
	shift
	"$time" -q -f '%U %S %M' -o times "$@"
	awk -v label="$label" '{
		printf "%-28s %6.2f s  %5d MiB\n", label, $1 + $2, $3 / 1024
	}' times
}

printf '%s\n' '// ===BEGIN ICANN DOMAINS===' com \
	'// ===END ICANN DOMAINS===' > suffixes.dat
mkdir acme globex
accounts 0 > acme/accounts.csv
accounts $((num * (100 - common) / 100)) > globex/accounts.csv
for us in acme globex; do
	psi-keygen -q -o $us/me.key > $us/me.pub
	# A later export: another order, other owners.
	{
		head -n 1 $us/accounts.csv
		sed '1d; s/,Owner /,Later owner /' $us/accounts.csv | tac
	} > $us/later.csv
done
psi-agree propose -q -i acme/me.key -n Acme -p "$(cat globex/me.pub)" \
	--partner-name Globex --share sales -s "maximum-elements-a=4000000000" \
	-s "maximum-elements-b=4000000000" \
	--suffix-list suffixes.dat -o proposal.csv
psi-agree sign -q --accept-list -i globex/me.key -o globex/agreement.csv \
	proposal.csv
cp globex/agreement.csv globex/agreement.csv.psl acme/
for us in acme globex; do
	(
		cd $us
		measure "$us normalize" psi-normalize -q -a agreement.csv \
			-o keys.csv accounts.csv
		measure "$us blind" psi-blind -q -j 1 -a agreement.csv -i me.key \
			-s s -o blinded.csv keys.csv
	)
done
(cd acme && psi-exchange -q -s s -o answer.csv ../globex/blinded.csv)
(cd globex && psi-exchange -q -s s ../acme/blinded.csv > /dev/null)
(cd globex && psi-reveal -q -s s -o matches.csv ../acme/answer.csv)
(cd globex && psi-exchange -q -s s -o answer.csv)
(cd acme && psi-reveal -q -s s -o matches.csv ../globex/answer.csv)
echo "matched: $(($(wc -l < acme/matches.csv) - 1)) of $num accounts"

# sharing LABEL LIST: from the sessions as they are after the matches.
sharing() {
	local us them
	for us in acme globex; do
		rm -rf $us/now
		cp -r $us/s $us/now
	done
	for us in acme globex; do
		(cd $us && measure "$us share, claims, $1" psi-share -q -s now -f \
			--accounts "$2" --suffix-list \
			agreement.csv.psl -o claims.csv)
	done
	for us in acme globex; do
		them=acme
		[ $us = globex ] || them=globex
		(cd $us && measure "$us join, claims, $1" psi-join -q -s now -f \
			--accounts "$2" --suffix-list \
			agreement.csv.psl -o pairs.csv ../$them/claims.csv)
	done
	for us in acme globex; do
		(cd $us && measure "$us share, fields, $1" psi-share -q -s now -f \
			--accounts "$2" --suffix-list \
			agreement.csv.psl -o fields.csv)
	done
	for us in acme globex; do
		them=acme
		[ $us = globex ] || them=globex
		(cd $us && measure "$us join, fields, $1" psi-join -q -s now -f \
			--accounts "$2" --suffix-list \
			agreement.csv.psl -o pairs.csv ../$them/fields.csv)
	done
	echo "pairs with an owner: $(grep -c ',[^,]*wner [0-9]*,.*,[^,]*wner [0-9]*,' acme/pairs.csv)"
}
# The ledger knows what was sent: the second list has a copy of everything.
for us in acme globex; do
	cp -r $us $us.before
done
sharing 'same list' accounts.csv
for us in acme globex; do
	rm -rf $us
	mv $us.before $us
done
sharing 'later list' later.csv
