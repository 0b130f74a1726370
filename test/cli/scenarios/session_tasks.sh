# --plan, --part, --finish: the work of psi-blind and psi-exchange in parts, which
# processes do at once, in any order and again; what comes out is what one process
# makes. Nodes see the folder alone.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies
blind globex

cd acme || exit
ok psi-blind -a agreement.csv -i me.key -s s --plan 3 keys.csv
expect_stderr 'the work is cut into 3 parts' 'the secret of this run' \
    "next: run 'psi-blind -s s --part I' for I from 1 to 3"
[ ! -e blinded.csv ] || fail "a plan has no output"
for file in s/tasks.csv s/task-1.in s/task-3.in; do
	mode $file 600
done
ok psi-agree audit -i me.key > audit
contains audit 'work cut into parts'

ok psi-inspect -s s > inspected
expect_stderr "do its parts, and run 'psi-blind -s DIR --finish KEYS'"
ok psi-inspect . > inspected
contains inspected 'do its parts'

# Not all parts are there: the step says which, and leaves no file.
ok psi-blind -s s --part 2
expect_stderr 'part 2 is done'
expect_status 6 psi-blind -s s --finish -o blinded.csv keys.csv
expect_stderr '2 of the 3 parts are not there yet: 1,3' \
    "psi-blind -s DIR --part I"
no_output blinded.csv

# Without the identity and its ledger, as on a node; two at once.
mkdir away
mv me.key* away
psi-blind -q -j 1 -s s --part 3 &
pid=$!
ok psi-blind -q -j 1 -s s --part 1
wait $pid || fail "two parts at once"
# A part that is killed leaves nothing in the place of its result.
before=$(sha256sum < s/task-1.out)
psi-blind -q -s s --part 1 2> killed &
pid=$!
kill -KILL $pid 2> /dev/null || true
wait $pid || true
[ "$(sha256sum < s/task-1.out)" = "$before" ] || fail "another result"
mv away/me.key* .

# A part at work keeps the steps out, and they it.
exec 5< s/.lock
flock -s 5
expect_status 6 psi-blind -s s --finish -o blinded.csv keys.csv
expect_stderr 'another process is working with'
ok psi-blind -q -s s --part 1
flock -u 5
flock -x 5
expect_status 6 psi-blind -s s --part 1
expect_stderr 'another process is working with'
exec 5<&-

# Edited, cut off, of another plan: refused by name, and made again.
cp s/task-2.out good
keep_bytes s/task-2.out 60
expect_status 6 psi-blind -s s --finish -o blinded.csv keys.csv
expect_stderr 'part 2 is not what its task has made' "psi-blind -s DIR --part 2"
no_output blinded.csv
ok psi-blind -q -s s --part 2
same good s/task-2.out
cp s/task-1.in kept
printf 'x' >> s/task-1.in
expect_status 6 psi-blind -s s --part 1
expect_stderr 'the input of part 1 is not what the plan has' '--plan'
cp kept s/task-1.in
echo 'account,population,type,value' > other.csv
expect_status 3 psi-blind -s s --finish -o blinded.csv other.csv

ok psi-blind -s s --finish -o blinded.csv keys.csv
expect_stderr 'run 1: [0-9]+ different keys of 3 accounts' 'next: send'
[ -z "$(find s -name 'task*')" ] || fail "parts are left"
# Again, in either way.
ok psi-blind -q -s s --finish keys.csv > again.csv
same blinded.csv again.csv
ok psi-blind -q -s s keys.csv > again.csv
same blinded.csv again.csv
expect_status 6 psi-blind -s s --part 1
expect_stderr "the work of psi-blind has not been cut into parts here"
expect_status 6 psi-blind -a agreement.csv -i me.key -s s --plan 2 keys.csv
expect_stderr 'this session has blinded its keys already'

# The partner's elements.
expect_status 6 psi-exchange -s s --part 1
expect_stderr "psi-exchange -s DIR --plan N FILE"
ok psi-exchange -s s --plan 2 ../globex/blinded.csv
expect_stderr 'the work is cut into 2 parts'
ok psi-inspect -s s > inspected
expect_stderr "do its parts, and run 'psi-exchange -s DIR --finish'"
expect_status 6 psi-exchange -s s --finish -o answer.csv
expect_stderr '2 of the 2 parts are not there yet: 1,2'
no_output answer.csv
expect_status 6 psi-exchange -s s --part 3
expect_stderr 'there is no part 3: the work was cut into 2 parts'
# The one step is not the other.
expect_status 6 psi-blind -s s --part 1
ok psi-exchange -q -s s --part 2
ok psi-exchange -q -s s --part 1
ok psi-exchange -q -s s --part 2
ok psi-exchange -s s --finish -o answer.csv
expect_stderr 'run 1: evaluated [0-9]+ elements of "Globex"' 'next: send'
[ -z "$(find s -name 'task*')" ] || fail "parts are left"
[ ! -e s/scalar.bin ] || fail "the scalar is still there"
ok psi-exchange -q -s s --finish > again.csv
same answer.csv again.csv

# Globex answers second, and has nothing to cut.
cd ../globex || exit
expect_status 6 psi-exchange -s s --plan 2 ../acme/blinded.csv
expect_stderr 'by the agreement your partner answers first'
cd ..
exchange globex acme
answer globex acme
reveal acme globex
lines acme/matches.csv 3

# Combinations that mean nothing.
cd acme || exit
while read -r options; do
	# shellcheck disable=SC2086
	expect_status 2 psi-blind -s s $options
done <<'END'
--plan 2 --part 1
--plan 2 --finish
--part 1 --finish
--part 1 -o x
--part 1 --memory 1G
--part 1 keys.csv
--part 0
--plan 10000
--plan 2 -o x
END
expect_status 2 psi-exchange -s s --finish ../globex/blinded.csv
expect_stderr '--finish takes no FILE'
no_output x
