# Words that stand for accounts and secrets: whatever the tools do and however they
# fail, none of them is in what they say, in a file that they leave besides the
# one that was asked for, or in the image of a process that was killed.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies --share sales
mkdir tmp
export TMPDIR=$PWD/tmp
ulimit -c unlimited 2> /dev/null || true

# In every column of both lists.
words='Zyxplanted|zyxplanted|Qid4711x|Ownzyxer|stagezyx'
cat > acme/accounts.csv << 'END'
Account ID,Account Name,Website,Billing Country,Type,Account Owner,Opportunity Stage
Qid4711x1,Zyxplanted Holdings,www.zyxplanted.com,US,Customer,Ownzyxer A,stagezyx
Qid4711x2,Zyxplanted Works,zyxplanted-works.com,US,Prospect,Ownzyxer A,stagezyx
Qid4711x3,Only Zyxplanted,only-zyxplanted.com,US,Prospect,Ownzyxer A,stagezyx
END
sed 's/Qid4711x/Qid4711x9/' acme/accounts.csv > globex/accounts.csv

# try COMMAND...: whatever becomes of it; what it says is kept.
: > said
try()
{
	echo "+ $*" > line
	last_command=$*
	"$@" < /dev/null > out 2> "$stderr" || true
	if LC_ALL=C grep -Eq "$words|psi-secret-identity" "$stderr"; then
		fail 'a planted word is in a message'
	fi
	cat line "$stderr" >> said
	[ -z "$(ls -A tmp)" ] || fail "left behind: $(ls -A tmp)"
}

# damaged FILE COMMAND...: with the list or file FILE broken in many ways; the name
# of the file is put where the command has @.
damaged()
{
	local file=$1 how word
	shift
	cp "$file" sound
	for how in quote nul utf8 cut columns twice order empty long sheet; do
		case $how in
		quote) sed '2s/^/"/' sound > bad ;;
		nul) sed '3s/l/\x00/' sound > bad ;;
		utf8) sed '3s/l/\xff/' sound > bad ;;
		cut) head -c $(($(wc -c < sound) * 2 / 3)) sound > bad ;;
		columns) sed '3s/$/,,,more/' sound > bad ;;
		twice) sed '2p' sound > bad ;;
		order) tac sound > bad ;;
		empty) : > bad ;;
		long) { cat sound; printf 'Zyxplanted%.0s' {1..9000}; } > bad ;;
		sheet) { printf 'PK\003\004'; cat sound; } > bad ;;
		esac
		local words_of=()
		for word; do
			words_of+=("${word/@/bad}")
		done
		try "${words_of[@]}"
	done
}

for us in acme globex; do
	damaged $us/accounts.csv psi-normalize -f -a $us/agreement.csv \
	    -o keys.csv @
	damaged $us/accounts.csv psi-normalize --check -a $us/agreement.csv @
	try psi-normalize -f -a $us/agreement.csv -o $us/keys.csv \
	    $us/accounts.csv
	try psi-normalize -a $us/agreement.csv -o /dev/full $us/accounts.csv
	damaged $us/keys.csv psi-blind -a $us/agreement.csv -i $us/me.key -s bad-s \
	    -o blinded.csv @
	[ ! -e bad-s ] || try psi-close -s bad-s
	rm -rf bad-s blinded.csv keys.csv
	blind $us
done
# The secrets of the run, as text.
for file in acme/s/*.bin; do
	words+="|$(od -An -v -tx1 "$file" | tr -d ' \n' | head -c 64)"
	words+="|$(head -c 30 "$file" | base64)"
done
words+="|$(grep -v '^public\|^psi-' acme/me.key | tr -d '\n' | head -c 40 |
    sed 's/[+/]/./g')"
damaged globex/blinded.csv psi-exchange -s acme/s -o answer.csv @
exchange acme globex
exchange globex acme
damaged acme/answer.csv psi-reveal -s globex/s -o matches.csv @
answer globex acme
damaged globex/answer.csv psi-reveal -s acme/s -o matches.csv @
damaged acme/accounts.csv psi-reveal -s acme/s -f --accounts @ \
    -o matches.csv globex/answer.csv
reveal acme globex
try psi-reveal -s acme/s --accounts acme/accounts.csv -o /dev/full
for us in acme globex; do
	try psi-share -s $us/s -o $us/claims.csv
done
damaged globex/claims.csv psi-join -s acme/s -o pairs.csv @
try psi-join -s acme/s -o first.csv globex/claims.csv
try psi-join -s globex/s -o globex/first.csv acme/claims.csv
damaged globex/accounts.csv psi-share -s globex/s --accounts @ \
    --suffix-list globex/agreement.csv.psl --dry-run
damaged globex/accounts.csv psi-join -s globex/s --accounts @ \
    --suffix-list globex/agreement.csv.psl -o pairs.csv
rm -f pairs.csv
try psi-share -s globex/s --accounts globex/accounts.csv -o globex/fields.csv
damaged globex/fields.csv psi-join -s acme/s -o pairs.csv @
rm -f pairs.csv
try psi-join -s acme/s --accounts acme/accounts.csv -o pairs.csv \
    globex/fields.csv
grep -q Zyxplanted pairs.csv || fail 'nothing was planted'
damaged pairs.csv psi-motions -f -a acme/agreement.csv -o actions.csv @
damaged pairs.csv psi-report targets @
damaged pairs.csv psi-report page -f -o page.html @
damaged pairs.csv psi-report workbook -f -o book.xlsx @
damaged pairs.csv psi-report crm --for salesforce @
try psi-report workbook -f -o book.xlsx pairs.csv
damaged pairs.csv psi-diff @ pairs.csv
damaged pairs.csv psi-diff pairs.csv @
for file in pairs.csv acme/keys.csv acme/accounts.csv acme/me.key \
    acme/me.key.ledger acme/s/map.csv; do
	try psi-inspect $file
	try psi-join -s acme/s -o out.csv $file
	try psi-agree check $file
	try psi-agree show $file
	try psi-exchange -s acme/s $file
	try psi-normalize --suffix-list $file acme/accounts.csv
	try psi-keygen -o $file
done
try psi-join -s acme/s --explain Qidnone
try psi-close -s acme/s
[ "$(wc -l < said)" -gt 300 ] || fail 'too little was tried'

# Killed with everything in hand: no core image, and nothing half written.
ls -A . acme globex > before.files
mkfifo pipe
for signal in SEGV ABRT TERM KILL; do
	psi-normalize -a acme/agreement.csv -o killed.csv - < pipe \
	    2> "$stderr" &
	pid=$!
	exec 5> pipe
	cat acme/accounts.csv >&5
	# It forbids itself a core image first of all; wait till it has begun.
	for ((i = 0; i < 200; i++)); do
		grep -q '^Max core file size *0 *0 ' /proc/$pid/limits && break
		sleep 0.1
	done
	[ $i -lt 200 ] || fail 'a core image could be written'
	sleep 0.2
	kill -$signal $pid
	exec 5>&-
	wait $pid 2> killed || true
	no_output killed.csv
done
rm pipe killed
ls -A . acme globex > after.files
sed -i '/^\(before\|after\)\.files$/d' before.files after.files
same before.files after.files
