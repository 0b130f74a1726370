# Several exports of one company, from the keys to the pairs: customers, deals
# and leads in files of their own.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies -s 'share-a=any any name+revenue+stage+amount+close_date+open_deals' \
    -s 'share-b=any any country'
cat > acme/accounts.csv << 'END'
Account ID;Firm;Website;Billing Country;Type;Annual Revenue Currency;Annual Revenue
A-1;Northwind Traders, Inc.;https://www.northwind-traders.com/;US;Customer;USD;5000000
A-3;Only Acme Knows Ltd;only-acme-knows.co.uk;GB;Prospect;;
END
cat > acme/deals.csv << 'END'
Opportunity ID,Account ID,Account Name,Stage,Amount,Close Date,Status,Won,Currency
O-1,A-1,Northwind Traders,Prospecting,"EUR 1,000.50",2026-12-24,Open,0,
O-2,A-1,Northwind Traders,Negotiation/Review,EUR 200,2027-02-01,Open,0,EUR
O-3,A-1,Northwind Traders,Closed Lost,EUR 9999,2026-01-01,Lost,0,USD
O-4,,Northwind Traders,Qualification,40,2026-11-30,Open,0,EUR - Euro
O-5,A-1,Northwind Traders,Contract,EUR 5000,2026-02-01,Lost,0,USD
O-6,A-1,Northwind Traders,Contract,EUR 6000,2026-02-02,,1,EUR
END
cat > acme/leads.csv << 'END'
Company,Email,Country,Lead Status,Owner
Müller GmbH,info@mueller-stahl.de,Germany,Open,Bea
END
lists=(--accounts acme/accounts.csv --accounts acme/deals.csv
	--accounts acme/leads.csv)
psl=(--suffix-list acme/agreement.csv.psl)
ok psi-normalize -f -a acme/agreement.csv -m name=Firm -o acme/keys.csv \
    acme/accounts.csv acme/deals.csv acme/leads.csv
[ "$(grep -c '^,,list,[0-9a-f]\{64\}$' acme/keys.csv)" = 3 ] ||
	fail 'the keys do not name three exports'
contains acme/keys.csv '^,,map,name=Firm$'
contains acme/keys.csv '^A-1,customer,domain,northwind-traders.com$'
contains acme/keys.csv '^list-3-line-2,prospect,domain,mueller-stahl.de$'

# Of the fields that are shared it is said which cells cannot be read.
sed 's/EUR 9999,2026-01-01/about 9999,some day/' acme/deals.csv > acme/vague.csv
ok psi-normalize --check -a acme/agreement.csv -m name=Firm \
    acme/accounts.csv acme/vague.csv > vague.txt
expect_stderr 'warning: 1 amount of the list cannot be read' \
    'warning: 1 date of the list cannot be read'
contains vague.txt 'list 2 line 4: about 9999$' 'list 2 line 4: some day$'

# What becomes of one account, and of the columns of all exports.
ok psi-normalize --account A-1 -a acme/agreement.csv -m name=Firm \
    acme/accounts.csv acme/deals.csv acme/leads.csv > why.csv
contains why.csv '^list 1 line 2 column 2 name: value,'
contains why.csv '^list 2 line 5 column 3 name: value,Northwind Traders$'
expect_status 3 psi-normalize --account A-9 acme/accounts.csv acme/deals.csv
expect_stderr 'the lists have no account of that id'
ok psi-normalize --dry-run -m name=Firm acme/accounts.csv acme/deals.csv \
    > columns.csv
contains columns.csv '^export,column,header,field,sample 1'
contains columns.csv '^1,2,Firm,name,"Northwind Traders, Inc\."'
contains columns.csv '^2,4,Stage,stage,Prospecting'

blind acme
blind globex
exchange acme globex
exchange globex acme
answer globex acme

# The result needs all of them, in their order.
expect_status 3 psi-reveal -s acme/s --accounts acme/accounts.csv \
    -o acme/matches.csv globex/answer.csv
expect_stderr 'made from 3 exports, and one is given' 'hint: .*all of them'
no_output acme/matches.csv
expect_status 3 psi-reveal -s acme/s "${psl[@]}" --accounts acme/leads.csv \
    --accounts acme/deals.csv --accounts acme/accounts.csv \
    -o acme/matches.csv
expect_stderr 'leads\.csv: this was export 3 when .* is export 1 here'
no_output acme/matches.csv
expect_status 2 psi-reveal -s acme/s "${lists[@]}" --id-column Firm
expect_stderr 'goes with one --accounts'
ok psi-reveal -s acme/s "${lists[@]}" "${psl[@]}" -o acme/matches.csv
contains acme/matches.csv 'open_deals,deal_stage,deal_amount,deal_close_date$'
contains acme/matches.csv \
    ',A-1,.*,O-1,A-1,.*,,,,,,3,Negotiation/Review,EUR 1240.50,2026-11-30$'
contains acme/matches.csv ',list-3-line-2,.*,Open,Bea,0,,,$'
# Another file in the place of one: accounts that are named by a line.
sed 's/Bea/Cid/' acme/leads.csv > acme/other.csv
expect_status 3 psi-reveal -s acme/s "${psl[@]}" --accounts acme/accounts.csv \
    --accounts acme/deals.csv --accounts acme/other.csv -f \
    -o acme/matches.csv
expect_stderr 'other\.csv: accounts without an id are named by their line'

# Claims and fields: the deals of an account are one.
ok psi-share -q -s acme/s -o acme/claims.csv
ok psi-share -q -s globex/s -o globex/claims.csv
ok psi-join -q -s acme/s "${lists[@]}" "${psl[@]}" globex/claims.csv \
    -o acme/pairs.csv
expect_status 3 psi-share -s acme/s "${psl[@]}" \
    --accounts acme/deals.csv --accounts acme/accounts.csv \
    --accounts acme/leads.csv -o acme/fields.csv
expect_stderr 'deals\.csv: this was export 2 when .* is export 1 here'
no_output acme/fields.csv
ok psi-share -s acme/s "${lists[@]}" "${psl[@]}" -n > dry.csv
contains dry.csv '^customer,customer,revenue,1,USD 5000000,,$'
contains dry.csv '^customer,customer,stage,1,Negotiation/Review,,$'
contains dry.csv '^customer,customer,amount,1,EUR 1240.50,,$'
contains dry.csv '^customer,customer,close_date,1,2026-11-30,,$'
contains dry.csv '^customer,customer,open_deals,1,3,,$'
if grep -q 'prospect,open_deals' dry.csv; then
	fail 'an account without a deal has a number of them'
fi
contains dry.csv '^prospect,prospect,name,1,Müller GmbH,,$'
ok psi-share -q -s acme/s "${lists[@]}" "${psl[@]}" -o acme/fields.csv
ok psi-join -q -s globex/s --accounts globex/accounts.csv acme/claims.csv \
    -o globex/pairs.csv
ok psi-share -q -s globex/s --accounts globex/accounts.csv \
    -o globex/fields.csv
ok psi-join -q -f -s globex/s --accounts globex/accounts.csv acme/fields.csv \
    -o globex/pairs.csv
contains globex/pairs.csv ',Negotiation/Review,EUR 1240.50,2026-11-30,3,'
ok psi-join -q -f -s acme/s "${lists[@]}" "${psl[@]}" globex/fields.csv \
    -o acme/pairs.csv
contains acme/pairs.csv ',A-1,.*,Negotiation/Review,EUR 1240.50,2026-11-30,3,'

# Reports and changes count accounts, and no rows.
ok psi-report integration "${lists[@]}" "${psl[@]}" acme/pairs.csv > report.csv
grep -q 'customer' report.csv || fail "no share: $(cat report.csv)"
cp -r acme/deals.csv acme/deals-later.csv
sed -i 's/EUR 200/EUR 300/' acme/deals-later.csv
sed '/,A-1,/d' acme/pairs.csv > before.csv
ok psi-diff "${psl[@]}" --accounts-before acme/accounts.csv \
    --accounts-before acme/deals.csv --accounts-after acme/accounts.csv \
    --accounts-after acme/deals.csv before.csv acme/pairs.csv > same.csv
contains same.csv '^new,theirs,.*A-1'
ok psi-diff "${psl[@]}" --accounts-before acme/accounts.csv \
    --accounts-before acme/deals.csv --accounts-after acme/accounts.csv \
    --accounts-after acme/deals-later.csv before.csv acme/pairs.csv \
    > changed.csv
contains changed.csv '^new,unknown,.*A-1'

# An amount that may be a thousand times another one is none.
mkdir unsure
cd unsure || exit 1
two_companies -s 'share-a=any any amount+revenue' -s 'share-b=any any country'
cat > acme/accounts.csv << 'END'
Account ID,Account Name,Website,Billing Country,Stage,Amount,Annual Revenue
A-1,"Northwind Traders, Inc.",northwind-traders.com,US,Proposal,12.500,9.000
A-2,Müller GmbH,mueller-stahl.de,Germany,Proposal,1250.750,8.000
END
psi-normalize -q -f -a acme/agreement.csv -o acme/keys.csv acme/accounts.csv
blind acme
blind globex
exchange acme globex
exchange globex acme
answer globex acme
reveal acme globex
psi-share -q -s acme/s -o acme/claims.csv
psi-share -q -s globex/s -o globex/claims.csv
psi-join -q -s acme/s --accounts acme/accounts.csv globex/claims.csv > pairs.csv
ok psi-share -s acme/s --accounts acme/accounts.csv -n > dry.csv
expect_stderr 'cannot be read as what they should be: amount \(1\)$'
contains dry.csv ',amount,1,1250.75,,$' ',revenue,1,9000,,$' ',revenue,1,8000,,$'
