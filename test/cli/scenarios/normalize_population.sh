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

# Values that mean 'other', and empty cells, are told where they are many.
printf 'Name,Relationship Type\nA Ltd,Partner\nB Ltd,\nC Ltd,Customer\n' \
    > others.csv
ok psi-normalize --check others.csv > page
contains page "accounts that became 'other', .*: 2\$" 'file for --rules' \
    'an empty cell means by --population' "^Rows that became 'other', .*--rules" \
    '^  Partner +1 *$' '^  \(empty\) +1 *$'
ok psi-normalize --check --html others.csv > page
contains page '<td class=n>1</td><td><bdi>Partner<' 'empty cell means by --population<'
# A long one is cut at a whole character.
euros=$(printf '€%.0s' {1..25})
printf 'Name,Relationship Type\nA Ltd,Channel Partner %s\n' "$euros" > long.csv
ok psi-normalize --check long.csv > page
contains page '^  Channel Partner €{15} +1 *$'
printf 'value,population\nPartner,customer\n' > others-rules.csv
ok psi-normalize --check --rules others-rules.csv -p prospect others.csv > page
lacks page "became 'other'"
printf 'value,population\n,prospect\n' > empty-rule.csv
expect_status 3 psi-normalize --check --rules empty-rule.csv others.csv
expect_stderr "empty-rule.csv:2: a rule's value is empty\$" 'hint: .*--population'

# A mistyped header is named, with the one that is meant.
expect_status 3 psi-normalize --dry-run -m owner=Relation others.csv
expect_stderr "no column 'Relation', which is mapped to owner" \
    "hint: did you mean 'Relationship Type'"
expect_status 3 psi-normalize --check -m owner=Betreuer others.csv
expect_stderr "no column 'Betreuer', which is mapped to owner" 'hint: see the columns'

# A name that is no file's, and one with blanks and without quotes.
expect_status 1 psi-normalize --check othrs.csv
expect_stderr "cannot open 'othrs.csv': No such" "hint: did you mean 'others.csv'\\?"
expect_status 1 psi-normalize --check Kunden.xlsx
no_stderr 'did you mean'
cp others.csv 'others of today.csv'
expect_status 1 psi-normalize --check others of today.csv
expect_stderr "hint: a name with blanks needs quotes: 'others of today.csv'"

# Columns that nothing was taken from are told, by their headers; long examples say
# that they are cut.
long=$(printf 'x%.0s' {1..70})
printf 'Firma,Status,Ort,"Vermerk, intern",\nFirma GmbH,%s,Bonn,a,\n' "$long" > odd.csv
ok psi-normalize --check odd.csv > page
contains page '^Columns that are not used: 2$'
contains page '^    Ort, Vermerk, intern$'
contains page 'map FIELD=HEADER takes one'
contains page "line 2: x{58}…\$"
ok psi-normalize --check --html odd.csv > page
contains page 'Ort, Vermerk, intern'
ok psi-normalize --check -m owner=Ort odd.csv > page
contains page '^Columns that are not used: 1$'
ok psi-normalize --check < odd.csv > page
lacks page 'not used'

# Notes and tests in names are told, with their lines; other names are not.
cat > noted.csv <<'END'
Id,Name,Country,Status
1,"Glas Reuter (insolvent seit 03/2026!)",DE,Kunde
2,TEST bitte löschen,DE,Kunde
3,Test Valley Ltd,GB,Kunde
4,Old Navy,US,Kunde
END
ok psi-normalize --check noted.csv > page
contains page 'names with a note in them, or of tests, which a partner may see: 2$'
contains page 'line 2: Glas Reuter' 'line 3: TEST bitte'
lacks page 'Test Valley' 'Old Navy'
ok psi-normalize -o noted-keys.csv --rejects rejects.csv noted.csv
expect_stderr '2 name-note: '
contains rejects.csv '^2,2,1,name,name-note,'
ok psi-normalize --account 1 noted.csv > steps
contains steps 'name: note,.*name-note'
