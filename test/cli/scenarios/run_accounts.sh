# psi-run: a command that writes the list, and the recipes for three CRM systems
# with curl against a stand-in for their export interfaces.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"

partners
sed -i '/^accounts,/d' acme/globex/settings.csv
cp acme/globex/settings.csv base

# source WORD...: the list comes from this command.
source_of()
{
	local word
	cp base acme/globex/settings.csv
	for word; do
		printf 'accounts-command,"%s"\n' "${word//\"/\"\"}" \
		    >> acme/globex/settings.csv
	done
}

expect_status 6 psi-run globex/acme
yes_to globex acme first-run

# nothing_begun: whatever the command wrote is matched with nothing.
nothing_begun()
{
	[ -z "$(find acme/globex/runs acme/globex/outbox -mindepth 1)" ] ||
	    fail 'a run was begun'
}

# A command that fails, whatever it has written by then: half a list, nothing, or
# a whole list before its time was up.
source_of shell "cat $PWD/acme/accounts.csv | head -n 2; echo 'no login' >&2; exit 1"
expect_status 6 psi-run acme/globex
yes_to acme globex first-run
expect_status 1 psi-run acme/globex
expect_stderr "the command 'accounts-command' failed with status 1: no login" \
    'to do: '
nothing_begun
source_of shell 'exit 3'
expect_status 1 psi-run acme/globex
expect_stderr "the command 'accounts-command' failed with status 3"
nothing_begun
source_of shell "cat $PWD/acme/accounts.csv; kill -9 \$\$"
expect_status 1 psi-run acme/globex
expect_stderr "the command 'accounts-command' was ended by signal 9"
nothing_begun
source_of shell "cat $PWD/acme/accounts.csv; sleep 300"
echo 'command-timeout,1' >> acme/globex/settings.csv
expect_status 1 psi-run acme/globex
expect_stderr "'accounts-command' took longer than 1 seconds and was ended"
nothing_begun
# One that says it succeeded, and wrote nothing, the header alone, or what is no
# list. It is asked again by the next call: what it wrote was of no use.
for wrote in '' "head -n 1 $PWD/acme/accounts.csv" 'echo "<html>500</html>"'; do
	rm -f asked
	source_of shell "echo x >> $PWD/asked; $wrote"
	expect_status 3 psi-run acme/globex
	nothing_begun
	expect_status 3 psi-run acme/globex
	nothing_begun
	lines asked 2
done
# A list that is of use is asked for once a day, however often the call is made,
# but for another command.
source_of shell "echo x >> $PWD/asked; cat $PWD/acme/accounts.csv"
sed -i 's/^free-space,.*/free-space,1048576/' acme/globex/settings.csv
rm asked
expect_status 1 psi-run acme/globex
expect_stderr 'there are less than 1048576 MiB free' 'to do: make room'
no_output asked
source_of /bin/cat "$PWD/acme/accounts.csv"
ok psi-run acme/globex
same acme/globex/work/1/accounts.csv acme/accounts.csv
mode acme/globex/work/1/accounts.csv 600
contains acme/globex/log.csv ',1,make,blinded,'

# The next run, weeks later: a list of before does not make a bad one good.
(
	mkdir later
	cd later || fail 'no folder'
	with_clock
	partners -s runs=50 -s period-days=365
	sed -i '/^accounts,/d' acme/globex/settings.csv
	cp acme/globex/settings.csv base
	source_of /bin/cat "$PWD/acme/accounts.csv"
	through_first
	no_run()
	{
		no_output acme/globex/runs/2
		[ -z "$(find acme/globex/outbox -type f)" ] || fail 'it is sent'
	}
	on_day 7
	source_of shell "head -n 2 $PWD/acme/accounts.csv; exit 1"
	expect_status 1 psi-run acme/globex
	no_run
	source_of /bin/true
	expect_status 3 psi-run acme/globex
	no_run
	# Cut off, and a success all the same: the guard sees it.
	source_of shell "echo x >> $PWD/asked; head -n 2 $PWD/acme/accounts.csv"
	expect_status 6 psi-run acme/globex
	expect_status 6 psi-run acme/globex
	expect_stderr 'the list changed by [0-9]+ per cent since the last run' \
	    "to do: .*'psi-run approve acme/globex list'"
	no_run
	lines asked 1
	# Mended, it is asked at once. What is left out by the settings is
	# left out of keys that were made before.
	echo 'A-4,Contoso Ltd,contoso.co.uk,GB,Prospect' >> acme/accounts.csv
	printf 'type,value\naccount,A-4\n' > exclude.csv
	source_of /bin/cat "$PWD/acme/accounts.csv"
	echo 'list-change,10' >> acme/globex/settings.csv
	expect_status 6 psi-run acme/globex
	expect_stderr 'the list changed by [0-9]+ per cent'
	contains acme/globex/work/2/keys.csv '^A-4,'
	echo "exclude,$PWD/exclude.csv" >> acme/globex/settings.csv
	ok psi-run acme/globex
	contains acme/globex/log.csv ',2,make,blinded,'
	lacks acme/globex/work/2/keys.csv '^A-4,'
)

# The CRM systems.
need curl jq python3
python3 "$TOP/test/cli/crm_server.py" "$PWD/port" "$PWD/asked-for" \
    > server.log 2>&1 &
server=$!
trap 'kill $server 2> /dev/null || true' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -s port ] && break
	sleep 0.25
done
at=http://127.0.0.1:$(cat port)
(umask 077 && echo 'header = "Authorization: Bearer good"' > good.curl)
export PSI_POLL_SECONDS=0.1
recipes=$EXAMPLES/accounts
ok "$recipes/salesforce-accounts" "$at" "$PWD/good.curl" > salesforce.csv
ok "$recipes/hubspot-accounts" "$PWD/good.curl" "$at" > hubspot.csv
ok "$recipes/dynamics-accounts" "$at" "$PWD/good.curl" > dynamics.csv
for crm in salesforce hubspot dynamics; do
	lines $crm.csv 4
	contains $crm.csv 'Müller ""Stahl"" GmbH'
	ok psi-normalize -q -a acme/agreement.csv $crm.csv -o $crm-keys.csv
	contains $crm-keys.csv '^3,prospect,domain,only-acme-knows\.co\.uk$'
	contains $crm-keys.csv '^1,customer,domain,northwind-traders\.com$'
done
# The download of HubSpot's export gets no token.
contains asked-for '^GET /download-good\.csv -$'
# A token that is no good, a job that fails, an error in a later page, a line that
# breaks in the last: a status, no list, and no word of the token. No accounts are
# a list without accounts, which psi-run does not take.
for token in bad failed broken half none; do
	(umask 077 &&
	    echo "header = \"Authorization: Bearer $token\"" > $token.curl)
	for line in "salesforce-accounts $at $PWD/$token.curl" \
	    "hubspot-accounts $PWD/$token.curl $at" \
	    "dynamics-accounts $at $PWD/$token.curl"; do
		# shellcheck disable=SC2086
		if "$recipes"/$line > none.csv 2> said; then
			[ $token = none ] || fail "$line succeeded"
			lines none.csv 1
		else
			[ $token != none ] || fail "$line failed"
			# HubSpot's file comes as it is; the status says the rest.
			case $line in
			hubspot*half.curl*) ;;
			*) empty none.csv ;;
			esac
		fi
		lacks said 'Bearer'
	done
done

# All the way, from Salesforce.
mkdir again
cd again || fail 'no folder'
partners
sed -i '/^accounts,/d' acme/globex/settings.csv
cat >> acme/globex/settings.csv <<-END
pass-environment,PSI_POLL_SECONDS
accounts-command,$recipes/salesforce-accounts
accounts-command,$at
accounts-command,$PWD/../good.curl
END
expect_status 6 psi-run acme/globex
yes_to acme globex first-run
ok psi-run acme/globex
contains acme/globex/log.csv ',1,make,blinded,'
lines acme/globex/work/1/accounts.csv 4

# However it fails, nothing is begun, and the list of before is not used again.
back_and_forth 1
yes_to globex acme first-run
back_and_forth 3
yes_to acme globex share
yes_to globex acme share
back_and_forth 4
contains acme/globex/log.csv ',1,end,,,complete$'
sed -i 's/^setting,value$/&\nevery,1 always/' acme/globex/settings.csv
# As if it had been years ago.
sed -i 's/^20[0-9][0-9]/2020/' acme/globex/log.csv
for token in bad failed broken half none; do
	sed -i "s|/[a-z]*\.curl|/$token.curl|" acme/globex/settings.csv
	status=1
	[ $token != none ] || status=3
	expect_status $status psi-run acme/globex
	[ -z "$(find acme/globex/runs -mindepth 1 -maxdepth 1 ! -name 1)" ] ||
	    fail 'a run was begun'
	[ -z "$(find acme/globex/outbox -type f)" ] || fail 'it is sent'
done
sed -i "s|/[a-z]*\.curl|/good.curl|" acme/globex/settings.csv
# After years the keys to compare with are gone.
expect_status 6 psi-run acme/globex
yes_to acme globex list
ok psi-run acme/globex
contains acme/globex/log.csv ',2,make,blinded,'
