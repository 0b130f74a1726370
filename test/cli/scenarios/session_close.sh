# psi-close: nothing is destroyed before the ledger can be told, and what was
# left half done is finished by running it again.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"
need flock

two_companies
# Who has not begun is not told to end a run: only an open one can have lost its
# folder.
not_begun()
{
	expect_status 6 psi-exchange -s acme/s -o answer.csv "$@"
	expect_stderr "error: there is no session folder 'acme/s'" \
	    'hint: psi-blind makes it, and comes first; .psi-inspect \..'
	no_stderr psi-close
}
not_begun globex/keys.csv
not_begun -i acme/me.key globex/keys.csv
blind acme
mv acme/s acme/moved
not_begun globex/keys.csv
expect_status 6 psi-exchange -s acme/s -i acme/me.key -o answer.csv \
    globex/keys.csv
expect_stderr "hint: psi-blind makes it, .* 'psi-close -a AGREEMENT -i acme/me.key' ends the run"
mv acme/moved acme/s
blind globex
exchange acme globex
exchange globex acme
cp -a acme/s before

# close_refused STATUS REGEX...: and the session is as it was.
close_refused()
{
	local want=$1
	shift
	expect_status "$want" psi-close -s acme/s
	expect_stderr "$@"
	diff -r before acme/s > changes || fail "another session: $(cat changes)"
}

# The ledger is missing, or that of another time.
mv acme/me.key.ledger ledger
close_refused 6 \
    '^psi-close: error: the ledger of this identity is missing$' \
    'hint: .*move its ledger too'
[ ! -e acme/me.key.ledger ] || fail "a ledger was made"
head -n 2 ledger > acme/me.key.ledger
chmod 600 acme/me.key.ledger
close_refused 6 'error: run 1 is not in the ledger' 'hint: '
# Damaged.
cp -a ledger acme/me.key.ledger
echo junk >> acme/me.key.ledger
close_refused 3 'error: .*/acme/me.key.ledger:[0-9]+: the ledger is damaged' \
    'hint: '
expect_status 3 psi-close -a acme/agreement.csv -i acme/me.key
expect_stderr 'error: .*me.key.ledger:[0-9]+: the ledger is damaged' 'hint: '
# In use.
cp -a ledger acme/me.key.ledger
exec 9> acme/me.key.lock
flock 9
close_refused 6 'error: another process is working with' 'hint: wait'
exec 9>&-
# Not to be locked at all.
rm acme/me.key.lock
mkdir acme/me.key.lock
close_refused 1 'error: cannot lock the ledger of .*: Is a directory' \
    'hint: nothing was destroyed: mend this, then run psi-close again'
rmdir acme/me.key.lock

# And once all is well, it closes.
ok psi-close -s acme/s
expect_stderr '^psi-close: closed run 1; its secrets are destroyed$' \
    'next: tell "Globex" that .*, and to run psi-close too' \
    '^psi-close: your answer was made, .* needs --after-unanswered'
[ ! -e acme/s/scalar.bin ] || fail "the scalar is still there"
contains acme/me.key.ledger ',1,[0-9a-f]*,closed,'

# A power cut before the ledger was told: the second time tells it.
cp -a acme/me.key.ledger closed
cp -a ledger acme/me.key.ledger
ok psi-close -q -s acme/s
same acme/me.key.ledger closed
# A session that is over says that it is not this ledger.
head -n 2 ledger > acme/me.key.ledger
expect_status 6 psi-close -s acme/s
expect_stderr 'error: run 1 is not in the ledger of this identity$' 'hint: '

# psi-reveal closes the run too: it keeps no result that it could not show.
mv globex/me.key.ledger ledger
expect_status 6 psi-reveal -s globex/s -o matches.csv acme/answer.csv
expect_stderr 'error: the ledger of this identity is missing$' 'hint: '
no_output matches.csv
contains globex/s/state.csv '^state,bound$'
mv ledger globex/me.key.ledger
ok psi-reveal -q -s globex/s -o matches.csv acme/answer.csv
lines matches.csv 3

# The run that Acme gave up is given up for good: nothing of it is sent any
# more, and the next one needs somebody's word, since Globex has a result.
cp -a closed acme/me.key.ledger
for next in "psi-exchange -s acme/s -o out.csv" \
    "psi-exchange -s acme/s -o out.csv globex/blinded.csv" \
    "psi-blind -s acme/s -o out.csv acme/keys.csv"; do
	# shellcheck disable=SC2086
	expect_status 6 $next
	expect_stderr 'closed before it was revealed' 'hint: begin another run'
	no_output out.csv
done
expect_status 6 psi-blind -q -a acme/agreement.csv -i acme/me.key -s acme/s2 \
    -o out.csv acme/keys.csv
expect_stderr 'in the last run your answer was made and .* if you sent your answer' \
    'hint: .*--after-unanswered'
no_output out.csv acme/s2
ok psi-blind -q -a acme/agreement.csv -i acme/me.key -s acme/s2 \
    --after-unanswered -o out.csv acme/keys.csv
contains out.csv '^run,2$'
# So it is said of a run whose folder is lost, and not of a side that never
# answered.
rm -r acme/s2
ok psi-close -a acme/agreement.csv -i acme/me.key
expect_stderr 'closed run 2' 'your answer was made, .* --after-unanswered'
mkdir unanswered
cd unanswered
two_companies
blind globex
blind acme
exchange globex acme
ok psi-close -s globex/s
expect_stderr 'closed run 1' 'next: tell "Acme"'
no_stderr 'after-unanswered'
ok psi-blind -q -a globex/agreement.csv -i globex/me.key -s globex/s2 \
    -o out.csv globex/keys.csv
rm -r globex/s2
ok psi-close -a globex/agreement.csv -i globex/me.key
expect_stderr 'closed run 2'
no_stderr 'after-unanswered'
cd ..

# A folder that is no session is not to be opened up or closed down for one.
mkdir -m 755 shared
echo text > shared/letter.txt
for tool in psi-close psi-exchange psi-reveal; do
	expect_status 6 $tool -s shared < acme/blinded.csv
	expect_stderr "error: 'shared' is not the folder of a session$" 'hint: '
	no_stderr chmod
done
# Nor is a private one: nothing is made in it, and a step says what it is.
mkdir -m 700 private
echo text > private/letter.txt
cp acme/agreement.csv private/
ls -A private > private.files
for tool in psi-close psi-exchange psi-reveal psi-share psi-join psi-inspect \
    'psi-close -i acme/me.key' 'psi-reveal -i acme/me.key' \
    'psi-blind -i acme/me.key -a acme/agreement.csv'; do
	# shellcheck disable=SC2086 # a tool and its options
	expect_status 6 $tool -s private < acme/blinded.csv
	expect_stderr "error: 'private' is not the folder of a session$" 'hint: '
	ls -A private | cmp - private.files
done
# An empty one may become a session; until then there is none in it.
mkdir -m 700 empty
expect_status 6 psi-close -s empty
expect_stderr 'error: there is no session here yet$' 'hint: psi-blind begins one$'

# What is over is said to be over, and nobody is told anew what to do about it.
ok psi-close -s unanswered/globex/s
expect_stderr 'run 1 was closed already'
no_stderr 'next:|after-unanswered|closed run'
expect_status 6 psi-close -s acme/keys.csv
expect_stderr "'acme/keys.csv' is a file, not a folder" \
    'hint: name the folder that psi-blind made$'
expect_status 6 psi-close -s shared
expect_stderr 'hint: name the folder that psi-blind made$'
no_stderr 'does not exist yet'

# The runs that the agreement allows are used up: it is said what to do.
mkdir one
cd one
two_companies -s runs=1
blind acme
psi-close -q -s acme/s
expect_status 5 psi-blind -a acme/agreement.csv -i acme/me.key -s acme/next \
    -o blinded.csv acme/keys.csv
expect_stderr 'error: the agreement allows 1 run in 365 days, and it has been used$' \
    'hint: wait until 20[0-9-]*, .*psi-agree audit'
no_output blinded.csv
