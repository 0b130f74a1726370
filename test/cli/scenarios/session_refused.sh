# What the tools of a session refuse: each with its status, a message, and no
# output; and the honest files are taken afterwards.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies

# The command line.
for tool in psi-blind psi-exchange psi-reveal; do
	expect_status 2 $tool < /dev/null
	expect_stderr "^$tool: error: .*--session"
done
expect_status 2 psi-close
expect_stderr '^psi-close: error: .*--session'
expect_status 2 psi-close -s x -a y
expect_status 2 psi-close -a acme/agreement.csv
expect_stderr '^psi-close: error: .*--identity'
expect_status 2 psi-blind -s new acme/keys.csv -o out.csv
expect_stderr '^psi-blind: error: .*--agreement'
no_output out.csv new
for number in 0 1000000000 x -1; do
	expect_status 2 psi-blind -s new -a acme/agreement.csv \
	    -i acme/me.key --run "$number" acme/keys.csv -o out.csv
	expect_stderr '^psi-blind: error: .*--run'
done
expect_status 2 psi-reveal -s new --id-column x -o out.csv
no_output out.csv new

# No session, and a folder that is none.
for tool in psi-exchange psi-reveal; do
	expect_status 6 $tool -s new acme/keys.csv -o out.csv
	no_output out.csv new
done
expect_status 6 psi-close -s new
mkdir -m 755 open
expect_status 6 psi-blind -s open -a acme/agreement.csv -i acme/me.key \
    acme/keys.csv -o out.csv
no_output out.csv

cp acme/me.key.ledger ledger.before

# blind_refused STATUS REGEX AGREEMENT KEYS: nothing is left of the attempt.
blind_refused()
{
	expect_status "$1" psi-blind -a "$3" -i acme/me.key -s new \
	    -o out.csv "$4"
	expect_stderr "^psi-blind: error: $2"
	no_output out.csv new
	cmp -s ledger.before acme/me.key.ledger || fail "the ledger has an entry"
}

# Keys files.
cp acme/keys.csv bad.csv
keep_lines bad.csv 5
blind_refused 3 'bad.csv: the keys file is cut off' acme/agreement.csv bad.csv
blind_refused 3 '.*is not a keys file' acme/agreement.csv acme/accounts.csv
# One byte that is another, a line that is lost: another key, or none.
for damage in '6s/\(.\)$/\1x/' '6d' '6{h;d};7G'; do
	sed "$damage" acme/keys.csv > bad.csv
	cmp -s acme/keys.csv bad.csv && fail "nothing was damaged: $damage"
	blind_refused 3 'bad.csv:[0-9]+: the keys file (was changed|does not have)' \
	    acme/agreement.csv bad.csv
	expect_stderr '^(psi-blind: )?hint: .*psi-normalize'
done
cp acme/keys.csv bad.csv
edit bad.csv '5s/,customer,/,nobody,/'
blind_refused 3 'bad.csv:5: the population is unknown' acme/agreement.csv \
    bad.csv
cp acme/keys.csv bad.csv
edit bad.csv '2s/pkn2:..../pkn2:ffff/'
blind_refused 5 'bad.csv:2: .*normaliser' acme/agreement.csv bad.csv
expect_stderr '^(psi-blind: )?hint: .*psi-normalize'
cp acme/keys.csv bad.csv
edit bad.csv '3s/,[0-9-]*$/,2001-01-01/; $d'
blind_refused 5 'the data is [0-9]+ days old' acme/agreement.csv bad.csv
grep '^,,' acme/keys.csv | sed 's/^,,rows,.*/,,rows,0/; $d' > bad.csv
sed -i '1i account,population,type,value' bad.csv
blind_refused 3 'bad.csv: the keys file has no keys' acme/agreement.csv bad.csv
expect_stderr '^(psi-blind: )?hint: .*psi-normalize --check'

# Agreements: signed by one party only, altered, of other parties.
blind_refused 5 '' proposal.csv acme/keys.csv
cp acme/agreement.csv altered.csv
edit altered.csv 's/^runs,.*/runs,13/'
blind_refused 5 '' altered.csv acme/keys.csv
psi-keygen -q -o other.key > other.pub
expect_status 5 psi-blind -a acme/agreement.csv -i other.key -s new \
    -o out.csv acme/keys.csv
expect_stderr '^psi-blind: error: .*neither party'
no_output out.csv new

# Outputs: one that exists, one that is the input.
blind acme
blind globex
expect_status 2 psi-exchange -s acme/s -o acme/keys.csv globex/blinded.csv
expect_status 2 psi-exchange -s acme/s -f -o globex/blinded.csv \
    globex/blinded.csv

# A session has one run: its own number is taken, another is not.
expect_status 6 psi-blind -s acme/s --run 7 -o out.csv acme/keys.csv
expect_stderr '^psi-blind: error: this session is of run 1, not of run 7' \
    '^(psi-blind: )?hint: .*--run'
no_output out.csv
ok psi-blind -q -s acme/s --run 1 -o out.csv acme/keys.csv
expect_status 6 psi-blind -s acme/s -o none.csv globex/keys.csv
expect_stderr '^psi-blind: error: .*not the keys file that this session' \
    '^(psi-blind: )?hint: give the keys file of this run again'
no_output none.csv
same out.csv acme/blinded.csv
rm out.csv
# One that somebody looks at for a moment is waited for.
flock acme/s/.lock sleep 0.5 &
while flock -n acme/s/.lock true; do
	sleep 0.02
done
ok psi-blind -q -s acme/s -o out.csv acme/keys.csv
wait
same out.csv acme/blinded.csv
rm out.csv

# exchange_refused REGEX FILE, reveal_refused REGEX FILE
exchange_refused()
{
	expect_status 4 psi-exchange -s acme/s -o out.csv "$2"
	expect_stderr "^psi-exchange: error: $1"
	no_output out.csv
	contains acme/s/state.csv '^state,blinded$'
}

exchange_refused '.*your own' acme/blinded.csv
exchange_refused '.*none of the files that a partner sends' acme/accounts.csv
cp globex/blinded.csv bad.csv
keep_bytes bad.csv 3000
exchange_refused 'bad.csv:[0-9]+: the file is cut off' bad.csv
cp globex/blinded.csv bad.csv
edit bad.csv 's/^\(element,\)\(.\)\(.*\)$/\1A\3/'
exchange_refused 'bad.csv: .*digest' bad.csv
cp globex/blinded.csv bad.csv
swap_lines bad.csv 20 21
exchange_refused '.*' bad.csv
# Line ends of a spreadsheet are forgiven.
cp globex/blinded.csv crlf.csv
to_crlf crlf.csv
ok psi-exchange -q -s acme/s -o acme/answer.csv crlf.csv

# From here on this session takes no other file of the partner.
psi-close -q -s globex/s
cd globex
expect_status 6 psi-blind -a agreement.csv -i me.key -s s -o out.csv keys.csv
expect_stderr '^psi-blind: error: .*closed'
cd ..
psi-blind -q -a globex/agreement.csv -i globex/me.key -s globex/s2 --run 2 \
    globex/keys.csv -o second.csv
expect_status 4 psi-exchange -s acme/s -o out.csv second.csv
expect_stderr '^psi-exchange: error: .*belongs to run 2' 'hint: .*psi-close'
no_output out.csv

# reveal: a step too early, the wrong files.
expect_status 6 psi-reveal -s globex/s2 -o out.csv acme/answer.csv
expect_stderr '^psi-reveal: error: .*is not here yet' 'hint: .*psi-exchange'
expect_status 4 psi-reveal -s acme/s -o out.csv acme/answer.csv
expect_stderr '^psi-reveal: error: .*: this is a file of your own' 'hint: take the file'
expect_status 4 psi-reveal -s acme/s -o out.csv globex/blinded.csv
no_output out.csv
contains acme/s/state.csv '^state,answered$'
[ ! -e acme/s/incoming.csv ] || fail "a refused file was kept"

# A folder that was lost: its run is closed by the agreement.
rm -r acme/s
expect_status 6 psi-blind -a acme/agreement.csv -i acme/me.key -s acme/s2 \
    acme/keys.csv -o out.csv
no_output out.csv
ok psi-close -a acme/agreement.csv -i acme/me.key
expect_stderr '^psi-close: closed run 1'
ok psi-close -a acme/agreement.csv -i acme/me.key
expect_stderr 'no run of this agreement is open'
ok psi-blind -q -a acme/agreement.csv -i acme/me.key -s acme/s3 \
    --after-unanswered acme/keys.csv -o out.csv
contains out.csv '^run,2$'
# The identity has moved: the session must be told.
mv acme/me.key moved.key
mv acme/me.key.ledger moved.key.ledger
expect_status 1 psi-exchange -s acme/s3 second.csv -o out2.csv
expect_stderr 'hint: .*--identity'
no_output out2.csv
ok psi-exchange -q -s acme/s3 -i moved.key second.csv -o out2.csv
exists out2.csv

# The passphrase of the identity: the wrong one is an error of the key file.
printf 'correct horse\n' > right
printf 'battery staple\n' > wrong
chmod 600 right wrong
ok psi-keygen -q --change-passphrase globex/me.key \
    --new-passphrase-file right
expect_status 3 psi-blind -a globex/agreement.csv -i globex/me.key -s fresh \
    --run 3 --passphrase-file wrong globex/keys.csv -o out3.csv
expect_stderr '^psi-blind: error: .*globex/me.key: the passphrase is wrong$'
no_output out3.csv fresh
expect_status 3 psi-exchange -s globex/s2 --passphrase-file wrong out.csv \
    -o out3.csv
expect_stderr '^psi-exchange: error: .*globex/me.key: the passphrase is wrong$'
no_output out3.csv

# The data and the passphrase cannot both be standard input.
for tool in "psi-exchange -s globex/s2" \
    "psi-blind -a globex/agreement.csv -i globex/me.key -s fresh" \
    "psi-agree sign -i globex/me.key"; do
	# shellcheck disable=SC2086
	expect_status 2 $tool --passphrase-file - -o out3.csv - < right
	expect_stderr "^${tool%% *}: error: both .* from standard input"
	no_output out3.csv fresh
done
# One of them can.
ok psi-exchange -q -s globex/s2 --passphrase-file - out.csv -o out3.csv < right
contains globex/s2/state.csv "^state,bound$"

# A ledger that cannot be read is blamed itself, and not the file at hand.
mkdir ledger
cd ledger || exit
two_companies
blind globex
echo junk >> globex/me.key.ledger
expect_status 3 psi-blind -q -a acme/agreement.csv -i globex/me.key -s again \
    -o again.csv globex/keys.csv
expect_stderr 'error: .*/me.key.ledger:[0-9]+: the ledger is damaged' 'hint: '
blind acme
expect_status 3 psi-exchange -q -s globex/s -o again.csv acme/blinded.csv
expect_stderr 'error: .*/me.key.ledger:[0-9]+: the ledger is damaged' 'hint: '
no_output again.csv
