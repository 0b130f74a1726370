# psi-run: a run that comes to nothing takes nothing away from the last result:
# what was not told, what is kept, which secrets go; and time goes on where
# nothing is done.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

partners -s runs=50 -s period-days=365 -s retention-days=120 \
    -s 'share-a=any any name+owner' -s 'share-b=any any name'
cat > acme/accounts.csv <<-'END'
Account ID,Account Name,Website,Billing Country,Type,Account Owner
A-1,"Northwind Traders, Inc.",https://www.northwind-traders.com/,US,Customer,Ann Acme
A-2,Müller GmbH,mueller-stahl.de,Germany,Customer,Bea Acme
A-3,Only Acme Knows Ltd,only-acme-knows.co.uk,GB,Prospect,Cid Acme
END
cat > tell <<-'END'
#!/bin/sh
where=$(dirname "$0")
echo "$@" >> "$where/told"
case $2 in
owner) [ "$3" != 'Ann Acme' ] || [ ! -e "$where/broken" ] ;;
*) [ ! -e "$where/broken" ] ;;
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
keep,1
END
sed -i '/^setting,value$/a list-change,100' globex/acme/settings.csv
through_first
no_output told

# A command fails: it is tried again, and who was told is not told again.
on_day 7
: > broken
sed -i 's/^77;.*;Customer$/77;NORTHWIND TRADERS;northwind-traders.com;United States;Opportunity/' \
    globex/accounts.csv
sed -i 's/^79;/78a;/' globex/accounts.csv
sed -i 's/Customer,Bea Acme/Prospect,Bea Acme/' acme/accounts.csv
touch -d "$today" acme/accounts.csv globex/accounts.csv
back_and_forth 8
contains acme/globex/log.csv ',2,end,,,complete$'
expect_status 1 psi-run acme/globex
expect_stderr "the command 'on-change' failed with status 1" \
    "the command 'on-change-owner' failed with status 1"
[ "$(grep -c 'owner Ann Acme$' told)" -gt 1 ] || fail 'Ann was not tried again'
[ "$(grep -c 'owner Bea Acme$' told)" -eq 1 ] || fail 'Bea was told again'
[ "$(grep -c ',2,tell,on-change,,failed$' acme/globex/log.csv)" -eq 1 ] ||
    fail 'it is in the log another number of times'

# A run that the partner is silent in ends, and what was not told is told.
on_day 14
echo 'A-4,Contoso Ltd,contoso.example.com,GB,Prospect,Ann Acme' \
    >> acme/accounts.csv
touch -d "$today" acme/accounts.csv
psi-run acme/globex 2>> said || true
contains acme/globex/log.csv ',3,make,blinded,'
sed -i 's/^setting,value$/&\nevery,0/' acme/globex/settings.csv
on_day 28
psi-run acme/globex 2>> said || true
contains acme/globex/log.csv ',3,end,,,gave-up$'
exists acme/globex/results/2/pairs.csv acme/globex/results/latest
exists acme/globex/runs/2/share.bin
rm broken told
psi-run acme/globex 2>> said || true
contains told "^$PWD/acme/globex/results/2/changes.csv\$"
contains told 'owner Ann Acme$'
lines told 2
psi-run acme/globex 2>> said || true
lines told 2

# The key of its shared files goes by the days, as in every run.
on_day 38
psi-run acme/globex 2>> said || true
no_output acme/globex/runs/2/share.bin
exists acme/globex/results/2/pairs.csv

# Half of a file, of a day that is to come: nobody waits for that.
head -c 200 globex/acme/sent/psi-*-b-2-blinded.csv > acme/globex/inbox/half.csv
touch -d "$today + 400 days" acme/globex/inbox/half.csv
expect_status 4 psi-run acme/globex
expect_stderr 'the file is cut off'
no_output acme/globex/inbox/half.csv

# After a month in which nothing was done the clock may be wrong: in that call
# nothing goes. The next one is plain, though nothing was done.
sed -i '/^on-change/d' acme/globex/settings.csv
on_day 100
ok psi-run acme/globex
expect_stderr "the log's last day is more than 30 days ago: nothing is removed this time"
ok psi-run acme/globex
no_stderr 'more than 30 days ago'
on_day 129
ok psi-run acme/globex
no_output acme/globex/results/2 acme/globex/runs/2
