# --memory: a list that does not fit is sorted on disk, and the results are those
# of a list that does.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

# many FIRST LAST: an export with a company for each number.
many()
{
	echo 'Account ID,Website,Type'
	seq "$1" "$2" | sed 's/.*/ID-&,www.company-&.com,Customer/'
}

# reveal_here MEMORY THEM: nothing is left but what a session has.
reveal_here()
{
	ok psi-reveal -q --memory "$1" -s s -o matches.csv "../$2/answer.csv"
	[ -z "$(find s -name '.tmp-*')" ] || fail "something is left"
}

# session MODE MEMORY: a whole session in the folder MODE-MEMORY.
session()
{
	mkdir "$1-$2"
	cd "$1-$2" || exit
	two_companies -m "$1"
	many 1 2500 > acme/accounts.csv
	many 1500 4000 > globex/accounts.csv
	for us in acme globex; do
		ok psi-normalize -q -f -a $us/agreement.csv -o $us/keys.csv \
		    $us/accounts.csv
		cd $us || exit
		ok psi-blind --memory "$2" -a agreement.csv -i me.key -s s \
		    -o blinded.csv keys.csv
		expect_stderr 'run 1: 25[0-9]* different keys of 25[0-9]* accounts'
		# The same file again, and nothing but what a session has.
		ok psi-blind -q -s s --memory 64K keys.csv > again.csv
		same blinded.csv again.csv
		[ -z "$(find s -name '.tmp-*')" ] || fail "something is left"
		cd .. || exit
	done
	(cd acme && ok psi-exchange -q --memory "$2" -s s -o answer.csv \
	    ../globex/blinded.csv)
	(cd globex && psi-exchange -q -s s ../acme/blinded.csv)
	(cd globex && reveal_here "$2" acme && ok psi-exchange -q -s s \
	    -o answer.csv)
	(cd acme && reveal_here "$2" globex)
	cd .. || exit
}

for mode in accounts counts; do
	session $mode 64K
	session $mode 1G
	for us in acme globex; do
		# The first column of a match is another one in every run.
		for memory in 64K 1G; do
			sed -E 's/^[0-9a-f]{32},//' $mode-$memory/$us/matches.csv \
			    > $us-$memory
		done
		same $us-64K $us-1G
	done
done
lines accounts-64K/acme/matches.csv 1002
contains counts-64K/acme/matches.csv '^customer,customer,1001$'

# What is no size.
for size in 0 1 63999 -1 2T '' 1.5G 20MB; do
	expect_status 2 psi-blind --memory "$size" -s accounts-1G/acme/s keys.csv
	expect_stderr "--memory takes a size from 64K, such as 500M or 2G, not '$size'"
	expect_status 2 psi-reveal --memory "$size" -s accounts-1G/acme/s
done
