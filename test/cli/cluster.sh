# shellcheck shell=bash
# A session whose work is done in parts, for the scripts of examples/cluster:
# . "$TOP/test/cli/cluster.sh"
. "$TOP/test/cli/companies.sh"

cluster=$EXAMPLES/cluster

# parts_by COMMAND: two companies to the matches of both; COMMAND TOOL SESSION N is
# called for the parts of Acme.
parts_by()
{
	two_companies -s padding-multiple=1024
	blind globex
	ok psi-blind -q -a acme/agreement.csv -i acme/me.key -s acme/s --plan 4 \
	    acme/keys.csv
	# The nodes have neither identity nor ledger.
	mkdir away
	mv acme/me.key* away
	"$1" psi-blind acme/s 4
	mv away/* acme
	ok psi-blind -q -s acme/s --finish -o acme/blinded.csv acme/keys.csv
	ok psi-exchange -q -s acme/s --plan 2 globex/blinded.csv
	"$1" psi-exchange acme/s 2
	ok psi-exchange -q -s acme/s --finish -o acme/answer.csv
	exchange globex acme
	answer globex acme
	reveal acme globex
	lines acme/matches.csv 3
	lines globex/matches.csv 3
	[ -z "$(find acme/s -name 'task*')" ] || fail 'parts are left'
}
