# Mode counts: numbers only, by population, small ones suppressed; and a run in
# which one side does not learn.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

# Northwind is a customer of both, Mueller one of Acme and a prospect (Lead)
# of Globex.
two_companies -s mode=counts -s suppress-below=0 -s group=customer \
    -s group=prospect -s 'key=domain 1 0.970' -s padding-multiple=16 \
    -s learns=a -s answers-first=b
blind acme
blind globex
contains acme/blinded.csv '^group,customer$'
contains acme/blinded.csv '^group-elements,16$'

# Acme learns and Globex does not: Globex answers, Acme sends no answer.
(cd acme && ok psi-exchange -s s -o answer.csv ../globex/blinded.csv)
expect_stderr 'there is no file to send yet' '"Globex" answers first'
no_output acme/answer.csv
(cd globex && ok psi-exchange -s s -o answer.csv ../acme/blinded.csv)
expect_stderr 'you do not learn the matches: your part .* is done'
exists globex/answer.csv
for file in scalar.bin seal.bin share.bin partner-evaluated.bin map.csv; do
	[ ! -e globex/s/$file ] || fail "$file is still there"
done
expect_status 6 psi-reveal -s globex/s globex/answer.csv -o out.csv
expect_stderr 'this side does not learn'
no_output out.csv

# There are no accounts to show.
expect_status 5 psi-reveal -s acme/s globex/answer.csv \
    --accounts acme/accounts.csv -o out.csv
no_output out.csv
ok psi-reveal -s acme/s globex/answer.csv > counts.csv
expect_stderr '^psi-reveal: 2 matching keys, by the word of "Globex"'
no_stderr 'of your'
ok psi-exchange -s acme/s -o out.csv
expect_stderr '"Globex" does not learn the matches: there is no file to send'
no_output out.csv
cat > expected.csv <<'END'
our_population,their_population,matches
customer,customer,1
customer,prospect,1
prospect,customer,0
prospect,prospect,0
END
same counts.csv expected.csv

# Small numbers: neither they nor their sum.
rm -r acme globex proposal.csv*
two_companies -s mode=counts -s suppress-below=2 -s group=none \
    -s 'key=domain 1 0.970' -s padding-multiple=16
blind acme
blind globex
exchange acme globex
exchange globex acme
answer globex acme
ok psi-reveal -s acme/s globex/answer.csv > counts.csv
expect_stderr '^psi-reveal: 2 matching keys, by the word of "Globex"'
contains counts.csv '^all,all,2$'
rm -r acme globex proposal.csv*
two_companies -s mode=counts -s suppress-below=3 -s group=none \
    -s 'key=domain 1 0.970' -s padding-multiple=16
blind acme
blind globex
exchange acme globex
exchange globex acme
answer globex acme
ok psi-reveal -s acme/s globex/answer.csv > counts.csv
expect_stderr 'not shown, nor is their sum'
no_stderr 'matching keys'
contains counts.csv '^all,all,<3$'

# Fewer matches than agreed: nothing at all, now and later, on both sides.
rm -r acme globex proposal.csv*
two_companies -s minimum-overlap=1000
blind acme
blind globex
exchange acme globex
exchange globex acme
expect_status 5 psi-reveal -s globex/s acme/answer.csv -o out.csv
expect_stderr '^psi-reveal: error: .*fewer than the 1000 matches'
no_output out.csv
ok psi-exchange -q -s globex/s -o globex/answer.csv
for _ in 1 2; do
	expect_status 5 psi-reveal -s acme/s globex/answer.csv -o out.csv
	expect_stderr '^psi-reveal: error: .*fewer than the 1000 matches'
	no_output out.csv
done
expect_status 5 psi-reveal -s acme/s -o out.csv
no_output out.csv
