# Accounts that were renamed, split, merged or removed between two months, on
# either side, with ids and without.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"

agreement agreement.csv
pairs Globex agreement.csv > before.csv

# month EDIT...: the pairs of a month later, changed by sed.
month()
{
	sed 's/,a,1,2026-11-28,/,a,2,2026-12-28,/' before.csv | sed "$@" > after.csv
}

# told LINE...: psi-diff says exactly this.
told()
{
	printf '%s\n' "$@" > want
	ok psi-diff before.csv after.csv > changes.csv
	drop_line changes.csv 1
	same want changes.csv
}

# A record that was made anew, on our side and on theirs: nothing is lost or new,
# and what changed with it is told beside it.
month 's/,A1,/,B1,/; s/,x2,/,z2,/; s/Fabrikam,Bob/Fabrikam,Eve/'
told account,ours,Globex,B1,Northwind,our_account,A1,B1 \
    account,theirs,Globex,A2,Fabrikam,their_account,x2,z2 \
    owner,ours,Globex,A2,Fabrikam,our_owner,Bob,Eve

# Names alone.
month 's/Northwind,Ann/Northwind Group,Ann/; s/Fabrikam Inc/Fabrikam SE/'
told 'field,ours,Globex,A1,Northwind Group,our_name,Northwind,Northwind Group' \
    'field,theirs,Globex,A2,Fabrikam,their_name,Fabrikam Inc,Fabrikam SE'

# Merged: theirs has one record where it had two, or ours. The account is still
# shared, and the line says with which.
{ cat before.csv; sed -n 2p before.csv | sed 's/,x1,/,x9,/'; } > two.csv
cp before.csv one.csv
cp two.csv before.csv
month '8d'
told lost,unknown,Globex,A1,Northwind,their_account,x9,x1
# Split is the same the other way round.
cp one.csv before.csv
sed 's/,a,1,2026-11-28,/,a,2,2026-12-28,/' two.csv > after.csv
told new,unknown,Globex,A1,Northwind,their_account,x1,x9
{ cat one.csv; sed -n 2p one.csv | sed 's/,A1,/,A9,/'; } > before.csv
month '8d'
told lost,unknown,Globex,A9,Northwind,our_account,A9,A1
cp before.csv two.csv
cp one.csv before.csv
sed 's/,a,1,2026-11-28,/,a,2,2026-12-28,/' two.csv > after.csv
told new,unknown,Globex,A9,Northwind,our_account,A1,A9
# The record that stays is the one that was not there before.
cp two.csv before.csv
month '8d; s/,A1,/,B1,/'
told new,unknown,Globex,B1,Northwind,our_account,A1,B1 \
    lost,unknown,Globex,A1,Northwind,our_account,A1,B1 \
    lost,unknown,Globex,A9,Northwind,our_account,A9,B1

# Removed: nothing of it stands in the other file.
cp one.csv before.csv
month 2d
told lost,unknown,Globex,A1,Northwind,,,

# Our list has no ids: an account is called after its line, which says nothing.
sed -i 's/,A\([0-9]\),/,line-\1,/' before.csv
month 's/,line-1,/,line-8,/; s/,line-2,/,line-1,/; s/Fabrikam,Bob/Fabrikam,Eve/'
told owner,ours,Globex,line-1,Fabrikam,our_owner,Bob,Eve

# Theirs has none: its labels are of one run, and all are others. An account whose
# keys changed with its name is still the same.
cp one.csv before.csv
month 's/,x\([0-9]\),/,y\1,/; s/Northwind Ltd/Northwind SE/
    s/,a,2,2026-12-28,m1,A1,y1,0.970,1/,a,2,2026-12-28,m1,A1,y1,0.900,2/'
sed -i '1s/$/,matched_on/; 2,$s/$/,name/' before.csv
sed -i '1s/$/,matched_on/; 2s/$/,domain/; 3,$s/$/,name/' after.csv
told score,unknown,Globex,A1,Northwind,score,0.970,0.900 \
    'field,theirs,Globex,A1,Northwind,their_name,Northwind Ltd,Northwind SE'
expect_stderr 'labels are others'
