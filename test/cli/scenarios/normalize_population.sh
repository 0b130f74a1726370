# A list that does not say what its accounts are to the company: nothing is lost in
# silence, since reports and motions rest on it.
# shellcheck shell=bash
printf 'Name,Homepage\nNordwind GmbH,nordwind.example\nSteel Ltd,steel.example\n' \
    > bare.csv
ok psi-normalize -o bare-keys.csv bare.csv
expect_stderr "no column says what an account is to you, so all are 'other'" \
    'say --population customer'
ok psi-normalize --check bare.csv > page
contains page 'accounts of which no column says what they are to you: 2$'
ok psi-normalize --population customer -f -o bare-keys.csv bare.csv
no_stderr 'no column says'
ok psi-normalize --check --population customer bare.csv > page
lacks page 'no column says'
