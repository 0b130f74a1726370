# What is said to somebody who asks in other words, or for what is not there.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"

agreement agreement.csv
pairs Globex agreement.csv > pairs.csv
# Stages of ours: a category, whose values may be told.
sed -i '1s/our_industry/our_stage/; s/,Retail,/,Closed Won,/; s/,Energy,/,Proposal,/' pairs.csv

# A value that no pair has, and what comes near; the same words count as such.
ok psi-report mutual -w 'our_stage = Closed One' pairs.csv > none.csv
expect_stderr "no pair has 'Closed One' in our_stage; there is: Closed Won$"
lines none.csv 1
ok psi-report matrix -w 'our_stage in closed-won|Lost' pairs.csv > some.csv
expect_stderr "no pair has 'Lost' in our_stage; there is: Closed Won, Proposal$"
no_stderr "closed-won"
lines some.csv 4
ok psi-report matrix -w 'our_products has CRN' pairs.csv > none.csv
expect_stderr "no pair has 'CRN' in our_products; there is: CRM$"
ok psi-report matrix -w 'their_population = former_customer' pairs.csv > none.csv
expect_stderr "no pair has 'former_customer' in their_population$"
ok psi-report matrix -w 'our_nps in 10|4' pairs.csv > none.csv
expect_stderr "no pair has '4' in our_nps$"
no_stderr "'10'"
ok psi-report matrix -w "our_nps > 9" pairs.csv > none.csv
# People and accounts are not told by name.
ok psi-report matrix -w 'our_owner = Anne' pairs.csv > none.csv
expect_stderr "no pair has 'Anne' in our_owner$"
no_stderr Bob
ok psi-report matrix -w 'our_name = Nordwind' pairs.csv > none.csv
no_stderr Northwind
# What is found is not remarked on, nor is a range; hostile text stays text.
ok psi-report matrix -w 'our_stage = Proposal; our_nps > 9' pairs.csv > none.csv
no_stderr 'no pair has'
sed 's/Closed Won/Closed \x1b[2JWon/' pairs.csv > hostile.csv
ok psi-report matrix -w 'our_stage = Closed Win' hostile.csv > none.csv
if LC_ALL=C grep -q "$(printf '\033')" "$stderr"; then
	fail 'an escape sequence reached the terminal'
fi

# Columns in which nothing stands; and no pairs at all.
ok psi-report ask --by our_team --show accounts,sum:our_revenue pairs.csv > team.csv
expect_stderr 'no pair has anything in: our_team, our_revenue$'
# What may rightly be empty is not remarked on: no pair is ambiguous, and most
# give nobody a customer.
ok psi-report mutual pairs.csv > mutual.csv
no_stderr ambiguous
ok psi-report balance pairs.csv > balance.csv
no_stderr 'could not be decided'
ok psi-report integration -w 'our_opt_out = no' pairs.csv > integration.csv
expect_stderr 'could not be decided: not known: our_opt_out'
[ "$(grep -c 'not known: our_opt_out$' "$stderr")" = 1 ] || fail 'said twice'
head -n 1 pairs.csv > header.csv
ok psi-report mutual header.csv > none.csv
expect_stderr 'there are no pairs in what was read: there are some once psi-join'
no_stderr 'no pair has'
lines none.csv 1

# Several --where must all hold, whatever `or` is in them.
ok psi-report ask --show our_account -w 'our_stage = Proposal or our_nps > 9' \
    -w 'our_account = A2 or our_account = A4 or our_account = A1' pairs.csv > two.csv
printf '%s\n' our_account A2 A4 > want
same want two.csv
ok psi-report crm --for hubspot -w 'our_account = A2' pairs.csv > crm.csv
lines crm.csv 2
ok psi-report coverage -w 'our_account = A2' -w 'our_account = A1' pairs.csv > coverage.csv
contains coverage.csv '^mutual customers,0,'
nine=()
for i in 1 2 3 4 5 6 7 8 9; do nine+=(-w "our_nps > $i"); done
expect_status 2 psi-report matrix "${nine[@]}" pairs.csv
expect_stderr 'more than 8 lists of conditions'

# meant QUESTION... TEXT: a question that is none, and what may have been meant.
meant()
{
	expect_status 2 psi-report "${@:1:$#-1}" -o none.csv pairs.csv
	expect_stderr "there is no question '" "${*: -1}"
	no_output none.csv
}
rm -f none.csv
meant mutal "did you mean 'mutual'\?"
meant Mutual "did you mean 'mutual'\?"
meant pages "did you mean 'page'\?"
meant attribtion "did you mean 'attribution'\?"
meant 'Who are our mutual customers?' "did you mean 'mutual' \(Who are our"
meant who introduces whom "did you mean 'introductions' \(Who introduces whom"
meant 'should this integration be built' "did you mean 'integration' \("
meant 'what changed since last week' "did you mean 'changes' \(What changed"
meant motions 'psi-motions says who does what next'
meant 'zzzz' 'psi-report --list prints all questions'
expect_status 2 psi-report pairs.csv mutual
expect_stderr "'pairs.csv' is a file, and stands where the question should" \
    'psi-report QUESTION FILE'

# A folder instead of a file.
mkdir -p globex run/results/2 run/results/10 empty
cp pairs.csv globex
cp agreement.csv globex
cp pairs.csv run/results/2
cp pairs.csv run/results/10
expect_status 2 psi-report mutual globex
expect_stderr "'globex' is a folder" 'give the file in it: globex/pairs.csv'
expect_status 2 psi-report mutual run
expect_stderr 'give the file in it: run/results/10/pairs.csv'
expect_status 2 psi-report mutual empty
expect_stderr 'give the file in it that you mean, such as pairs.csv'
expect_status 2 psi-report matrix -a globex pairs.csv
expect_stderr 'give the file in it: globex/agreement.csv'
expect_status 2 psi-report new --history globex pairs.csv
expect_stderr 'give the file in it: globex/pairs.csv'
expect_status 2 psi-report changes --before globex pairs.csv
expect_status 2 psi-motions -a agreement.csv globex
expect_status 2 psi-diff globex pairs.csv
expect_status 1 psi-report integration --accounts globex pairs.csv
expect_stderr 'name the file in it that you mean'

# The same file by another path, another name on the disk, or as a copy; one
# that differs in a byte is none, but its partner is told.
ln pairs.csv link.csv
ln -s pairs.csv symlink.csv
cp pairs.csv copy.csv
for other in ./pairs.csv link.csv symlink.csv copy.csv "$PWD/pairs.csv"; do
	expect_status 2 psi-report mutual pairs.csv "$other"
	expect_stderr 'the same file of pairs is given twice'
	expect_status 2 psi-motions -a agreement.csv pairs.csv "$other"
done
sed 's/0.970/0.971/' pairs.csv > later.csv
ok psi-report matrix pairs.csv later.csv > matrix.csv
expect_stderr 'warning: pairs of the same partner stand in more than one file'
sed 's/^Globex,/Other,/' pairs.csv > other.csv
ok psi-report matrix pairs.csv other.csv > matrix.csv
no_stderr 'more than one file'

# What is new with several partners says whose it is.
sed 2d other.csv > before.csv
ok psi-report new --history later.csv --history before.csv pairs.csv other.csv \
    > new.csv
contains new.csv '^partner,change,'
contains new.csv '^Other,new,'

# The list has every question, and can be read as one's own.
ok psi-report --list > questions.csv
for question in mutual best new coverage integration balance changes attribution; do
	contains questions.csv "^$question,"
done
ok psi-report mutual --questions questions.csv pairs.csv > mutual.csv
ok psi-report coverage --questions questions.csv pairs.csv > coverage.csv
ok psi-report --list --table > list
contains list '^new +Which overlaps are new or changed\? \(takes --history with earlier pairs\)$'

# An option that would be passed over is refused.
ok psi-report matrix --outside -a agreement.csv pairs.csv > outside.csv
for question in coverage page workbook 'crm --for hubspot' 'changes --before later.csv'; do
	# shellcheck disable=SC2086
	expect_status 2 psi-report $question --outside -a agreement.csv -o none.csv pairs.csv
	expect_stderr '--outside does not go with' 'for passing on'
	no_output none.csv
done
expect_status 2 psi-report mutual --before later.csv pairs.csv
expect_stderr "--before goes with 'changes'"
expect_status 2 psi-report mutual --for hubspot pairs.csv
expect_stderr "--for goes with 'crm'"
expect_status 2 psi-report mutual --opportunities later.csv pairs.csv
expect_status 2 psi-report page --limit 3 -o none.csv pairs.csv
expect_status 2 psi-report attribution -w 'our_nps > 1' pairs.csv
expect_stderr 'a deal without an overlap is in none'

# What a person reads of the motions.
ok psi-motions -q -t -a agreement.csv pairs.csv > table
contains table '^our_name +motion +rank +status +introducer +our_owner +their_owner +action *$'
contains table '^Tailspin +intro-in +80 +ready +theirs +Yan +Ask their owner'
agreement second.csv
pairs Initech second.csv > initech.csv
ok psi-motions -q -t -a agreement.csv -a second.csv -o table2 pairs.csv initech.csv
contains table2 '^Initech +Tailspin +intro-in '
expect_status 2 psi-motions -t --by owner -a agreement.csv -o owners pairs.csv

# Two partners' results are not compared.
expect_status 3 psi-diff -o none.csv pairs.csv initech.csv
expect_stderr 'initech.csv: the pairs are those of other partners than before' \
    'two results of one partner'
no_output none.csv
expect_status 3 psi-report changes --before pairs.csv -o none.csv initech.csv
expect_stderr 'those of other partners than before'
ok psi-diff header.csv pairs.csv > new.csv
lines new.csv 6

# A value that psi-join does not write is refused, whoever reads the file; what it
# was is not said.
damaged()
{
	local column=$1 line=$2 tool
	shift 2
	sed "$@" pairs.csv > damaged.csv
	cmp -s pairs.csv damaged.csv && fail "nothing was damaged: $*"
	for tool in 'psi-report matrix' 'psi-motions -a agreement.csv' \
	    'psi-report matrix --history damaged.csv' \
	    'psi-motions -a agreement.csv --history damaged.csv' \
	    'psi-diff pairs.csv' 'psi-report changes --before pairs.csv'; do
		local last=damaged.csv
		[[ $tool == *--history* ]] && last=pairs.csv
		# shellcheck disable=SC2086
		expect_status 3 $tool -o none.csv "$last"
		expect_stderr "damaged.csv:$line: what stands in the column '$column' is not " \
		    'hint: '
		no_output none.csv
	done
}
damaged score 3 '3s/,0.970,/,NaN,/'
damaged score 2 '2s/,0.970,/,1.970,/'
damaged date 4 '4s/,2026-11-28,/,9999-99-99,/'
no_stderr 9999-99-99
damaged date 4 '4s/,2026-11-28,/,28.11.2026,/'
expect_stderr 'hint: .*spreadsheet'
damaged run 2 '2s/,a,1,/,a,-1,/'
damaged level 5 '5s/,account,/,acount,/'
expect_stderr "hint: did you mean 'account'\?"
damaged their_population 6 '6s/,open_opportunity,Wingtip/,open_oportunity,Wingtip/'
expect_stderr "hint: did you mean 'open_opportunity'\?"
damaged their_nps 2 '2s/,promoter$/,inf/'
damaged their_amount 6 '6s/,USD 50k-250k,/,-50,/'

# One's own list may say what it likes: it is unknown, and said, where it is asked for.
sed '3s/,CRM,10,/,CRM,tbd,/; 4s/,CRM,3,/,CRM,NaN,/' pairs.csv > own.csv
ok psi-report ask --show our_account -w 'our_nps <= 10' own.csv > some.csv
lines some.csv 1
expect_stderr 'not read in our_nps, and counted as unknown: what stands there in 2 rows \(the first in line 3\)$'
ok psi-report matrix own.csv > some.csv
no_stderr 'not read in'
ok psi-motions -a agreement.csv own.csv > some.csv
expect_stderr 'not read in our_nps, '

# Deals of which nobody can tell the days.
cat > deals.csv <<- END
	Account ID,Created Date,Close Date,Amount,Stage
	A1,2026-01-01,2026-02-01,EUR 5,Closed Won
	A1,2026-01-01,9999-99-99,EUR 5,Closed Won
	A1,07/08/2026,08/09/2026,EUR 5,Closed Lost
	A1,2026-02-01,2026-01-01,EUR 5,Closed Won
	A1,,,EUR 5,Proposal
END
ok psi-report attribution --opportunities deals.csv pairs.csv > some.csv
expect_stderr "warning: 3 closed deals are left out: .*\(the first in line 3 of 'deals.csv'\)"
contains some.csv '^none,1,1,'

# What counts as an open deal is in the words of the question.
ok psi-report --list > list.csv
contains list.csv '^pipeline,"?Which open deals do both sides work on, with companies that are no customers yet\?'
