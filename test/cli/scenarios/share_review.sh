# What the partner tells can make a pair less sure than its match was: it is said
# that it may be, and then of how many pairs it was.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies -s 'share-a=any any name+country' -s 'share-b=any any name+country'
cat >> acme/accounts.csv << 'END'
A-4,Solaris Technik SA,,France,Prospect
END
cat >> globex/accounts.csv << 'END'
81;Solaris Technik SA;;Switzerland;Customer
END
for us in acme globex; do
	psi-normalize -q -f -a $us/agreement.csv -o $us/keys.csv $us/accounts.csv
	blind $us
done
exchange acme globex
exchange globex acme
answer globex acme
ok psi-reveal -s acme/s -o acme/matches.csv globex/answer.csv
expect_stderr '^psi-reveal: 3 are the same company .account., .* 0 to look at first' \
    '^psi-reveal: a score can still fall, and a match become one to look at first'
# How far sharing has come is said step by step.
sharing()
{
	ok psi-inspect -s acme/s > facts
	contains facts '^state,revealed$' "^sharing,$1\$"
}
sharing 'claims due'
contains acme/matches.csv 'A-4,.*,account,|account,.*A-4,'
for us in acme globex; do
	ok psi-share -q -s $us/s -o $us/claims.csv
done
sharing 'claims made'
ok psi-join -q -s globex/s --accounts globex/accounts.csv acme/claims.csv \
    -o globex/pairs.csv
ok psi-join -s acme/s --accounts acme/accounts.csv globex/claims.csv \
    -o acme/pairs.csv
expect_stderr 'pairs: 3$'
no_stderr 'review'
sharing 'fields due'
for us in acme globex; do
	ok psi-share -q -s $us/s --accounts $us/accounts.csv -o $us/fields.csv
done
sharing 'fields made'
ok psi-join -f -s acme/s --accounts acme/accounts.csv globex/fields.csv \
    -o acme/pairs.csv
expect_stderr "1 of the pairs is to be looked at first .review., 1 of them by what the partner told since psi-reveal: .--explain ACCOUNT. says why"
sharing finished
contains acme/pairs.csv ',A-4,.*,review,'
ok psi-join -s acme/s --explain A-4 --accounts acme/accounts.csv > why.csv
contains why.csv '^contradiction,'
