# psi-run: what it never does by itself. Each is asked, nothing happens before a
# yes, and a yes to one thing is none to the next.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

partners -s runs=50 -s period-days=365 -s maximum-ratio=50 \
    -s 'share-a=any any name' -s 'share-b=any any name'
through_first

# asked US WHAT N: the same question is one line of the log, however often the
# call is made, and the outbox stays as it is.
asked()
{
	local us=$1 what=$2 number=$3
	expect_status 6 psi-run "$us"
	expect_status 6 psi-run "$us"
	expect_stderr "to do: .*, then run 'psi-run approve $us $what'"
	[ "$(grep -c ",ask,$what," "$us/log.csv")" -eq "$number" ] ||
	    fail "$what was asked another number of times"
	[ -z "$(find "$us/outbox" -type f)" ] || fail 'a file is in the outbox'
}

# A list that changed much, and one that is empty.
on_day 7
cp acme/accounts.csv acme/whole.csv
sed -i '3,4d' acme/accounts.csv
touch -d "$today" acme/accounts.csv
asked acme/globex list 1
expect_stderr 'the list changed by [0-9]+ per cent'
no_output acme/globex/runs/2
# A yes to that list is none to another.
yes_to acme globex list
sed -i '$d' acme/accounts.csv
echo 'A-9,Somebody New Ltd,somebody-new.com,GB,Prospect' >> acme/accounts.csv
touch -d "$today" acme/accounts.csv
asked acme/globex list 2
head -n 1 acme/whole.csv > acme/accounts.csv
touch -d "$today" acme/accounts.csv
expect_status 3 psi-run acme/globex
expect_stderr 'the list has no account that can be compared: nothing is sent'
# What says why reads the list as it was read.
cp acme/globex/settings.csv settings
printf '%s\n' map,owner=Type encoding,utf-8 population,other >> acme/globex/settings.csv
expect_status 3 psi-run acme/globex
expect_stderr "to do: see why with 'psi-normalize --check acme/globex/work/2/accounts.csv -a [^ ]*/acme/globex/agreement.csv --map owner=Type --encoding utf-8 --population other'\$"
cp settings acme/globex/settings.csv
no_output acme/globex/runs/2
expect_status 6 psi-run approve acme/globex first-run
cp acme/whole.csv acme/accounts.csv
echo 'A-4,Contoso Ltd,contoso.example.com,GB,Prospect' >> acme/accounts.csv
touch -d "$today" acme/accounts.csv
sed -i 's/^setting,value$/&\nlist-change,90/' acme/globex/settings.csv \
    globex/acme/settings.csv
back_and_forth 8
contains acme/globex/log.csv ',2,end,,,complete$'
contains globex/acme/log.csv ',2,end,,,complete$'

# Our answer went out and theirs never came: no other run, and no end of this
# one, before a person says so.
on_day 14
echo 'A-5,Fabrikam Ltd,fabrikam.example.com,GB,Prospect' >> acme/accounts.csv
touch -d "$today" acme/accounts.csv
ok psi-run acme/globex
ok psi-run globex/acme
ok psi-run acme/globex
contains acme/globex/log.csv ',3,make,answer,'
on_day 30
asked acme/globex close 1
expect_stderr '"Globex" has our answer of run 3 and has sent none in 14 days'
lacks acme/globex/log.csv ',3,end,'
yes_to acme globex close
asked acme/globex unanswered 1
expect_stderr '"Globex" has our answer of run 3 and never gave theirs'
contains acme/globex/log.csv ',3,end,,,closed$'
no_output acme/globex/runs/4
yes_to acme globex unanswered
ok psi-run acme/globex
contains acme/globex/log.csv ',4,make,blinded,'

# Globex still waits in run 3, where it has answered nothing: it follows.
back_and_forth 8
contains globex/acme/log.csv ',4,end,,,complete$'
contains acme/globex/log.csv ',4,end,,,complete$'

# A run number far above ours.
on_day 40
(cd globex && psi-normalize -q -f -a agreement.csv -o keys.csv accounts.csv &&
    psi-blind -q -a agreement.csv -i me.key -s far --run 200 -o far.csv keys.csv)
cp globex/far.csv acme/globex/inbox/
echo 'A-6,Wingtip Ltd,wingtip.example.com,GB,Prospect' >> acme/accounts.csv
cp acme/globex/settings.csv settings
sed -i 's/^setting,value$/&\nevery,0/' acme/globex/settings.csv
expect_status 6 psi-run acme/globex
expect_stderr '"Globex" has begun run 200, far above ours, 5'
exists acme/globex/inbox/far.csv
yes_to acme globex follow
ok psi-run acme/globex
contains acme/globex/log.csv ',200,make,answer,'
cp settings acme/globex/settings.csv

# Another agreement in the folder.
(cd acme && psi-agree propose -q -i me.key -n Acme -p "$(cat ../globex/me.pub)" \
    --partner-name Globex --suffix-list "$TOP/test/cli/data/suffixes.dat" \
    -s 'share-a=any any name+owner' \
    -s "replaces=$(sed -n 's/^sha256,//p' agreement.csv)" -o next.csv)
psi-agree sign -q --accept-list -i globex/me.key -o next.csv acme/next.csv
cat next.csv > acme/globex/agreement.csv
expect_status 6 psi-run acme/globex
expect_stderr 'the agreement in the folder is another one than before'
ok psi-run approve acme/globex agreement

# A ledger of another machine.
echo 0000000000000000000000000000000000000000000000000000000000000000 \
    > acme/me.key.host
expect_status 6 psi-run acme/globex
expect_stderr 'the identity was last used on another machine' \
    "'psi-run adopt acme/globex'"
ok psi-run adopt acme/globex
sed -i 's/,host,,.*/,host,,00,adopted/' acme/globex/log.csv
expect_status 6 psi-run acme/globex
expect_stderr 'the folder was last used on another machine'
ok psi-run adopt acme/globex
psi-run -q acme/globex || true
no_stderr 'another machine'
