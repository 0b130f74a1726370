# Run numbers that are out of step, and sessions that are finished: what is said has
# the number and the whole command, and following it leads on.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies -s 'share-a=any any name' -s 'share-b=any any name'
begin()
{
	local us=$1 folder=$2
	shift 2
	(cd "$us" && psi-blind -q -a agreement.csv -i me.key -s "$folder" \
	    -o "$folder.csv" "$@" keys.csv)
}

# Acme gave up its first run, and is ahead.
begin acme one
psi-close -q -s acme/one
begin acme two
begin globex one
expect_status 4 psi-exchange -s acme/two -o none.csv globex/one.csv
expect_stderr 'globex/one.csv:5: .*belongs to run 1, and this session is run 2' \
    "hint: take your partner's file of run 2; .*'psi-blind .* --run 2 KEYS'"
expect_status 4 psi-exchange -s globex/one -o none.csv acme/two.csv
expect_stderr 'belongs to run 2, and this session is run 1' \
    "hint: end this run with 'psi-close -s DIR', and begin run 2 .*--run 2 KEYS'"
no_output none.csv
# As it says.
ok psi-close -s globex/one
begin globex two --run 2
ok psi-exchange -s globex/two acme/two.csv
ok psi-exchange -s acme/two -o acme/answer.csv globex/two.csv
ok psi-reveal -s globex/two -o globex/matches.csv acme/answer.csv
ok psi-exchange -s globex/two -o globex/answer.csv
ok psi-reveal -s acme/two -o acme/matches.csv globex/answer.csv

# Finished: the same bytes, and the word that another run needs a new folder.
ok psi-blind -s acme/two -o again.csv acme/keys.csv
same again.csv acme/two.csv
expect_stderr 'run 2 is finished: this is the file of then' \
    "next: use a new folder for another run: 'psi-blind "
no_stderr 'send this file'
ok psi-exchange -s acme/two -f -o again.csv globex/two.csv
expect_stderr 'run 2 is finished'
# Another list, and the partner's next run, in the old folder.
echo 'A-4,New Ltd,new.example,US,Customer' >> acme/accounts.csv
psi-normalize -q -a acme/agreement.csv -o acme/new.csv acme/accounts.csv
expect_status 6 psi-blind -s acme/two -o none.csv acme/new.csv
expect_stderr 'this session is finished' "hint: .*new folder: 'psi-blind "
begin globex three
expect_status 4 psi-exchange -s acme/two -o none.csv globex/three.csv
expect_stderr 'belongs to run 3, and this session is run 2' \
    'hint: this session is finished: begin run 3 in a new folder: .*--run 3'
no_output none.csv

# What psi-inspect says of what is left to do.
next()
{
	ok psi-inspect -s acme/two > facts
	expect_stderr "next: $1"
	ok psi-inspect acme > facts
	contains facts ",two,Globex,2,revealed,\"\{0,1\}$1|^acme/two,Globex,2,revealed,\"?$1"
}
next 'psi-share shares'
for kind in claims fields; do
	for us in acme globex; do
		psi-share -q -s $us/two --accounts $us/accounts.csv \
		    --suffix-list $us/agreement.csv.psl -o $us/$kind.csv
	done
	next "run psi-join on your partner's $kind"
	psi-join -q -s acme/two -f -o acme/pairs.csv globex/$kind.csv
	psi-join -q -s globex/two -f -o globex/pairs.csv acme/$kind.csv
	[ $kind = fields ] || next 'psi-share makes the fields'
done
next 'nothing: this run is finished; another one needs a new folder'

# Last month's answer is no reason to go back to last month's session.
begin acme three
ok psi-exchange -q -s acme/three -o acme/third.csv globex/three.csv
expect_status 4 psi-reveal -s acme/three -o none.csv globex/answer.csv
expect_stderr 'belongs to run 2, and this session is run 3' \
    "hint: take your partner's file of run 3;"
no_output none.csv
