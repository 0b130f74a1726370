# psi-run: several partners, and what of them may be put together.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"

# Acme with three partners, each in a folder of its own; the third agreement
# keeps results apart.
list=$TOP/test/cli/data/suffixes.dat
mkdir acme
psi-keygen -q -o acme/me.key > acme/me.pub
cat > acme/accounts.csv <<-'END'
Account ID,Account Name,Website,Billing Country,Type
A-1,"Northwind Traders, Inc.",https://www.northwind-traders.com/,US,Customer
A-2,Müller GmbH,mueller-stahl.de,Germany,Customer
A-3,Only Acme Knows Ltd,only-acme-knows.co.uk,GB,Prospect
END
number=0
for them in globex initech hooli; do
	number=$((number + 1))
	mkdir $them
	psi-keygen -q -o $them/me.key > $them/me.pub
	psi-agree propose -q -i acme/me.key -n Acme -p "$(cat $them/me.pub)" \
	    --partner-name $them --suffix-list "$list" \
	    -s "combine-partners=$([ $them = hooli ] && echo no || echo yes)" \
	    -s 'share-a=any any name' -s 'share-b=any any name' -o p-$them.csv
	psi-agree sign -q --accept-list -i $them/me.key \
	    -o $them/agreement.csv p-$them.csv
	sed "s/^A-/$number-/; $((5 - number))d" acme/accounts.csv \
	    > $them/accounts.csv
	sed -i '2s/Customer/Prospect/' $them/accounts.csv
	cp $them/agreement.csv acme/agreement.csv
	cp $them/agreement.csv.psl acme/agreement.csv.psl
	join_up acme $them
	join_up $them acme
done

# One call for all of them; one that needs a person, or is broken, does not
# keep the others.
expect_status 6 psi-run acme/globex acme/initech acme/hooli
for them in globex initech hooli; do
	expect_stderr "acme/$them: the first run with \"$them\""
	yes_to acme $them first-run
done
mv acme/initech/settings.csv aside
expect_status 6 psi-run acme/globex acme/initech acme/hooli
expect_stderr 'acme/initech.* is not a folder of psi-run'
contains acme/hooli/log.csv ',1,make,blinded,'
expect_status 6 psi-run --status --json acme/globex acme/initech > status
contains status '"folder": "acme/initech", "partner": null, "run": 0, "step": "unknown", "waits_for": "person"'
contains status '"status": 6, "key": "folder"'
python3 -c 'import json, sys; json.load(open("status"))' ||
    fail 'it is no JSON'
mv aside acme/initech/settings.csv
for them in globex initech hooli; do
	psi-run -q $them/acme 2> /dev/null || true
	yes_to $them acme first-run
done
for i in 1 2 3 4 5 6 7 8 9; do
	psi-run -q acme/globex acme/initech acme/hooli 2> said || true
	for them in globex initech hooli; do
		psi-run -q $them/acme 2> said || true
		yes_to $them acme share 2> /dev/null || true
		yes_to acme $them share 2> /dev/null || true
	done
done
ok psi-run -q acme/globex acme/initech acme/hooli
silent
ok psi-run --status acme/globex acme/initech acme/hooli > status
lines status 4
contains status '^acme/hooli +1 idle +nobody'
ok psi-run --status --json acme/globex acme/hooli > status
contains status '"partner": "hooli", "run": 1, "step": "idle"'

# The best partner of each account, never of the one who keeps apart.
ok psi-run --best acme/globex acme/initech acme/hooli > best.csv
expect_stderr 'left out: 1 partners whose agreement keeps results apart'
contains best.csv 'A-1.*(globex|initech)'
contains best.csv 'A-2.*(globex|initech)'
lacks best.csv 'hooli'
ok psi-run --best -o best2.csv acme/globex acme/initech
same best.csv best2.csv
mode best2.csv 600
# The last run may have ended without pairs: the last that has some counts.
mkdir acme/globex/results/2
ln -sfn 2 acme/globex/results/latest
echo "$(date -u +%FT%TZ),2,end,,,partial" >> acme/globex/log.csv
ok psi-run --best acme/globex acme/initech > best4.csv
same best.csv best4.csv
no_stderr 'without a result'
expect_status 5 psi-run --best -o best3.csv acme/hooli
expect_stderr 'no result that may be combined' "hint: 'combine-partners'"
no_output best3.csv
expect_status 2 psi-run -o x acme/hooli
