# shellcheck shell=bash
# Two companies for scenarios: . "$TOP/test/cli/companies.sh"

# exports: the exports of both, with two accounts in common.
exports()
{
	cat > acme/accounts.csv <<-'END'
	Account ID,Account Name,Website,Billing Country,Type
	A-1,"Northwind Traders, Inc.",https://www.northwind-traders.com/,US,Customer
	A-2,Müller GmbH,mueller-stahl.de,Germany,Customer
	A-3,Only Acme Knows Ltd,only-acme-knows.co.uk,GB,Prospect
	END
	cat > globex/accounts.csv <<-'END'
	Record ID;Company name;Company Domain Name;Country/Region;Lifecycle Stage
	77;NORTHWIND TRADERS;northwind-traders.com;United States;Customer
	78;Globex Alone Inc;globex-alone.com;USA;Lead
	79;Mueller;WWW.MUELLER-STAHL.DE;DE;Lead
	80;Another of Globex;another-of-globex.de;DE;Lead
	END
}

# two_companies [OPTION...]: the folders acme and globex, each with its secret
# identity me.key, the agreement signed by both (acme is a, globex is b), its
# export and its keys. The options go to `psi-agree propose`.
two_companies()
{
	local list=$TOP/test/cli/data/suffixes.dat us
	mkdir acme globex
	exports
	psi-keygen -q -o acme/me.key > acme/me.pub
	psi-keygen -q -o globex/me.key > globex/me.pub
	psi-agree propose -q -i acme/me.key -n Acme \
	    -p "$(cat globex/me.pub)" --partner-name Globex \
	    --suffix-list "$list" "$@" -o proposal.csv
	psi-agree sign -q --accept-list -i globex/me.key \
	    -o globex/agreement.csv proposal.csv
	cp globex/agreement.csv globex/agreement.csv.psl acme/
	for us in acme globex; do
		psi-normalize -q -a $us/agreement.csv -o $us/keys.csv \
		    $us/accounts.csv
	done
}

# blind US, exchange US THEM, reveal US THEM: one step, in the folder of US,
# in the session `s`; what goes to the partner is blinded.csv and answer.csv.
# By the agreement Acme answers first, in `exchange acme globex`; Globex has its
# answer after `answer globex acme`, which reveals there and writes it.
blind()
{
	(cd "$1" && psi-blind -q -a agreement.csv -i me.key -s s \
	    -o blinded.csv keys.csv)
}

exchange()
{
	(cd "$1" && psi-exchange -q -s s -o answer.csv "../$2/blinded.csv")
}

reveal()
{
	(cd "$1" && psi-reveal -q -s s -o matches.csv "../$2/answer.csv")
}

answer()
{
	reveal "$1" "$2" && (cd "$1" && psi-exchange -q -s s -o answer.csv)
}
