# Every program once, from identities to matches; run under valgrind as well.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies
blind acme
blind globex
ok psi-inspect acme/blinded.csv > /dev/null
exchange acme globex
exchange globex acme
answer globex acme
reveal acme globex

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
for file in {acme,globex}/{blinded,answer}.csv; do
	for word in northwind NORTHWIND mueller A-1 only-acme; do
		lacks "$file" "$word"
	done
done

# The secrets of the session are destroyed, and the session is done.
ok psi-close -q -s acme/s
ok psi-reveal -q -s acme/s > again.csv
same again.csv acme/matches.csv

# The columns of the export: the file is read as psi-normalize reads it.
accounts()
{
	psi-reveal -s acme/s -o columns.csv -f --accounts "$@"
}
ok accounts acme/accounts.csv
no_stderr 'warning'
contains columns.csv ',A-2,.*,Müller GmbH,mueller-stahl.de,Germany,Customer$'
iconv -f utf-8 -t windows-1252 acme/accounts.csv | tr , '|' > other.csv
# Only one encoding fits, so it is taken; naming it gives the same.
ok accounts other.csv --delimiter '|'
contains columns.csv ',A-2,.*,Müller GmbH,mueller-stahl.de,Germany,Customer$'
ok accounts other.csv --encoding windows-1252 --delimiter '|'
contains columns.csv ',A-2,.*,Müller GmbH,mueller-stahl.de,Germany,Customer$'
for wrong in '--encoding ebcdic' '--delimiter ab'; do
	# shellcheck disable=SC2086
	expect_status 2 accounts acme/accounts.csv $wrong
	expect_stderr "error: .*'${wrong##* }'"
done
expect_status 2 psi-reveal -s acme/s --encoding utf-8 -o none.csv
expect_status 2 psi-reveal -s acme/s --delimiter tab -o none.csv
no_output none.csv

# Accounts that are not in the file: some, all.
cp acme/accounts.csv other.csv
drop_line other.csv 3
ok accounts other.csv
expect_stderr "warning: 1 of the accounts that matched is not in 'other.csv'; its columns are empty"
contains columns.csv ',A-2,.*,,,,,$'
edit other.csv 's/^A-/B-/'
rm columns.csv
expect_status 3 accounts other.csv
expect_stderr 'error: other.csv: the file has none of the accounts that' \
    'hint: .*--id-column'
no_output columns.csv

# Accounts that are named by their lines need the very file.
cut -d';' -f2- globex/accounts.csv > by-line.csv
psi-normalize -q -a globex/agreement.csv -o by-line.keys by-line.csv
contains by-line.keys '^line-4,'
psi-close -q -s globex/s
ok psi-blind -qf -a globex/agreement.csv -i globex/me.key -s globex/s2 \
    -o globex/blinded.csv by-line.keys
ok psi-blind -qf -a acme/agreement.csv -i acme/me.key -s acme/s2 \
    -o acme/blinded.csv acme/keys.csv
ok psi-exchange -q -s acme/s2 -o answer.csv globex/blinded.csv
ok psi-exchange -q -s globex/s2 acme/blinded.csv
ok psi-reveal -q -s globex/s2 -o lines.csv --accounts by-line.csv answer.csv
contains lines.csv ',line-4,.*,Mueller,WWW.MUELLER-STAHL.DE,DE,Lead$'
# Sorted since, or one of its companies renamed, it has other companies there.
{
	head -n 1 by-line.csv
	sed 1d by-line.csv | sort -r
} > sorted.csv
sed '3s/Globex Alone Inc/Globex Alone/' by-line.csv > later.csv
for file in sorted later; do
	expect_status 3 psi-reveal -s globex/s2 -o wrong.csv \
	    --accounts $file.csv
	expect_stderr "error: $file.csv: accounts without an id are named by" \
	    'hint: give the very file that was normalised'
	no_output wrong.csv
done
keep_lines by-line.csv 3
expect_status 3 psi-reveal -s globex/s2 -o short.csv --accounts by-line.csv
expect_stderr 'error: by-line.csv: the file has fewer lines than' \
    'hint: .*the very file'
no_output short.csv
