# Every program once, from identities to matches; run under valgrind as well.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies
blind acme
blind globex
ok psi-inspect acme/blinded.csv > /dev/null
exchange acme globex
exchange globex acme
reveal acme globex
reveal globex acme

# Both see the same two matches, each with its own accounts.
lines acme/matches.csv 3
contains acme/matches.csv ',A-1,'
contains acme/matches.csv ',A-2,'
contains globex/matches.csv ',77,'
contains globex/matches.csv ',79,'
cut -d, -f1 acme/matches.csv | sort > tokens-a
cut -d, -f1 globex/matches.csv | sort > tokens-b
same tokens-a tokens-b

# Nothing readable left either of them.
for file in {acme,globex}/{blinded,evaluated}.csv; do
	for word in northwind NORTHWIND mueller A-1 only-acme; do
		lacks "$file" "$word"
	done
done

# The secrets of the session are destroyed, and the session is done.
ok psi-close -q -s acme/s
ok psi-reveal -q -s acme/s > again.csv
same again.csv acme/matches.csv
