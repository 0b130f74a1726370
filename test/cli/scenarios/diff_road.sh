# What changed between two files of pairs, and on whose side.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"

agreement agreement.csv
pairs Globex agreement.csv > before.csv
cp before.csv after.csv
ok psi-diff before.csv after.csv > nothing.csv
expect_stderr ' 0 changes' 'both files are of the same run'
lines nothing.csv 1
ok psi-diff --exit-code before.csv after.csv > nothing.csv

drop_line after.csv 3
edit after.csv 's/Northwind,Ann/Northwind,Eve/'
edit after.csv 's/,prospect,Contoso/,customer,Contoso/'
edit after.csv '2s/0.970/0.990/'
sed -n 2p before.csv | sed 's/m1,A1,x1/m9,A9,x9/' >> after.csv
ok psi-diff before.csv after.csv > changes.csv
expect_stderr ' 5 changes'
contains changes.csv '^change,whose,partner,our_account,our_name,field,before,after$'
contains changes.csv '^owner,ours,Globex,A1,Northwind,our_owner,Ann,Eve$'
contains changes.csv '^population,theirs,Globex,A3,Contoso,their_population,prospect,customer$'
contains changes.csv '^score,unknown,Globex,A1,Northwind,score,0.970,0.990$'
contains changes.csv '^new,unknown,Globex,A9,Northwind,,,$'
contains changes.csv '^lost,unknown,Globex,A2,Fabrikam,,,$'
expect_status 10 psi-diff --exit-code -o out.csv before.csv after.csv
same changes.csv out.csv
no_stderr error

# Our own lists tell whose a new or lost pair is.
printf 'Account ID,Account Name\nA1,Northwind\nA2,Fabrikam\n' > old-list.csv
printf 'Account ID,Account Name\nA1,Northwind\nA2,Fabrikam\nA9,New\n' > new-list.csv
ok psi-diff --accounts-before old-list.csv --accounts-after new-list.csv \
    before.csv after.csv > changes.csv
contains changes.csv '^new,ours,Globex,A9,'
contains changes.csv '^lost,theirs,Globex,A2,'
edit new-list.csv 's/Fabrikam/Fabrikam Ltd/'
ok psi-diff --accounts-before old-list.csv --accounts-after new-list.csv \
    before.csv after.csv > changes.csv
contains changes.csv '^lost,unknown,Globex,A2,'
expect_status 2 psi-diff --accounts-before old-list.csv before.csv after.csv

# New labels: by account and kinds of keys.
edit before.csv 's/,x\([0-9]\),/,y\1,/'
ok psi-diff before.csv after.csv > relabelled.csv
expect_stderr 'labels are others'
contains relabelled.csv '^owner,ours,Globex,A1,'
lacks relabelled.csv '^new,unknown,Globex,A1,'

expect_status 3 psi-diff -o none.csv old-list.csv after.csv
expect_stderr "old-list.csv:1: the header has no column 'our_account'"
expect_status 2 psi-diff before.csv

# The later file in front, by the day or by the number of the run; days count
# first.
pairs Globex agreement.csv > first.csv
sed 's/,a,1,2026-11-28,/,a,2,2026-12-05,/' first.csv > second.csv
ok psi-diff first.csv second.csv > changes.csv
no_stderr 'later run' 'same run'
ok psi-diff second.csv first.csv > changes.csv
expect_stderr 'the earlier file is of a later run than the other'
ok psi-report changes --before second.csv first.csv > changes.csv
expect_stderr 'the earlier file is of a later run than the other'
sed 's/,a,1,2026-11-28,/,a,2,2026-11-28,/' first.csv > second.csv
ok psi-diff first.csv second.csv > changes.csv
no_stderr 'later run' 'same run'
ok psi-diff second.csv first.csv > changes.csv
expect_stderr 'the earlier file is of a later run than the other'
sed 's/,a,2,2026-11-28,/,a,1,2026-12-05,/' second.csv > third.csv
ok psi-diff second.csv third.csv > changes.csv
no_stderr 'later run' 'same run'
# A new agreement begins with run 1 again; files without runs say nothing.
sed 's/^\(Globex\),../\1,00/' first.csv > renewed.csv
ok psi-diff second.csv renewed.csv > changes.csv
no_stderr 'later run' 'same run'
cut -d, -f1,7- first.csv > bare.csv
ok psi-diff bare.csv bare.csv > changes.csv
no_stderr 'later run' 'same run'
