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

# Whichever of them is wrong is the one that is named, by every step.
printf 'Company,Email\nHooli,x@hooli.com\nInitech,"never closed\n' > damaged.csv
printf 'Flavour,Colour\nsweet,red\n' > colours.csv
printf 'value,population\nProspect,nothing\n' > rules.csv
: > none.csv
for how in '-o none-keys.csv' --check '--account A1'; do
	# shellcheck disable=SC2086
	expect_status 3 "${normalize[@]}" $how accounts.csv damaged.csv deals.csv
	expect_stderr '^psi-normalize: error: damaged.csv:3: '
	# shellcheck disable=SC2086
	expect_status 3 "${normalize[@]}" $how accounts.csv deals.csv colours.csv
	expect_stderr '^psi-normalize: error: colours.csv:1: no column'
	# shellcheck disable=SC2086
	expect_status 3 "${normalize[@]}" $how accounts.csv none.csv leads.csv
	expect_stderr '^psi-normalize: error: none.csv: the file is empty'
	# shellcheck disable=SC2086
	expect_status 3 "${normalize[@]}" $how colours.csv accounts.csv
	expect_stderr '^psi-normalize: error: colours.csv:1: no column'
	# shellcheck disable=SC2086
	expect_status 3 "${normalize[@]}" $how --rules rules.csv accounts.csv deals.csv
	expect_stderr '^psi-normalize: error: rules.csv:2: '
done
no_output none-keys.csv

# The account that the first list calls 0 is that of a deal behind it.
printf 'Account ID,Account Name\n0,Acme\n1,Globex\n' > from-0.csv
printf 'Account ID,Account Name,Stage,Amount\n1,Renewal,Prospecting,5\n0,Licence,Prospecting,7\n' > deals-0.csv
ok "${normalize[@]}" -t name from-0.csv deals-0.csv > keys-0.csv
contains keys-0.csv '^0,open_opportunity,name,acme$' \
    '^0,open_opportunity,name,licence$'
lacks keys-0.csv '^list-2-'

# A company of the same name in another country is another one: neither its deal
# nor its population is the account's.
printf 'Account ID,Account Name,Country,Type\nA1,Apex,Germany,Prospect\nA2,Peak,,Prospect\n' > apex.csv
printf 'Company,Country,Stage,Amount\nApex,United States,Closed Won,7\nApex,,Prospecting,5\nApex,Germany,Prospecting,6\nPeak,France,Closed Won,7\n' > won.csv
ok "${normalize[@]}" -t name+country,name apex.csv won.csv > keys-apex.csv
contains keys-apex.csv '^A1,open_opportunity,name\+country,apex\|DE$' \
    '^list-2-line-2,customer,name\+country,apex\|US$' \
    '^A2,customer,name\+country,peak\|FR$'
lacks keys-apex.csv '^A1,.*\|US$' '^list-2-line-[345]'
# The number of a deal or of a contact is none of an account, though one has it.
printf 'ID,Name,Website,Type\n1,Acme,acme.com,Prospect\n2,Globex,globex.com,Former Customer\n' > numbered.csv
printf 'ID,Deal Name,Organization,Stage,Amount\n1,Big,Globex,Proposal,5\n3,Small,Hooli,Won,5\n' > numbered-deals.csv
printf 'Record ID,First Name,Last Name,Email,Company\n2,Ann,Ames,ann@acme.com,Acme\n' > contacts.csv
ok "${normalize[@]}" -t domain,name numbered.csv numbered-deals.csv contacts.csv \
    > keys-numbered.csv
contains keys-numbered.csv '^1,prospect,name,acme$' \
    '^2,open_opportunity,name,globex$' '^list-2-line-3,customer,name,hooli$'
lacks keys-numbered.csv '^1,.*globex' '^2,.*acme' '^3,' '^list-3'

# What the columns lack is said, also to those who want no notes.
printf 'Betrieb,Ort,Website\nAcme GmbH,Ulm,acme.de\nGlobex AG,Bonn,globex.de\n' > unnamed.csv
ok "${normalize[@]}" -q -o unnamed-keys.csv unnamed.csv
expect_stderr "warning: no column was taken for the company's name; .* 1 'Betrieb'"

# Of several exports the one is named; deals need no website, and our own people's
# addresses are none.
printf 'Account ID,Account Name,Website\nA1,Acme,acme.com\nA2,Globex,globex.com\n' > sited.csv
printf 'Deal,Account Name,Stage,Amount,Betreut\nD1,Acme,Won,5,ann@ours.com\nD2,Globex,Won,5,bob@ours.com\n' > sited-deals.csv
printf 'Company,Lead Status\nAcme,Open\n' > sited-leads.csv
ok "${normalize[@]}" -o sited-keys.csv sited.csv sited-deals.csv
no_stderr 'website|Betreut'
ok "${normalize[@]}" -o sited-keys2.csv sited.csv sited-deals.csv sited-leads.csv
expect_stderr "warning: no column of 'sited-leads.csv' was taken for a website"

# --map is for the first of them, so what helps a later one is another header.
printf 'id,name,website\n1,Acme,acme.com\n' > mapped.csv
printf 'account id,name,alpha\n1,Acme,acme.com\n2,Globex,globex.com\n3,Hooli,hooli.com\n' > later-site.csv
printf 'id,website,beta\n1,acme.com,Acme Inc\n2,globex.com,Globex GmbH\n3,hooli.com,Hooli Ltd\n' > later-name.csv
ok "${normalize[@]}" -o later-keys.csv mapped.csv later-site.csv later-name.csv
expect_stderr "column 3 'alpha' of 'later-site.csv' is not used, but looks like websites; if it is, call it Website in that list" \
    "warning: no column of 'later-name.csv' was taken for the company's name; it may be column 3 'beta'; call it Company Name in that list"
no_stderr 'map (name|domain)'
sed 's/alpha/Website/' later-site.csv > later-site2.csv
sed 's/beta/Company Name/' later-name.csv > later-name2.csv
ok "${normalize[@]}" -o later-keys2.csv mapped.csv later-site2.csv later-name2.csv
no_stderr 'looks like|was taken|in that list'
# The first of several, or the only one, is mapped.
ok "${normalize[@]}" -o later-keys3.csv later-site.csv mapped.csv
expect_stderr "warning: no column of 'later-site.csv' was taken for the website; it may be column 3 'alpha'; say --map domain=HEADER"
no_stderr 'in that list'
ok "${normalize[@]}" -o later-keys4.csv -m domain=alpha later-site.csv mapped.csv
no_stderr 'looks like'

# Accounts of a second system are not those of the first, and nothing is to be done.
printf 'id,name,website\n7,Ruby Inc,ruby.com\n8,Onyx LLC,onyx.com\n' > second.csv
ok "${normalize[@]}" --check -r second-rejects.csv mapped.csv second.csv > second.txt
lacks second.txt 'no-account' 'later list'
lacks second-rejects.csv 'no-account'
printf 'Deal Name,Account Name,Stage,Amount\nD1,Ruby Inc,Won,5\n' > second-deals.csv
ok "${normalize[@]}" --check mapped.csv second-deals.csv > second.txt
contains second.txt '^  no-account +1 '

# Rows that are lost are said, if they are more than a handful.
{
	printf 'Name,Website\n'
	for i in 1 2 3 4 5 6; do printf 'Acme %s, Inc,acme.com,x\n' "$i"; done
	printf 'Globex,globex.com\n'
} > ragged.csv
ok "${normalize[@]}" -q -o ragged-keys.csv ragged.csv
expect_stderr 'warning: 6 rows have more cells'

# Amounts and dates that cannot be read are told while the list can be mended; a
# no-break space is no fault of them, nor is a day that the whole list must tell.
printf 'Name;Stage;Amount;Close Date\nAcme;Proposal;135\302\240500,00\302\240€;1/2/2026\nGlobex;Won;about 5;soon\nHooli;Won;TEUR 5;n/a\n' > amounts.csv
ok "${normalize[@]}" --check amounts.csv > amounts.txt
contains amounts.txt '^  amount +1 ' '^  date +1 ' \
    'amounts that cannot be read, and are not shared: 1$' 'line 3: about 5$' \
    'line 3: soon$'

# Another encoding, where it alone fits.
printf 'Name;WWW\n\243\363dzka Prz\352dzalnia;lodz.com\n' > polish.csv
ok "${normalize[@]}" -t name -o polish-keys.csv polish.csv
expect_stderr 'it was read as windows-1250'
contains polish-keys.csv ',name,lodzka przedzalnia$'
# Of several exports it is said which one.
printf 'Name;WWW\nAcme;acme.com\n' > plain.csv
ok "${normalize[@]}" -t name -f -o polish-keys.csv plain.csv polish.csv
expect_stderr "'polish.csv' is not UTF-8; it was read as windows-1250"
no_stderr "'plain.csv' is not"

# The man page names each field that --map takes a column for.
sed -n '/^\.It Fl m , Fl Fl map/,/^\.It Fl t/p' "$TOP/cli/man/psi-normalize.1" |
    tr ' ,' '\n\n' > named
sed -n 's/.*\[PSI_FIELD_[A-Z_]*\] = { "\([a-z_]*\)".*/\1/p' \
    "$TOP/lib/terms/field.c" > fields
[ "$(wc -l < fields)" -gt 30 ] || fail 'the fields are not found'
while read -r field; do
	grep -qx "$field" named || fail "psi-normalize(1) does not name $field"
done < fields

# What a rule may say is told where one is needed.
printf 'Id,Name,Website,Status\n1,Acme,acme.com,Zwischenstufe\n' > status.csv
ok psi-normalize --check status.csv > check.txt
contains check.txt 'name them in a file for --rules: value,population, with one of customer, open_opportunity, prospect, former_customer and other$'
