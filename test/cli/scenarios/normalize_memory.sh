# psi-normalize --memory: a list that does not fit is sorted in the folder of
# --temp, and the keys are those of a list that does.
# shellcheck shell=bash

{
	echo 'Account ID,Account Name,Website,Country,Type'
	seq 3000 | awk '{ printf "ID-%d,Company %d GmbH,www.company-%d.com,%s,%s\n",
	    $1 % 2500, $1 % 1700, $1 % 1900, $1 % 3 ? "DE" : "",
	    $1 % 5 ? "Customer" : "Prospect" }'
	echo 'ID-x,nowhere,nowhere,Atlantis,?'
} > accounts.csv
mkdir temp

# keys MEMORY OPTION...: NAME.csv and NAME.rejects, and nothing is left.
keys()
{
	local memory=$1
	shift
	ok psi-normalize -q --memory "$memory" --temp temp -r "$memory.rejects" \
	    -o "$memory.csv" "$@" accounts.csv
	[ -z "$(ls -A temp)" ] || fail "something is left"
}

keys 1G
for options in '-j 1' '-j 3'; do
	# shellcheck disable=SC2086
	keys 64K -f $options
	same 64K.csv 1G.csv
	same 64K.rejects 1G.rejects
done
ok psi-normalize --check --csv --memory 64K --temp temp -o little accounts.csv
ok psi-normalize --check --csv --memory 1G -o much accounts.csv
same little much
# The folder may be said by the environment, and be a link.
ln -s temp link
TMPDIR=$PWD/link ok psi-normalize -q -f --memory 64K -o 64K.csv accounts.csv
same 64K.csv 1G.csv

# A folder that is not there matters only to whoever needs it.
ok psi-normalize -q -f --memory 1G --temp none -o 64K.csv accounts.csv
rm 64K.csv
expect_status 1 psi-normalize -q --memory 64K --temp none -o 64K.csv accounts.csv
expect_stderr "cannot make a temporary file in 'none'"
expect_stderr '--temp'
[ ! -e 64K.csv ] || fail "keys in spite of that"

# Several exports must fit: but only where somebody said into what.
expect_status 1 psi-normalize -q --memory 64K --temp temp -o 64K.csv \
    accounts.csv accounts.csv
expect_stderr 'several exports are read as one in memory only'
[ ! -e 64K.csv ] || fail "keys in spite of that"
ok psi-normalize -q -o two.csv accounts.csv accounts.csv

for size in 0 1 63999 '' 20MB; do
	expect_status 2 psi-normalize --memory "$size" -o 64K.csv accounts.csv
	expect_stderr "--memory takes a size from 64K, such as 500M or 2G, not '$size'"
done
