# psi-run: what goes and when, the clock, what is told to whom, sharing's cap.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

partners -s runs=50 -s period-days=365 -s retention-days=60 \
    -s 'share-a=any any name+owner' -s 'share-b=any any name'
cat > acme/accounts.csv <<-'END'
Account ID,Account Name,Website,Billing Country,Type,Account Owner
A-1,"Northwind Traders, Inc.",https://www.northwind-traders.com/,US,Customer,"Ann, A."
A-2,Müller GmbH,mueller-stahl.de,Germany,Customer,Bea Acme
A-3,Only Acme Knows Ltd,only-acme-knows.co.uk,GB,Prospect,Cid Acme
END
cat > tell <<-'END'
#!/bin/sh
where=$(dirname "$0")
echo "$@" >> "$where/told"
case $2 in
owner) cp "$1" "$where/of-$3.csv" ;;
esac
END
chmod 755 tell
cat >> acme/globex/settings.csv <<-END
on-change,$PWD/tell
on-change,{file}
on-change-owner,$PWD/tell
on-change-owner,{file}
on-change-owner,owner
on-change-owner,{owner}
list-change,100
share-most,1
END
sed -i '/^setting,value$/a list-change,100' globex/acme/settings.csv
back_and_forth 1
yes_to acme globex first-run
yes_to globex acme first-run
back_and_forth 3
yes_to acme globex share
yes_to globex acme share

# More rows than share-most: each file is asked for.
expect_status 6 psi-run acme/globex
expect_stderr 'claims of 2 accounts would go to "Globex", and share-most is 1'
yes_to acme globex cap
back_and_forth 3
expect_status 6 psi-run acme/globex
expect_stderr 'fields of 2 accounts would go to "Globex", and share-most is 1'
yes_to acme globex cap
back_and_forth 3
contains acme/globex/log.csv ',1,end,,,complete$'
sed -i '/^share-most/d' acme/globex/settings.csv
no_output told

# What changed is told, and to each owner what is theirs.
on_day 7
sed -i 's/^77;.*;Customer$/77;NORTHWIND TRADERS;northwind-traders.com;United States;Opportunity/' \
    globex/accounts.csv
sed -i 's/^79;/78a;/' globex/accounts.csv
sed -i 's/Customer,Bea Acme/Prospect,Bea Acme/' acme/accounts.csv
touch -d "$today" acme/accounts.csv globex/accounts.csv
back_and_forth 8
contains acme/globex/log.csv ',2,end,,,complete$'
exists acme/globex/results/2/changes.csv told
contains told "^$PWD/acme/globex/results/2/changes.csv\$"
contains told "owners/000[12]\.csv owner Ann, A\.$"
contains told "owners/000[12]\.csv owner Bea Acme$"
exists 'of-Ann, A..csv' 'of-Bea Acme.csv'
lacks 'of-Ann, A..csv' 'A-2'
contains 'of-Bea Acme.csv' ',A-2,'
lines told 3
back_and_forth 1
lines told 3

# keep: so many results stay.
sed -i '/^setting,value$/a keep,2' acme/globex/settings.csv
for week in 2 3; do
	on_day $((7 * week))
	echo "A-1$week,Week $week Ltd,week$week.example.com,GB,Prospect,Ann" \
	    >> acme/accounts.csv
	touch -d "$today" acme/accounts.csv
	# As if the result before it were of a later day.
	[ $week = 2 ] || sed -i 's/,20[0-9-]*,/,2199-01-01,/' \
	    acme/globex/results/3/pairs.csv
	lacks said 'the earlier file is of a later run'
	back_and_forth 8
done
# What psi-diff warns of, psi-run does too.
contains said 'the earlier file is of a later run than the other'
contains acme/globex/log.csv ',4,end,,,complete$'
contains acme/globex/log.csv ',1,remove,run,,keep$'
for kind in results runs work; do
	no_output acme/globex/$kind/1 acme/globex/$kind/2
	[ -d acme/globex/$kind/3 ] && [ -d globex/acme/$kind/1 ] || fail "$kind"
done

# retention-days of the agreement, which nobody can lengthen. After a month
# without a call the clock may be wrong: nothing goes in that call.
cp acme/globex/settings.csv settings
sed -i '/^setting,value$/a every,0' acme/globex/settings.csv \
    globex/acme/settings.csv
on_day 90
ok psi-run globex/acme
expect_stderr "the log's last day is more than 30 days ago"
[ -d globex/acme/results/1 ] || fail 'it went though the clock jumped'
today=$(date -u -d "$start - 1 days" +%F)
ok psi-run globex/acme
[ -d globex/acme/results/1 ] || fail 'it went though the clock was behind'
# A line of today in the log, and the day after it is plain.
on_day 90
echo junk > globex/acme/inbox/junk
expect_status 4 psi-run globex/acme
ok psi-run globex/acme
for n in 1 2 3 4; do
	no_output globex/acme/results/$n globex/acme/runs/$n globex/acme/work/$n
	contains globex/acme/log.csv ",$n,remove,run,,retention-days\$"
done
no_output globex/acme/results/latest
[ -z "$(find globex/acme/done globex/acme/sent -type f)" ] ||
    fail 'done/ or sent/ is not empty'
contains globex/acme/log.csv ',1,end,,,complete$'
# Then it is not known how much the list changed.
cp settings acme/globex/settings.csv
sed -i '/^every,0/d' globex/acme/settings.csv
touch -d "$today" globex/accounts.csv
echo '99;New of Globex;new-of-globex.de;DE;Lead' >> globex/accounts.csv
touch -d "$today" globex/accounts.csv
expect_status 6 psi-run globex/acme
expect_stderr 'the keys of the last run are not kept any more'

# An agreement that ends is said from 30 days before; then no run begins.
on_day 340
expect_status 6 psi-run globex/acme
expect_stderr 'the agreement with "Acme" expires on 20' 'to do: sign a new one with .* begins with .psi-agree propose --set replaces=[0-9a-f]{64}'
on_day 370
expect_status 5 psi-run globex/acme
expect_stderr 'no run is begun: .*expired'
