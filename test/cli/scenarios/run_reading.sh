# psi-run: what a list does not say any more, or never said, does not become a file
# for the partner without a word.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

# write US: its list of today, from standard input.
write()
{
	cat > "$1/accounts.csv"
	touch -d "$today" "$1/accounts.csv"
}

# acme_list [POPULATION [OWNER [LAST]]]: with these headers, and what the last is.
acme_list()
{
	write acme <<-END
	Account ID,Account Name,Website,Billing Country,${1:-Type},${2:-Account Owner}
	A-1,Northwind Traders,northwind-traders.com,US,Customer,Ann
	A-2,Mueller,mueller-stahl.de,DE,Customer,Ann
	A-3,Three Ltd,three.com,GB,Prospect,Bob
	A-4,Four Ltd,four.com,GB,Prospect,Bob
	A-5,Five Ltd,five.com,GB,${3:-Customer},Bob
	END
}

two_companies -s runs=50 -s period-days=365 -s maximum-ratio=50 \
    -s 'share-a=any any name+owner+stage+amount' -s 'share-b=any any name'
acme_list
join_up acme globex
join_up globex acme

# The first time it is told what the agreement shares and the list does not have,
# also to those who want no notes, and once.
back_and_forth 1
yes_to acme globex first-run
yes_to globex acme first-run
pass globex acme 2>> said || true
ok psi-run -q acme/globex
expect_stderr 'the list of run 1: no column has stage, amount, which the agreement lets you share$'
no_stderr owner
expect_stderr "see it with 'psi-normalize --check acme/globex/work/1/accounts.csv -a "
ok psi-run -q acme/globex
silent
# And stands in --status until there is another list.
back_and_forth 1
ok psi-run --status acme/globex > stdout
contains stdout 'the list of run 1: no column has stage, amount, which'
ok psi-run --status --json acme/globex > stdout
contains stdout '"key": "list-read"'
contains acme/globex/work/1/reading.csv '^columns,owner,1$'
lacks acme/globex/work/1/reading.csv 'One|Ann|Customer'
back_and_forth 3
contains said 'ready to be shared with "Globex" for the first time$'
yes_to acme globex share
yes_to globex acme share
back_and_forth 4
contains acme/globex/log.csv ',1,end,,,complete$'

# A header is renamed: the keys are the same, and nothing leaves.
on_day 7
acme_list Klasse Konto
expect_status 6 psi-run -q acme/globex
expect_stderr 'had a column for (population, owner|owner, population) in the last run, and has none now; a line map,(population|owner)=HEADER in settings.csv'
expect_stderr "run 'psi-run approve acme/globex list'"
expect_stderr "no column says what an account is to you, so all are 'other'"
lacks acme/globex/log.csv ',2,begin,'
# Named, it is as before, and there is nothing to ask.
cp acme/globex/settings.csv settings
printf '%s\n' map,population=Klasse map,owner=Konto >> acme/globex/settings.csv
pass acme globex > said 2>&1 || true
lacks said 'had a column|to do: look at'
contains acme/globex/log.csv ',2,begin,'
: > said
back_and_forth 3
# What is new in what would leave: not the agreement.
contains said 'in a new extent: the agreement is as at your last yes, in run 1, and the settings map or population are not; they are now map population=Klasse, map owner=Konto$'
yes_to acme globex share
back_and_forth 4
contains acme/globex/log.csv ',2,end,,,complete$'

# Or it is meant, and a person says so; then it is no news to the next run.
on_day 14
cp settings acme/globex/settings.csv
acme_list Type Konto
expect_status 6 psi-run acme/globex
expect_stderr 'had a column for owner in the last run, and has none now'
yes_to acme globex list
pass acme globex > said 2>&1 || true
contains said 'no column has owner, stage, amount, which the agreement lets you share'
contains acme/globex/log.csv ',3,begin,'
back_and_forth 6
contains acme/globex/log.csv ',3,end,,,complete$'
on_day 21
acme_list Type Konto Wobble
ok psi-run -q acme/globex
# One of five is no more than list-change, 20; but a word that no rule knows.
expect_stderr '; 1 row says what an account is to you in words that no rule knows, and is taken as .other.'
contains acme/globex/log.csv ',4,begin,'
back_and_forth 6
contains acme/globex/log.csv ',4,end,,,complete$'

# The column is there, and says another thing of most accounts.
on_day 28
write acme <<-END
Account ID,Account Name,Website,Billing Country,Type,Amount
A-1,Northwind Traders,northwind-traders.com,US,Partner,about a lot
A-2,Mueller,mueller-stahl.de,DE,Partner,
A-3,Three Ltd,three.com,GB,Prospect,
A-4,Four Ltd,four.com,GB,Prospect,
A-5,Five Ltd,five.com,GB,Wobble,
END
expect_status 6 psi-run acme/globex
expect_stderr '40 per cent of the accounts are something else to you than in the last run: customer 0 \(was 2\), other 3 \(was 1\)$'
lacks acme/globex/log.csv ',5,begin,'
yes_to acme globex list
pass acme globex 2> said || true
contains acme/globex/log.csv ',5,begin,'

# An amount that cannot be read is not sent, which is said.
: > said
back_and_forth 6
contains acme/globex/log.csv ',5,end,,,complete$'
contains said 'values of the list that cannot be read .* are not sent to "Globex": amount \(1\)$'

# A folder of before there were counts is gone on with.
rm acme/globex/work/5/reading.csv
ok psi-run --status acme/globex > stdout
lacks stdout 'the list of run 5'
on_day 35
sed -i 's/about a lot/1000/' acme/accounts.csv
touch -d "$today" acme/accounts.csv
pass acme globex 2> said || true
contains acme/globex/log.csv ',6,begin,'
