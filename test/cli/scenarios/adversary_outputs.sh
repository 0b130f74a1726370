# No output takes the place of what nobody can make again, or of an input, whatever
# step writes it and whichever was opened first.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies
blind acme
blind globex
exchange acme globex
exchange globex acme
reveal globex acme
cd globex
cp me.key kept.key
cp me.key.ledger kept.ledger
cp s/map.csv kept.map
ln -s me.key linked
for step in 'psi-normalize -a agreement.csv' 'psi-agree show' 'psi-exchange -s s' \
    'psi-reveal -s s'; do
	file=
	[[ $step != *normalize* ]] || file=accounts.csv
	[[ $step != *show* ]] || file=agreement.csv
	for out in 'me.key:a secret identity' 'linked:a secret identity' \
	    'me.key.ledger:the ledger of' 's/map.csv:a file of a session'; do
		# shellcheck disable=SC2086
		expect_status 2 $step -f -o "${out%%:*}" $file
		expect_stderr "error: '${out%%:*}' is ${out#*:}.* not replaced" 'hint: '
	done
done
same me.key kept.key
same me.key.ledger kept.ledger
same s/map.csv kept.map
ok psi-share -q -s s --accounts accounts.csv -o claims.csv
ok psi-reveal -q -s s --accounts accounts.csv -o named.csv
ok psi-join -q -s s --accounts accounts.csv -o pairs.csv
cp pairs.csv kept.pairs
for step in 'psi-motions -a agreement.csv' 'psi-report page' 'psi-report matrix' \
    'psi-diff pairs.csv'; do
	# shellcheck disable=SC2086
	expect_status 2 $step -f -o pairs.csv pairs.csv
	expect_stderr "error: 'pairs.csv' is an input; it cannot be the output too"
	same pairs.csv kept.pairs
done
