# Ids that are others than in the earlier file: the pairs are found again by the
# partner's labels, and it is said in numbers and without a name.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"

agreement agreement.csv
pairs Globex agreement.csv > before.csv
said='ids of your list seem to have changed'

# All five accounts with pairs have another id, whatever order they stand in.
sed 's/,A\([0-9]\),/,000\1,/' before.csv > after.csv
ok psi-diff before.csv after.csv > changes.csv
expect_stderr "$said: 5 of the 5 accounts" ' 5 changes'
no_stderr Northwind Contoso 0001 A1
lines changes.csv 6
contains changes.csv '^account,ours,Globex,0001,Northwind,our_account,A1,0001$'
ok psi-diff -q before.csv after.csv > changes.csv
expect_stderr "$said"
ok psi-report changes --before before.csv after.csv > changes.csv
expect_stderr "$said: 5 of the 5 accounts"

# Accounts that really came and went do not hide it, nor new labels.
sed 's/Northwind/Litware/g; s/Fabrikam/Proseware/g; s/,x\([0-9]\),/,y\1,/' \
    after.csv > later.csv
ok psi-diff before.csv later.csv > changes.csv
expect_stderr "$said: 3 of the 3 accounts" 'labels are others'

# One account that kept its id of five: some were made anew, not the list.
sed 's/,0001,/,A1,/' after.csv > some.csv
ok psi-diff before.csv some.csv > changes.csv
no_stderr "$said"
# Two are too few to tell.
sed 's/Contoso/Litware/g' later.csv > few.csv
ok psi-diff before.csv few.csv > changes.csv
no_stderr "$said"
# Other accounts under other ids, and accounts without names.
sed 's/,A\([0-9]\),/,000\1,/
    s/Northwind\|Fabrikam\|Contoso\|Tailspin\|Wingtip/Other &/g' before.csv > others.csv
ok psi-diff before.csv others.csv > changes.csv
no_stderr "$said"
for file in before after; do
	sed '2,$s/\(Northwind\|Fabrikam\|Contoso\|Tailspin\|Wingtip\),/,/' $file.csv \
	    > unnamed-$file.csv
done
ok psi-diff unnamed-before.csv unnamed-after.csv > changes.csv
no_stderr "$said"
# A new name under the same id is no new id.
sed 's/Northwind/Fabrikam/g; s/Contoso/Tailspin/g' before.csv > renamed.csv
ok psi-diff before.csv renamed.csv > changes.csv
no_stderr "$said"
