# The second month: the next run begins where nothing of the first is remembered,
# and forgotten options are told.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies
cd acme
edit accounts.csv '1s/Billing Country/"Wo, ""genau"""/'
printf 'value,population\nCustomer,customer\n' > rules.csv
normalize()
{
	ok psi-normalize -a agreement.csv -f -o keys.csv "$@"
}

# Nothing to remember yet: no warning, and a word for the next time.
normalize -m 'country=Wo, "genau"' --country DE --rules rules.csv accounts.csv
expect_stderr 'give the same --map, --rules, --country in the next run too'
no_stderr 'warning'
cd ..
blind acme
blind globex
exchange acme globex
exchange globex acme
answer globex acme
reveal acme globex

# What the last run had and this one has not, and where that is known from.
cd acme
normalize accounts.csv
expect_stderr "warning: run 1 \('s'\) was made with --country 'DE' -m 'country=Wo, \"genau\"', and these keys are not"
no_stderr 'in the next run too'
exists keys.csv
cd ..
ok psi-normalize -a acme/agreement.csv -f -o keys.csv acme/accounts.csv
expect_stderr "warning: run 1 \('acme/s'\)"
cd acme
# Another column for the field is a decision.
normalize -m country= --country FR accounts.csv
no_stderr 'warning: run'
normalize -q accounts.csv
expect_stderr 'warning: run 1'

# A run that was given up is no example for the next one.
normalize -q accounts.csv
ok psi-blind -q -a agreement.csv -i me.key -s s2 -o blinded2.csv keys.csv
ok psi-close -q -s s2
normalize accounts.csv
expect_stderr "warning: run 1 \('s'\)"
# The last one is, whatever the folders are called.
ok psi-blind -q -a agreement.csv -i me.key -s a3 -o blinded3.csv keys.csv
normalize accounts.csv
no_stderr 'warning: run'
# Sessions of another agreement, damaged ones and folders that are none.
mkdir -m 700 other broken
echo text > other/letter.txt
printf 'term,value\nstate,' > broken/state.csv
rm -r a3 s2
edit_state s/state.csv 's/^agreement,..../agreement,0000/'
normalize accounts.csv
no_stderr 'warning: run'
