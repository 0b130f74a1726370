# psi-run: a yes is for the question that was told last, and for what then
# happens; a question that comes back is open again.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

partners -s runs=50 -s period-days=365 -s maximum-ratio=50 \
    -s 'share-a=any any name' -s 'share-b=any any name'
through_first

# A list, another one, and the first again: it is asked for, and a yes is to it.
on_day 7
cp acme/accounts.csv whole.csv
list()
{
	printf '%s\n' 'Account ID,Account Name,Website,Billing Country,Type' \
	    "$@" > acme/accounts.csv
	touch -d "$today" acme/accounts.csv
	expect_status 6 psi-run acme/globex
	expect_stderr 'the list changed by [0-9]+ per cent'
}
one='A-8,One New Ltd,one-new.com,GB,Prospect'
two='A-9,Two New Ltd,two-new.com,GB,Prospect'
list "$one"
list "$two"
list "$one"
psi-run approve acme/globex > said 2>&1
contains said 'waits for: list'
yes_to acme globex list
# It is to the list as it was read then: with other settings it is another one.
cp acme/globex/settings.csv settings
printf 'value,population\nProspect,customer\n' > rules.csv
for line in map,domain= "rules,$PWD/rules.csv"; do
	{ cat settings; echo "$line"; } > acme/globex/settings.csv
	list "$one"
done
echo 'Customer,prospect' >> rules.csv
list "$one"
lacks acme/globex/log.csv ',2,begin,'
cp settings acme/globex/settings.csv
list "$two"
list "$two"
lacks acme/globex/log.csv ',2,begin,'
cp whole.csv acme/accounts.csv
sed -i '$d' acme/accounts.csv
echo "$one" >> acme/accounts.csv
printf '%s\n' 'Account ID,Account Name,Website,Billing Country,Type' "$one" \
    > acme/accounts.csv
touch -d "$today" acme/accounts.csv
ok psi-run acme/globex
contains acme/globex/log.csv ',2,make,blinded,'
sed -i 's/^setting,value$/&\nlist-change,100/' acme/globex/settings.csv \
    globex/acme/settings.csv
back_and_forth 8
contains acme/globex/log.csv ',2,end,,,complete$'

# So with an agreement: put back, it is asked for once more.
agreed wide -s maximum-ratio=50 -s 'share-a=any any name+owner' -s 'share-b=any any name'
agreed narrow -s maximum-ratio=50 -s 'share-a=any any name' -s 'share-b=any any name'
for name in wide narrow wide; do
	put_in_place $name
	expect_status 6 psi-run acme/globex
	expect_stderr 'the agreement in the folder is another one than before'
done
yes_to acme globex agreement
expect_status 6 psi-run globex/acme
yes_to globex acme agreement

# A run that was begun under an agreement is shared by its terms. Where it was
# replaced by one that shares less, whose yes there is, that is no yes to these.
on_day 14
cp whole.csv acme/accounts.csv
sed -i '1s/$/,Account Owner/; 2,$s/$/,Owner of Acme/' acme/accounts.csv
echo '99;New of Globex;new-of-globex.de;DE;Lead' >> globex/accounts.csv
touch -d "$today" acme/accounts.csv globex/accounts.csv
expect_status 6 psi-run acme/globex
yes_to acme globex list
back_and_forth 8
expect_status 6 psi-run acme/globex
expect_stderr 'claims and fields .* in a new extent'
put_in_place narrow
for us in acme/globex globex/acme; do
	expect_status 6 psi-run $us
	ok psi-run approve $us agreement
done
expect_status 6 psi-run acme/globex
expect_stderr 'claims and fields .* in a new extent'
lacks acme/globex/log.csv ',3,make,claims,'
# What a person is shown is what would leave.
ok psi-run approve acme/globex
expect_stderr '^psi-run:   your accounts that are their accounts: name, owner$'
yes_to acme globex share
back_and_forth 6
contains acme/globex/log.csv ',3,end,,,complete$'

# Two run numbers far above ours: a yes is to the one that was told.
on_day 21
for n in 200 300; do
	(cd globex && psi-normalize -q -f -a acme/agreement.csv -o keys.csv \
	    accounts.csv && psi-blind -q -a acme/agreement.csv -i me.key \
	    -s far-$n --run $n -o far-$n.csv keys.csv && psi-close -q -s far-$n)
done
cp globex/far-*.csv acme/globex/inbox/
sed -i 's/^setting,value$/&\nevery,0/' acme/globex/settings.csv
for _ in 1 2 3; do
	expect_status 6 psi-run acme/globex
	expect_stderr '"Globex" has begun run 200, far above ours'
done
[ "$(grep -c ',ask,follow,' acme/globex/log.csv)" -eq 1 ] ||
    fail 'asked another number of times'
yes_to acme globex follow
contains acme/globex/log.csv ',200,approve,follow,run-200,'
