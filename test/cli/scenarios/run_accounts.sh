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

# A command that fails, or writes half a list and fails: nothing is begun.
source_of shell "cat $PWD/acme/accounts.csv | head -n 2; echo 'no login' >&2; exit 1"
expect_status 6 psi-run acme/globex
yes_to acme globex first-run
expect_status 1 psi-run acme/globex
expect_stderr "the command 'accounts-command' failed with status 1: no login"
[ -z "$(find acme/globex/runs acme/globex/outbox -mindepth 1)" ] ||
    fail 'a run was begun'
# One that writes nothing.
source_of /bin/true
expect_status 3 psi-run acme/globex
[ -z "$(find acme/globex/runs acme/globex/outbox -mindepth 1)" ] ||
    fail 'a run was begun'
# It is asked once a day, however often the call is made.
rm -r acme/globex/work/1
source_of shell "echo x >> $PWD/asked; head -n 1 $PWD/acme/accounts.csv"
expect_status 3 psi-run acme/globex
expect_status 3 psi-run acme/globex
lines asked 1
rm -r acme/globex/work/1
source_of /bin/cat "$PWD/acme/accounts.csv"
ok psi-run acme/globex
same acme/globex/work/1/accounts.csv acme/accounts.csv
mode acme/globex/work/1/accounts.csv 600
contains acme/globex/log.csv ',1,make,blinded,'

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
(umask 077 && echo 'header = "Authorization: Bearer good"' > good.curl &&
    echo 'header = "Authorization: Bearer bad"' > bad.curl)
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
contains asked-for '^GET /download\.csv -$'
# A token that is no good: no list, a status, and no word of the token.
for line in "salesforce-accounts $at $PWD/bad.curl" \
    "hubspot-accounts $PWD/bad.curl $at" \
    "dynamics-accounts $at $PWD/bad.curl"; do
	# shellcheck disable=SC2086
	if "$recipes"/$line > none.csv 2> said; then
		fail "$line succeeded"
	fi
	empty none.csv
	lacks said 'Bearer'
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
