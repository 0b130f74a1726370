#!/usr/bin/env bash
# The example of three partners, with the answers that its lists were made for.
#
#	partners.sh TOP BIN DIR
set -euo pipefail
top=$1 bin=$2 dir=$3

"$top/examples/partners.sh" "$bin" "$dir" > /dev/null
cd "$dir/acme"
agreements=(-a globex/agreement.csv -a initech/agreement.csv
	-a hooli/agreement.csv)
pairs=(globex/pairs.csv initech/pairs.csv hooli/pairs.csv)
PATH=$bin:$PATH

# answer QUESTION LINE...: these rows, on the day that the lists were made for.
answer() {
	local question=$1
	shift
	psi-report "$question" -q --csv --limit 8 --today 2026-11-28 \
		"${agreements[@]}" "${pairs[@]}" | sed 1d > got
	printf '%s\n' "$@" > want
	diff want got || {
		echo "partners.sh: '$question' has another answer" >&2
		exit 1
	}
}

answer best \
	'0015g00000KWsmfAAA,Müller & Söhne Präzisionstechnik GmbH,open_opportunity,3,Globex GmbH,customer,accelerate,120,Team West,,rank 120; Hooli Inc. has 90' \
	'0015g00000PhMymAAA,CRESCENT CITY MARINE LLC,open_opportunity,3,Globex GmbH,customer,accelerate,120,Team West,,"same rank and population, and a low NPS (detractor) at Hooli Inc."' \
	'0015g00000hCBTfAAA,Bücherwald Verlag GmbH,prospect,3,Globex GmbH,customer,intro-in,80,Partner Desk,,"same rank and population, and a higher NPS (promoter) than at Hooli Inc. (detractor)"' \
	'0015g00000z3qPpAAA,Ash Hill Robotics (US),prospect,3,Globex GmbH,customer,intro-in,80,Team South,,rank 80; Hooli Inc. has 30' \
	'0015g00000khq5fAAA,Golden Plains Robotics Corp.,prospect,3,Initech Ltd,customer,intro-in,80,Tom Okafor,,rank 80; Globex GmbH has 50' \
	'0015g00000lV5kcAAA,Hoshino Seimitsu K.K.,customer,3,Hooli Inc.,customer,marketplace-route,75,Mira Holt,,rank 75; Initech Ltd has 60' \
	'0015g00000JbIeHAAA,AT Quarries Pty Ltd,customer,3,(tie),customer,cross-sell,60,,Globex GmbH; Initech Ltd; Hooli Inc.,"same rank, population and NPS (promoter): none is best"' \
	'0015g00000ydt8BAAA,"Cerámica Río Verde, S.L.",customer,3,Globex GmbH,customer,cross-sell,60,Partner Desk,,"same rank and population, and a higher NPS (promoter) than at Initech Ltd (passive)"'
answer bundle \
	'0015g00000JbIeHAAA,AT Quarries Pty Ltd,3,(tie),Data Hub,Team South' \
	'0015g00000ydt8BAAA,"Cerámica Río Verde, S.L.",3,Globex GmbH,Cloud Desk,Partner Desk' \
	'0015g00000lV5kcAAA,Hoshino Seimitsu K.K.,3,Hooli Inc.,Cloud Desk,Team East'
grep -q ',bundle,' actions.csv

# Names of one company with another legal form say so.
grep 'CRESCENT CITY MARINE CORP' report.html |
	grep -q 'certain, though with another legal form'

# To check are matches, that is accounts at a partner, that are not sure: as
# many as have a pair that counts.
num=$(psi-report check -q --csv -w 'likeliest = yes' \
	"${agreements[@]}" "${pairs[@]}" | sed 1d | wc -l)
grep -q "<b>$num</b> more matches are only possible" report.html

# A Canadian and an American company of one web domain are to be checked first:
# in no answer, and on the page of one partner as on that of three.
for question in mutual nps revenue; do
	psi-report "$question" -q --csv globex/pairs.csv > got
	if grep 'Iron Gate Networks Canada' got; then
		echo "partners.sh: '$question' has it" >&2
		exit 1
	fi
done
psi-report check -q --csv globex/pairs.csv |
	grep '^0015g00000DVrvZAAA,Iron Gate Networks Canada ULC,Iron Gate Networks (US),customer,customer,CA,US,.*,group,yes$' > /dev/null
for partner in globex initech hooli; do
	psi-report page -q -a $partner/agreement.csv --accounts accounts.csv \
		-o "report-$partner.html" $partner/pairs.csv
done
