# A public-suffix list that is none, on every way by which a tool reads one: the
# file is named, nothing is written. Run under valgrind too, since what was
# read so far must be given back.
# shellcheck shell=bash

. "$TOP/test/cli/companies.sh"
two_companies
good=$TOP/test/cli/data/suffixes.dat
mkdir lists
printf 'com\0\n' > lists/nul.psl
{
	cat "$good"
	printf '!\n'
} > lists/rule.psl
printf '\377\376c\0o\0m\0' > lists/utf16.psl
printf 'x%.0s' {1..9000} > lists/line.psl
: > lists/empty.psl

for list in lists/*.psl; do
	expect_status 3 psi-normalize --suffix-list "$list" -o keys.csv \
	    acme/accounts.csv
	expect_stderr "^psi-normalize: error: $list"
	no_output keys.csv
	expect_status 3 psi-agree propose -i acme/me.key -n Acme \
	    -p "$(cat globex/me.pub)" --partner-name Globex \
	    --suffix-list "$list" -o new.csv
	expect_stderr "^psi-agree: error: $list"
	no_output new.csv new.csv.psl
	# Beside the agreement, where it is looked for.
	cp proposal.csv again.csv
	cp "$list" again.csv.psl
	expect_status 3 psi-agree sign -i globex/me.key -o signed.csv again.csv
	expect_stderr '^psi-agree: error: again.csv.psl'
	no_output signed.csv signed.csv.psl
	cp acme/agreement.csv again.csv
	expect_status 3 psi-agree check again.csv
	expect_stderr '^psi-agree: error: again.csv.psl'
	expect_status 3 psi-agree show again.csv > out
	expect_stderr '^psi-agree: error: again.csv.psl'
	expect_status 3 psi-normalize -a again.csv -o keys.csv acme/accounts.csv
	expect_stderr '^psi-normalize: error: .*again.csv.psl'
	no_output keys.csv
done
