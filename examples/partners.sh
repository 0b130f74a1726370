#!/usr/bin/env bash
# One company and three partners: Acme compares its list with that of Globex,
# of Initech and of Hooli, one after the other, and asks about all of them.
#
#	examples/partners.sh BIN [DIR]		play with the programs in BIN
#
# quickstart.sh shows each step of one session; here the same steps are run
# three times without a word, and only what Acme asks afterwards is shown. BIN
# may be build/cli. Everything is left in DIR (default: ./partners): Acme's
# list is DIR/acme/accounts.csv, and DIR/acme/PARTNER/ has agreement.csv and
# pairs.csv. The examples of psi-report(1) and psi-motions(1) were made there.
# Called as `sh SCRIPT`, with a shell that may know no arrays: call bash.
if [ -z "${BASH_VERSION:-}" ] || shopt -oq posix; then
	unset POSIXLY_CORRECT
	exec bash "$0" "$@"
fi
set -euo pipefail

if [ $# -lt 1 ]; then
	sed -n '/^#\texamples/s/^#\t/usage: /p' "$0" >&2
	exit 2
fi
top=$(cd "$(dirname "$0")/.." && pwd)
PATH=$(cd "$1" && pwd):$PATH
here=${2:-$PWD/partners}
export LC_ALL=C.UTF-8

# What each side shares of a pair; exact amounts and ratings stay at home.
fields=name+country+owner+industry+segment+region+stage+amount:band
fields+=+close_date:quarter+products+nps:band+renewal_date:quarter+tier
fields+=+opt_out+propensity+committed_spend

# meet PARTNER NAME EXPORT: a whole session of Acme and that partner.
meet() {
	local us=$here/acme/$1 them=$here/$1 list=$here/acme/accounts.csv
	printf 'Acme and %s compare their lists\n' "$2"
	mkdir "$us" "$them"
	cp "$top/examples/data/$3" "$them/accounts.csv"

	# Identities, and an agreement that both sign.
	cd "$them"
	psi-keygen -q -o me.key > me.pub
	cd "$us"
	psi-agree propose -q -i ../me.key -n 'Acme, Inc.' \
		--partner "$(cat "$them/me.pub")" --partner-name "$2" \
		-s "share-a=any any $fields" -s "share-b=any any $fields" \
		-s combine-partners=yes -o proposal.csv
	psi-agree sign -q --accept-list -i "$them/me.key" \
		-o agreement.csv proposal.csv
	cp agreement.csv "$them"
	cp proposal.csv.psl agreement.csv.psl
	cp proposal.csv.psl "$them/agreement.csv.psl"

	# Keys, blinded; both answers; what both have.
	psi-normalize -q -a agreement.csv -o keys.csv "$list"
	psi-blind -q -a agreement.csv -i ../me.key -s s -o blinded.csv keys.csv
	cd "$them"
	psi-normalize -q -a agreement.csv -o keys.csv accounts.csv
	psi-blind -q -a agreement.csv -i me.key -s s -o blinded.csv keys.csv
	psi-exchange -q -s s "$us/blinded.csv"
	cd "$us"
	psi-exchange -q -s s -o answer.csv "$them/blinded.csv"
	cd "$them"
	psi-reveal -q -s s -o matches.csv "$us/answer.csv"
	psi-exchange -q -s s -o answer.csv
	cd "$us"
	psi-reveal -q -s s -o matches.csv "$them/answer.csv"

	# Claims, then the fields of pairs.
	psi-share -q -s s -o claims.csv
	cd "$them"
	psi-share -q -s s -o claims.csv
	psi-join -q -s s --accounts accounts.csv "$us/claims.csv" > /dev/null
	psi-share -q -s s --accounts accounts.csv -o fields.csv
	cd "$us"
	psi-join -q -s s --accounts "$list" "$them/claims.csv" > /dev/null
	psi-share -q -s s --accounts "$list" -o fields.csv
	psi-join -q -s s --accounts "$list" -o pairs.csv "$them/fields.csv"
	cd "$them"
	psi-join -q -s s --accounts accounts.csv -o pairs.csv "$us/fields.csv"
}

# ask COMMAND...: print it and run it in Acme's folder.
ask() {
	cd "$here/acme"
	printf '\n$ %s\n' "$*"
	"$@"
}

rm -rf "$here"
mkdir -p "$here/acme"
cp "$top/examples/data/acme-salesforce.csv" "$here/acme/accounts.csv"
(cd "$here/acme" && psi-keygen -q -o me.key > me.pub)
meet globex 'Globex GmbH' globex-hubspot.csv
meet initech 'Initech Ltd' initech-dynamics.csv
meet hooli 'Hooli Inc.' hooli-export.csv
cp "$top/examples/data/acme-deals.csv" "$here/acme/deals.csv"

# What an earlier run with Initech would have left: of March, without two of the
# accounts, and one with another owner.
sed -E -e 's/^(([^,]*,){4})[0-9-]{10},/\12026-03-02,/' \
	-e '/0015g00000KWsmfAAA|0015g00000mK6gBAAA/d' -e '/0015g00000sLnseAAA/s/Tom Okafor|Ines Duarte|Nadia Perret/Ray Bosch/' \
	"$here/acme/initech/pairs.csv" > "$here/acme/initech/march.csv"

# What one agreement lets Acme do it says itself; together they need all three.
agreements=(-a globex/agreement.csv -a initech/agreement.csv
	-a hooli/agreement.csv)
pairs=(globex/pairs.csv initech/pairs.csv hooli/pairs.csv)
ask psi-report best --table --limit 8 "${agreements[@]}" "${pairs[@]}"
ask psi-report bundle --table "${agreements[@]}" "${pairs[@]}"
ask psi-motions -q "${agreements[@]}" -o actions.csv "${pairs[@]}"
ask psi-report page -q "${agreements[@]}" --accounts accounts.csv \
	-o report.html "${pairs[@]}"
printf '\nAll files are in %s\n' "$here"
printf 'Open the page in a browser: xdg-open %s\n' "$here/acme/report.html"
