# shellcheck shell=bash
# Two companies joined by the scripts of examples/transport:
# . "$TOP/test/cli/transports.sh"
. "$TOP/test/cli/partners.sh"

transport=$EXAMPLES/transport

# ways US THEM: replaces the copies of partners.sh; the caller appends send and
# fetch.
ways()
{
	sed -i '/^\(send\|fetch\),/d' "$1/$2/settings.csv"
	cat >> "$1/$2/settings.csv"
}

# all_the_way: from the first run to the pairs of both.
all_the_way()
{
	local us
	back_and_forth 1
	yes_to acme globex first-run
	back_and_forth 1
	yes_to globex acme first-run
	back_and_forth 3
	yes_to acme globex share
	yes_to globex acme share
	back_and_forth 5
	for us in acme/globex globex/acme; do
		contains "$us/log.csv" ',1,end,,,complete$'
		lines "$us/results/latest/pairs.csv" 3
		[ -z "$(find "$us/outbox" "$us/inbox" "$us/refused" \
		    -mindepth 1)" ] || fail "files are left in $us"
	done
}
