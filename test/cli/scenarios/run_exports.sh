# psi-run with several exports of one company: copied, read as one, shared and
# compared.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"

partners -s 'share-a=any any name+stage+amount' -s 'share-b=any any country'
cat > acme/deals.csv << 'END'
Opportunity ID,Account ID,Stage,Amount
O-1,A-1,Prospecting,EUR 1000
O-2,A-1,Negotiation/Review,EUR 200
END
printf 'Company,Email,Lead Status\nAnother,x@another-of-globex.de,Open\n' \
    > acme/leads.csv
printf 'accounts,%s\n' "$PWD/acme/deals.csv" "$PWD/acme/leads.csv" \
    >> acme/globex/settings.csv
psi-run init acme/second -i acme/me.key -a acme/agreement.csv \
    --accounts acme/accounts.csv --accounts acme/deals.csv 2> said ||
	fail "no folder: $(cat said)"
[ "$(grep -c '^accounts,' acme/second/settings.csv)" = 2 ] ||
	fail 'the settings do not name two exports'

expect_status 6 psi-run acme/globex
expect_status 6 psi-run globex/acme
yes_to acme globex first-run
yes_to globex acme first-run
ok psi-run acme/globex
for pair in accounts:accounts accounts-2:deals accounts-3:leads; do
	same "acme/globex/work/1/${pair%:*}.csv" "acme/${pair#*:}.csv"
	mode "acme/globex/work/1/${pair%:*}.csv" 600
done
[ "$(grep -c '^,,list,' acme/globex/work/1/keys.csv)" = 3 ] ||
	fail 'the keys are not of three exports'
contains acme/globex/work/1/keys.csv \
    '^list-3-line-2,prospect,domain,another-of-globex.de$'
back_and_forth 2
# What a person looks at before saying yes is made of all of them.
run=acme/globex/work/1
expect_status 6 psi-run acme/globex
expect_stderr "see it with 'psi-share --dry-run -s acme/globex/runs/1 --accounts $run/accounts.csv --accounts $run/accounts-2.csv --accounts $run/accounts-3.csv',"
ok psi-share --dry-run -s acme/globex/runs/1 --accounts $run/accounts.csv \
    --accounts $run/accounts-2.csv --accounts $run/accounts-3.csv > dry.csv
contains dry.csv '^customer,,population,'
# It is read as it will be read for what leaves; and a yes is to that reading.
yes_to acme globex share
echo map,amount=Stage >> acme/globex/settings.csv
echo currency,EUR >> acme/globex/settings.csv
expect_status 6 psi-run acme/globex
expect_stderr "/accounts-3.csv --map amount=Stage --currency EUR', then run 'psi-run approve acme/globex share'"
sed -i '/^map,/d; /^currency,/d' acme/globex/settings.csv
yes_to globex acme share
back_and_forth 1
back_and_forth 4
contains acme/globex/results/1/pairs.csv ',A-1,.*,Negotiation/Review,EUR 1200,'
contains globex/acme/results/1/pairs.csv ',Negotiation/Review,EUR 1200,'
