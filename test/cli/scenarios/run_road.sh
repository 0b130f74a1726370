# psi-run: two companies go all the way to pairs, each from its own folder, and
# nothing begins or leaves before a person has said yes.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"

partners -s 'share-a=any any name+owner' -s 'share-b=any any name+country'
exists acme/globex/settings.csv acme/globex/log.csv \
    acme/globex/agreement.csv acme/globex/agreement.csv.psl
mode acme/globex 700
mode acme/globex/settings.csv 600

# The first run is asked for; nothing lies in the outbox until then.
expect_status 6 pass acme globex
expect_stderr 'warning: acme/globex: the first run with "Globex" is ready' \
    "to do: read it with 'psi-agree show /.*/acme/globex/agreement.csv', then run 'psi-run approve acme/globex first-run'"
[ -z "$(find acme/globex/outbox acme/globex/runs -mindepth 1)" ] ||
    fail 'a run was begun'
expect_status 6 psi-run approve acme/globex share
expect_stderr 'no open question'
expect_status 2 psi-run approve acme/globex nonsense
no_stderr 'did you mean'
expect_status 2 psi-run approve acme/globex firstrun
expect_stderr "nothing called 'firstrun'" "hint: did you mean 'first-run'"
expect_status 2 psi-run aprove acme/globex
expect_stderr "no command or folder 'aprove'" "hint: did you mean 'approve'"
ok psi-run approve acme/globex first-run
ok pass acme globex
expect_stderr 'run 1: begin list' 'run 1: make blinded' \
    'globex: send psi-[0-9a-f]{8}-a-1-blinded\.csv'

# Globex finds that Acme has begun, and needs a yes too.
expect_status 6 pass globex acme
yes_to globex acme first-run
back_and_forth 2
expect_status 6 pass acme globex
expect_stderr 'claims and fields .* ready to be shared with "Globex"'
# What is said to look at can be looked at as it stands there.
look=$(sed -n "s/.* see it with '\(psi-share [^']*\)', then .*/\1/p" "$stderr")
eval "ok $look" > dry-run
exists dry-run
lacks acme/globex/log.csv ',make,claims,'
yes_to acme globex share
back_and_forth 1
yes_to globex acme share
back_and_forth 4

for us in acme/globex globex/acme; do
	contains "$us/log.csv" ',1,end,,,complete$'
	exists "$us/results/1/matches.csv" "$us/results/1/pairs.csv" \
	    "$us/results/1/actions.csv" "$us/results/1/report.html"
	[ "$(readlink "$us/results/latest")" = 1 ] || fail 'latest'
	lines "$us/results/latest/pairs.csv" 3
	left=$(find "$us/inbox" "$us/outbox" "$us/held" "$us/refused" \
	    -mindepth 1)
	[ -z "$left" ] ||
	    fail "files are left in $us"
	mode "$us/results/1/pairs.csv" 600
done
contains acme/globex/results/1/pairs.csv ',A-2,.*,Mueller,'
contains globex/acme/results/1/pairs.csv ',79,.*,Müller GmbH,'

# Nothing to do, nothing to say.
ok pass acme globex -q
silent
ok psi-run -q acme/globex globex/acme
silent
before=$(cat acme/globex/log.csv)
ok pass acme globex
expect_stderr "nothing to do now; 'psi-run --status"
expect_status 6 psi-inspect acme/globex
expect_stderr "hint: this is a folder of psi-run: 'psi-run --status acme/globex'" \
    'its sessions are in acme/globex/runs'
[ "$before" = "$(cat acme/globex/log.csv)" ] || fail 'the log grew'

# How it stands.
ok psi-run --status acme/globex globex/acme > status
contains status '^acme/globex +1 idle +nobody '
ok psi-run --status --json acme/globex globex/acme > status
contains status '^\{"version": 1, "partners": \['
contains status '"folder": "acme/globex", "partner": "Globex", "run": 1, "step": "idle", "waits_for": "nobody"'
contains status '"last_result": 1, .*"outbox": 0, "status": 0, "needs": \[\]'

# Another call at the same time goes away quietly.
exec 9< acme/globex/.lock
flock 9
ok pass acme globex -q
silent
exec 9<&-
