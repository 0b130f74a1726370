# shellcheck shell=bash
# Two companies that run psi-run: . "$TOP/test/cli/partners.sh"
. "$TOP/test/cli/companies.sh"

# partners [OPTION...]: two_companies, and then the folders acme/globex and
# globex/acme of psi-run, joined by a shared folder each way: what one sends is
# copied into the other's inbox under a name of its own and renamed.
partners()
{
	two_companies "$@"
	join_up acme globex
	join_up globex acme
}

# partners_by_hand [OPTION...]: the same, and nobody carries the files.
partners_by_hand()
{
	two_companies "$@"
	init_folder acme globex
	init_folder globex acme
}

# init_folder US THEM [OPTION...]: the folder US/THEM, with options for init.
init_folder()
{
	local us=$1 them=$2
	shift 2
	psi-run -q init "$us/$them" -i "$us/me.key" -a "$us/agreement.csv" \
	    --accounts "$us/accounts.csv" --set free-space=1 "$@"
}

# join_up US THEM [OPTION...]: the folder US/THEM, and how it sends.
join_up()
{
	local us=$1 them=$2
	shift 2
	cat > "$us-$them-send" <<-END
	#!/bin/sh
	to=$PWD/$them/$us/inbox/\${1##*/}
	cp "\$1" "\$to.part" && mv "\$to.part" "\$to"
	END
	chmod 755 "$us-$them-send"
	init_folder "$us" "$them" --set "send=$PWD/$us-$them-send" \
	    --set 'send={file}' "$@"
}

# pass US THEM [OPTION...]: one call; its status is the caller's.
pass()
{
	local us=$1 them=$2
	shift 2
	psi-run "$@" "$us/$them"
}

# yes_to US THEM WHAT...: a person approves.
yes_to()
{
	local us=$1 them=$2 what
	shift 2
	for what; do
		psi-run -q approve "$us/$them" "$what"
	done
}

# back_and_forth [N]: N rounds of both, 6 by default; what they say is kept in
# said.
back_and_forth()
{
	local i
	for ((i = 0; i < ${1:-6}; i++)); do
		pass acme globex 2>> said || true
		pass globex acme 2>> said || true
	done
}

# The psi-run whose day can be set, from here on; and the first day.
with_clock()
{
	[ -x "$CLOCK_TOOLS/psi-run" ] || skip 'psi-run with a clock is not built'
	PATH=$CLOCK_TOOLS:$PATH
	start=$(date -u +%F)
	today=$start
	# As a function, so that every call has the day.
	psi-run()
	{
		command psi-run --today "$today" "$@"
	}
}

# on_day N: so many days after the first; the lists are of that day.
on_day()
{
	today=$(date -u -d "$start + $1 days" +%F)
	touch -d "$today" acme/accounts.csv globex/accounts.csv
}

# through_first: the first run, with a person who says yes to everything.
through_first()
{
	back_and_forth 1
	yes_to acme globex first-run
	yes_to globex acme first-run
	back_and_forth 3
	yes_to acme globex share
	yes_to globex acme share
	back_and_forth 4
	contains acme/globex/log.csv ',1,end,,,complete$'
	contains globex/acme/log.csv ',1,end,,,complete$'
}

# agreed NAME OPTION...: another agreement, signed by both, that replaces the one
# in Acme's folder; NAME.csv, with its list beside it.
agreed()
{
	local name=$1 old
	shift
	old=$(sed -n 's/^sha256,//p' acme/globex/agreement.csv)
	psi-agree propose -q -i acme/me.key -n Acme -p "$(cat globex/me.pub)" \
	    --partner-name Globex --suffix-list "$TOP/test/cli/data/suffixes.dat" \
	    -s runs=50 -s period-days=365 -s "replaces=$old" "$@" \
	    -o "$name-proposal.csv"
	psi-agree sign -q --accept-list -i globex/me.key -o "$name.csv" \
	    "$name-proposal.csv"
}

# put_in_place NAME: in the folders of both.
put_in_place()
{
	local us
	for us in acme/globex globex/acme; do
		cat "$1.csv" > $us/agreement.csv
		cat "$1.csv.psl" > $us/agreement.csv.psl
	done
}
