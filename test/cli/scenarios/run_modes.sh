# psi-run: agreements of other kinds (counts only, one side learns, too few in
# common), an identity with a passphrase, and both begun by hand.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"

# whole NAME OPTION...: two companies in a folder of their own, a run long.
whole()
{
	mkdir "$1"
	cd "$1" || fail 'no folder'
	shift
	partners "$@"
	back_and_forth 1
	yes_to acme globex first-run
	yes_to globex acme first-run
	back_and_forth 4
	for us in acme/globex globex/acme; do
		contains $us/log.csv ',1,end,,,complete$'
		lacks $us/log.csv ',ask,share,'
		[ -z "$(find $us/outbox $us/inbox $us/held -type f)" ] ||
		    fail "files are left in $us"
	done
	ok psi-run -q acme/globex globex/acme
	silent
}

(
	whole counts --mode counts -s suppress-below=0 -s minimum-overlap=0
	exists acme/globex/results/1/matches.csv
	contains globex/acme/results/latest/matches.csv '^all,all,|^customer,'
	no_output acme/globex/results/1/pairs.csv
)
(
	whole one -s learns=b -s answers-first=a
	no_output acme/globex/results/1/matches.csv
	lines globex/acme/results/1/matches.csv 3
	lacks globex/acme/log.csv ',make,answer,'
	# A side that learns nothing is not unanswered: the next run begins.
	sed -i 's/^setting,value$/&\nevery,0/' globex/acme/settings.csv
	ok psi-run --status acme/globex > status
	contains status 'idle +nobody'
)
(
	whole few -s minimum-overlap=50
	no_output acme/globex/results/1/pairs.csv globex/acme/results/1/pairs.csv
	no_output acme/globex/results/1/matches.csv
)

# A run that waits under an agreement that was replaced ends, and the next begins
# under the new one. Fields that are new are asked for again.
(
	mkdir next
	cd next || fail 'no folder'
	partners -s 'share-a=any any match' -s 'share-b=any any match'
	psi-run -q acme/globex || true
	yes_to acme globex first-run
	ok psi-run acme/globex
	psi-agree propose -q -i acme/me.key -n Acme -p "$(cat globex/me.pub)" \
	    --partner-name Globex --suffix-list "$TOP/test/cli/data/suffixes.dat" \
	    -s "replaces=$(sed -n 's/^sha256,//p' acme/agreement.csv)" \
	    -s 'share-a=any any name' -o proposal2.csv
	psi-agree sign -q --accept-list -i globex/me.key -o new.csv proposal2.csv
	cat new.csv > acme/globex/agreement.csv
	expect_status 6 psi-run acme/globex
	lacks acme/globex/log.csv ',1,end,'
	yes_to acme globex agreement
	echo 'A-9,Late Ltd,late-one.example.com,GB,Prospect' >> acme/accounts.csv
	sed -i 's/^setting,value$/&\nevery,1 always/' acme/globex/settings.csv
	ok psi-run acme/globex
	contains acme/globex/log.csv ',1,end,,,replaced$'
)

# An identity that is protected: the passphrase comes from a file.
mkdir locked
cd locked || fail 'no folder'
mkdir acme globex
exports
echo 'correct horse' > phrase
chmod 600 phrase
psi-keygen -q --passphrase-file phrase -o acme/me.key > acme/me.pub
psi-keygen -q -o globex/me.key > globex/me.pub
psi-agree propose -q --passphrase-file phrase -i acme/me.key -n Acme \
    -p "$(cat globex/me.pub)" --partner-name Globex \
    --suffix-list "$TOP/test/cli/data/suffixes.dat" -o proposal.csv
psi-agree sign -q --accept-list -i globex/me.key -o globex/agreement.csv \
    proposal.csv
cp globex/agreement.csv globex/agreement.csv.psl acme/
join_up acme globex --passphrase-file phrase
contains acme/globex/settings.csv '^passphrase-file,/.*/phrase$'
join_up globex acme
expect_status 6 psi-run acme/globex
yes_to acme globex first-run
ok psi-run acme/globex
contains acme/globex/log.csv ',1,make,blinded,'
psi-run -q globex/acme || true
yes_to globex acme first-run
ok psi-run globex/acme
echo 'wrong' > phrase
expect_status 3 psi-run acme/globex
expect_stderr 'passphrase'
no_stderr 'horse'
echo 'correct horse' > phrase
ok psi-run acme/globex

# The same session goes on by hand, and psi-run sees it.
answer=$(echo globex/acme/inbox/psi-*-answer.csv)
psi-reveal -q -s globex/acme/runs/1 "$answer" > matches.csv
expect_status 6 psi-run globex/acme
expect_stderr 'claims and fields'
contains globex/acme/log.csv ',1,make,answer,'
ok psi-inspect -q -s globex/acme/runs/1 > state
contains state '^state,revealed$'
# A run that is closed by hand has ended.
psi-close -q -s acme/globex/runs/1
ok psi-run acme/globex
contains acme/globex/log.csv ',1,end,,,closed$'
