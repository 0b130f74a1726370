# psi-normalize: exports as they come, and several of them as one.
# shellcheck shell=bash
normalize=(psi-normalize --suffix-list "$TOP/test/cli/data/suffixes.dat"
	--source-date 2026-01-01)

printf 'Account ID,Account Name,Website,Type\nA1,Acme,acme.com,Prospect\nA2,Globex,globex.com,Customer\n' > accounts.csv
printf 'AccountId;StageName;Amount;CloseDate\nA1;Prospecting;5;2026-12-01\n' > deals.csv
printf 'Company,Email,Lead Status\nGlobex,joe@globex.com,Open\nInitech,x@initech.com,\n,,\n' > leads.csv
ok "${normalize[@]}" -t domain -o keys.csv -r rejects.csv \
	accounts.csv deals.csv leads.csv
contains keys.csv '^A1,open_opportunity,domain,acme.com$'
contains keys.csv '^A2,customer,domain,globex.com$'
contains keys.csv '^list-3-line-3,prospect,domain,initech.com$'
[ "$(grep -c ',domain,' keys.csv)" = 3 ] || fail "not three accounts"

# A lead is no customer, though all accounts are.
printf 'Account ID,Account Name,Website\nA1,Acme,acme.com\nA2,Globex,globex.com\n' > customers.csv
for population in customer open_opportunity former_customer; do
	ok "${normalize[@]}" -t domain -p $population customers.csv leads.csv \
	    > keys-leads.csv
	contains keys-leads.csv "^A1,$population,domain,acme.com$" \
	    '^list-2-line-3,prospect,domain,initech.com$'
done

# What the columns lack is said, also to those who want no notes.
printf 'Betrieb,Ort,Website\nAcme GmbH,Ulm,acme.de\nGlobex AG,Bonn,globex.de\n' > unnamed.csv
ok "${normalize[@]}" -q -o unnamed-keys.csv unnamed.csv
expect_stderr "warning: no column was taken for the company's name; .* 1 'Betrieb'"

# Rows that are lost are said, if they are more than a handful.
{
	printf 'Name,Website\n'
	for i in 1 2 3 4 5 6; do printf 'Acme %s, Inc,acme.com,x\n' "$i"; done
	printf 'Globex,globex.com\n'
} > ragged.csv
ok "${normalize[@]}" -q -o ragged-keys.csv ragged.csv
expect_stderr 'warning: 6 rows have more cells'

# Another encoding, where it alone fits.
printf 'Name;WWW\n\243\363dzka Prz\352dzalnia;lodz.com\n' > polish.csv
ok "${normalize[@]}" -t name -o polish-keys.csv polish.csv
expect_stderr 'it was read as windows-1250'
contains polish-keys.csv ',name,lodzka przedzalnia$'
