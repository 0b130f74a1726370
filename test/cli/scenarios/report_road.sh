# Questions about pairs, each with an answer that is known.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"

agreement agreement.csv -s suppress-below=2
pairs Globex agreement.csv > pairs.csv

# answer QUESTION LINE...: the answer has exactly these rows.
answer()
{
	local question=$1
	shift
	printf '%s\n' "$@" > want
	ok psi-report "$question" pairs.csv > answer.csv
	drop_line answer.csv 1
	same want answer.csv
}

answer matrix customer,customer,1,1, customer,prospect,1,1, \
    open_opportunity,customer,1,1, open_opportunity,open_opportunity,1,1, \
    prospect,customer,1,1,
answer mutual 'Globex,A2,Fabrikam,Fabrikam Inc,Retail,,Bob,Zoe,0.970,'
answer revenue 'accelerate,open_opportunity,customer,1,120,EUR 20000,' \
    'conflict-check,open_opportunity,open_opportunity,1,95,USD 300000,USD 50000-250000' \
    intro-in,prospect,customer,1,80,, intro-out,customer,prospect,1,80,, \
    cross-sell,customer,customer,1,60,,
answer segments 'Retail,(unknown),(unknown),1,'
answer products CRM,CRM,1 CRM,ERP,1
answer nps A2,Fabrikam,10,promoter,Bob,Zoe
answer reps Ann,Zoe,2,2,1 '(unknown),Yan,1,0,0' Ann,Yan,1,0,0 Bob,Zoe,1,0,0
answer teams '(unknown),CRM,Ann,Zoe,2' '(unknown),CRM,Bob,Zoe,1'
answer targets "A4,Tailspin,,Energy,,Yan,0.970,,Ask their owner for a warm introduction."
answer crosssell 'Retail,(unknown),1,,,'
answer bring get,open_opportunity,customer,1,'EUR 20000', \
    get,prospect,customer,1,, give,customer,prospect,1,,
answer give 'A3,Contoso,prospect,Ann,Yan,,Offer their owner a warm introduction.'
answer reference A2,Fabrikam,10,promoter,Bob,Zoe
answer pipeline 'A5,Wingtip,,,USD 300000,USD 50k-250k,2027-02-01,2026-Q4,Ann,Zoe'
answer resell 'A2,Fabrikam,CRM,,CRM;ERP,,Bob,Zoe'
answer introductions ours,intro-out,Ann,Yan,1 theirs,accelerate,Ann,Zoe,1 \
    'theirs,intro-in,(unknown),Yan,1'
answer together conflict-check,none,Ann,Zoe,1 cross-sell,ours,Bob,Zoe,1
answer balance 'we give,1,,,our customers that they want; sure matches' \
    'we get,2,,,their customers that we want; sure matches' \
    'smaller side,33,33,yes,percent of both; under a third is not fair' \
    'only possible,0,,,"more, not counted above, by the likeliest match of each; psi-report check lists them"'
# Who wants marketing of both, and who buys on their marketplace: an account
# that opted out, one that dislikes us, and one that is no customer of both are
# not in the one; a likelihood that is low, and a former customer, not in the
# other.
cat > pairs-known.csv <<- 'END'
	our_account,their_account,our_population,their_population,our_name,our_owner,their_owner,our_nps,their_nps,our_opt_out,their_opt_out,their_propensity,their_committed_spend
	A1,x1,customer,customer,Northwind,Ann,Zoe,10,promoter,no,no,low,
	A2,x2,customer,customer,Fabrikam,Bob,Zoe,7,7,no,no,,USD 5000
	A3,x3,customer,customer,Contoso,Ann,Yan,9,9,yes,no,high,
	A4,x4,customer,customer,Tailspin,Ann,Yan,6,9,no,no,,
	A5,x5,prospect,customer,Wingtip,Ann,Yan,9,9,no,no,high,USD 90000
	A6,x6,former_customer,customer,Adatum,Ann,Yan,,,,,high,
END
printf '%s\n' A1,Northwind,10,promoter,no,no,Ann A2,Fabrikam,7,7,no,no,Bob > want
ok psi-report comarket pairs-known.csv > answer.csv
drop_line answer.csv 1
same want answer.csv
printf '%s\n' 'A5,Wingtip,prospect,high,USD 90000,Ann,Yan' \
    'A2,Fabrikam,customer,,USD 5000,Bob,Zoe' \
    'A3,Contoso,customer,high,,Ann,Yan' > want
ok psi-report marketplace pairs-known.csv > answer.csv
drop_line answer.csv 1
same want answer.csv
# What could not be decided is said, and what is missing; and what should be asked
# before anything is done.
ok psi-report comarket pairs.csv > comarket.csv
expect_stderr '1 pair is in the answer though our_opt_out, their_opt_out is not known of it: ask before you act'
lines comarket.csv 2
ok psi-report marketplace pairs.csv > marketplace.csv
expect_stderr 'not known: their_propensity'
ok psi-report coverage pairs.csv > coverage.csv
contains coverage.csv '^open deals of both,1,10,no,'
contains coverage.csv '^our open pipeline,EUR 20000; USD 300000,1000000,no,'
contains coverage.csv '^thresholds met,0,3,no,'

# Shares of our own list.
printf 'Account ID,Account Name,Type\nA2,Fabrikam,Customer\nA3,Contoso,Customer\nA9,Other,Customer\nA8,More,Customer\n' > accounts.csv
ok psi-report integration --accounts accounts.csv pairs.csv > integration.csv
contains integration.csv '^our customers,4,'
contains integration.csv '^share of our customers,25,10,yes,'
ok psi-report integration pairs.csv > integration.csv
contains integration.csv '^share of our customers,unknown,10,unknown,'
ok psi-report matrix --accounts accounts.csv pairs.csv > shares.csv
contains shares.csv '^customer,customer,1,1,25$'

# A question of one's own, on the line and in a file.
ok psi-report ask --by our_industry,our_nps:band \
    --show 'accounts,open=count:our_population = open_opportunity' \
    --sort=-open pairs.csv > own.csv
contains own.csv '^our_industry,our_nps,accounts,open$'
contains own.csv '^Retail,\(unknown\),2,2$'
contains own.csv '^Energy,detractor,1,0$'
ok psi-report matrix -w 'our_owner = Ann' pairs.csv > ann.csv
lines ann.csv 4
ok psi-report mutual --matches pairs.csv > matches.csv
lines matches.csv 2
ok psi-report ask --matches pairs.csv > matches.csv
ok psi-report ask --matches --limit 2 pairs.csv > limited.csv
head -n 3 matches.csv > want
lines limited.csv 3
same want limited.csv
ok psi-report ask --matches --limit 1000 pairs.csv > limited.csv
same matches.csv limited.csv
contains matches.csv '^Globex,[0-9a-f]{64},a,1,2026-11-28,m2,A2,x2,'
ok psi-report --list --csv > questions.csv
contains questions.csv '^name,question,needs,where,by,show,sort,across$'
contains questions.csv '^reps,Are our reps selling into the same accounts\?,'
printf 'name,question,needs,where,by,show,sort,across\nenergy,Who is in energy?,,our_industry = Energy,,our_name,our_name,\n' > more.csv
ok psi-report energy --questions more.csv pairs.csv > energy.csv
lines energy.csv 3
edit more.csv 's/our_industry/our_salary/'
expect_status 3 psi-report energy --questions more.csv -o none.csv pairs.csv
expect_stderr 'more.csv:2: condition 1'
no_output none.csv

# On a terminal, and for a program.
ok psi-report matrix --table pairs.csv > table
contains table '^our_population, across: their_population; accounts$'
contains table '^customer +1 +1 +-'
# A partner's value may be as long as it likes: the last of a row is whole, and the
# other rows are not filled up to it.
long=$(head -c 20000 /dev/zero | tr '\0' x)
{
	echo partner,our_account,their_account,score,level,our_name,their_name
	echo "Globex,k1,v1,0.990,account,One,$long"
	echo 'Globex,k2,v2,0.990,account,Two,Duo'
} > endless.csv
ok psi-report ask --show our_name,their_name --table endless.csv > table
lines table 3
contains table '^One  *x' '^Two  *Duo'
[ "$(tr -cd x < table | wc -c)" -eq 20000 ] || fail 'the last cell is cut'
[ "$(grep Two table | wc -c)" -lt 80 ] || fail 'a row is filled up to the longest'
ok psi-report ask --show their_name,our_name --table endless.csv > table
contains table '^x{39}…  One' '^Duo  *Two'
ok psi-report mutual --json pairs.csv > mutual.json
contains mutual.json '"our_name": "Fabrikam"'
# What is cut says so; 40 columns are not.
fits=$(printf '%040d' 0 | tr 0 F)
sed "s/Fabrikam,/$fits,/" pairs.csv > long.csv
ok psi-report ask --show our_name,our_account --table long.csv > table
contains table "^$fits  A2"
sed "s/Fabrikam,/${fits}G,/" pairs.csv > long.csv
ok psi-report ask --show our_name,our_account --table long.csv > table
contains table "^${fits%F}…  A2"
# Lists over several partners say whose a row is; the same file counts once.
sed 's/^Globex,/Other,/' pairs.csv > other.csv
ok psi-report pipeline pairs.csv > pipeline.csv
lacks pipeline.csv '^partner,'
ok psi-report pipeline pairs.csv other.csv > pipeline.csv
contains pipeline.csv '^partner,our_account,'
contains pipeline.csv '^Globex,A5,'
contains pipeline.csv '^Other,A5,'
ok psi-report comarket pairs.csv other.csv > comarket.csv
contains comarket.csv '^partner,our_account,'
expect_status 2 psi-report mutual pairs.csv other.csv pairs.csv
expect_stderr 'the same file of pairs is given twice'
ok psi-report --list --table > list
contains list '^targets +Which of our prospects are their customers\?$'

# For passing on: small groups, and those that would tell them, are not shown.
{
	cat pairs.csv
	sed -n '3p' pairs.csv | sed 's/m2,A2,x2/m7,A7,x7/'
	sed -n '3p' pairs.csv | sed 's/m2,A2,x2/m8,A8,x8/'
} > more-pairs.csv
ok psi-report matrix --outside -a agreement.csv more-pairs.csv > outside.csv
expect_stderr 'passing on: '
contains outside.csv '^customer,customer,\(suppressed\),,$'
contains outside.csv '^customer,prospect,\(suppressed\),,$'
lacks outside.csv ',1,'
expect_status 5 psi-report mutual --outside -a agreement.csv -o none.csv \
    pairs.csv
expect_stderr 'a list of accounts is not for passing on'
no_output none.csv
expect_status 5 psi-report ask --by our_name --show accounts --outside \
    -a agreement.csv -o none.csv pairs.csv
expect_stderr 'a list of accounts is not for passing on'
no_output none.csv
ok psi-report ask --by our_owner,our_population --show accounts --outside \
    -a agreement.csv more-pairs.csv > outside.csv
lacks outside.csv 'Ann|Bob|unknown'
lines outside.csv 4
ok psi-report ask --by our_population \
    --show 'accounts,glad=count:our_nps = 10,sum:our_amount' --outside \
    -a agreement.csv more-pairs.csv > outside.csv
contains outside.csv '^customer,4,\(suppressed\),$'
lacks outside.csv ',[13],|EUR|USD'
expect_status 2 psi-report matrix --outside pairs.csv
expect_stderr '--agreement is missing'

# Into a CRM.
ok psi-report crm --for salesforce pairs.csv > crm.csv
contains crm.csv '^Overlap_Key__c,Account__c,Partner__c,'
key=$(printf 'Globex\0A1' | sha256sum | cut -c -32)
contains crm.csv "^$key,A1,Globex,likely,customer,accelerate,Zoe,2026-11-28\$"
ok psi-report crm --for hubspot pairs.csv > crm.csv
contains crm.csv '^overlap_key,Record ID,partner,'
expect_status 2 psi-report crm pairs.csv

# Several partners.
agreement second.csv -s suppress-below=2
agreement third.csv
pairs Initech second.csv > initech.csv
pairs Hooli third.csv > hooli.csv
edit initech.csv 's/,prospect,Contoso/,customer,Contoso/'
expect_status 2 psi-report best pairs.csv
expect_stderr "'best' compares partners"
ok psi-report best -a agreement.csv -a second.csv -a third.csv pairs.csv \
    initech.csv hooli.csv > best.csv
lines best.csv 1

# rows FILE LINE...: the file has exactly these below its header.
rows()
{
	local file=$1
	shift
	printf '%s\n' "$@" > want
	drop_line "$file" 1
	same want "$file"
}

# Three that may be combined: of A2 two have the better NPS, of A3 two the
# higher rank, though Initech has it as a customer; none is best.
same='"same rank and population, and no NPS is known: none is best"'
rated='"same rank, population and NPS (promoter): none is best"'
all=(initech.csv hooli.csv globex.csv)
together=()
for i in 0 1 2; do
	agreement "may-$i.csv" -s combine-partners=yes
	together+=(-a "may-$i.csv")
done
pairs Initech may-0.csv > initech.csv
pairs Hooli may-1.csv > hooli.csv
pairs Globex may-2.csv > globex.csv
edit initech.csv 's/,customer,prospect,Contoso/,customer,customer,Contoso/'
edit hooli.csv '/,A[456],/d'
edit hooli.csv 's/open_opportunity,customer/open_opportunity,prospect/'
edit globex.csv 's/;ERP,promoter/;ERP,passive/'
ok psi-report best "${together[@]}" "${all[@]}" > best.csv
rows best.csv \
    "A1,Northwind,open_opportunity,3,(tie),customer,accelerate,120,,Initech; Globex,$rated" \
    "A3,Contoso,customer,3,(tie),prospect,intro-out,80,,Hooli; Globex,$same" \
    "A2,Fabrikam,customer,3,(tie),customer,cross-sell,60,,Initech; Hooli,$rated" \
    "A5,Wingtip,open_opportunity,2,(tie),open_opportunity,conflict-check,95,,Initech; Globex,$same" \
    "A4,Tailspin,prospect,2,(tie),customer,intro-in,80,,Initech; Globex,${rated/promoter/passive}"
ok psi-report bundle "${together[@]}" "${all[@]}" > bundle.csv
rows bundle.csv "A2,Fabrikam,3,(tie),CRM,Bob"
ok psi-motions -q "${together[@]}" "${all[@]}" > actions.csv
contains actions.csv '^Hooli,m2,A2,.*,bundle,no,20,local,.*,\(tie\),3,2026-11-28,Initech; Hooli,"same rank, population and NPS \(promoter\): none is best",likely,yes$'
lacks actions.csv ',A[13456],.*,bundle,'

# New since an earlier run, and since when.
cp globex.csv earlier.csv
edit earlier.csv 's/2026-11-28/2026-10-01/; s/,Zoe,/,Yan,/; /,A4,/d'
ok psi-report new -a may-2.csv --history earlier.csv globex.csv > new.csv
rows new.csv new,2026-11-28,A4,Tailspin,prospect,customer,,Yan \
    owner,2026-10-01,A1,Northwind,open_opportunity,customer,Ann,Zoe \
    owner,2026-10-01,A2,Fabrikam,customer,customer,Bob,Zoe \
    owner,2026-10-01,A5,Wingtip,open_opportunity,open_opportunity,Ann,Zoe

# What changed.
ok psi-report changes --before pairs.csv more-pairs.csv > changes.csv
contains changes.csv '^new,unknown,Globex,A7,Fabrikam,,,$'
expect_status 2 psi-report changes pairs.csv

# Our own deals, with and without an overlap.
{
	echo Account ID,Created Date,Close Date,Amount,Stage
	for i in 1 2 3 4 5 6 7 8 9; do
		echo "A1,2026-12-0$i,2027-01-0$i,EUR ${i}000,Closed Won"
		echo "Z$i,2026-01-0$i,2026-03-0$i,EUR 100,Closed Lost"
	done
	echo A2,2026-12-10,2026-12-30,EUR 7000,Closed Lost
	echo A2,2026-10-10,2026-12-30,EUR 7000,Closed Won
	echo A3,2026-10-10,2026-11-01,EUR 7000,Closed Won
	echo A3,2026-10-10,,EUR 7000,Proposal
} > deals.csv
ok psi-report attribution --opportunities deals.csv pairs.csv > deals
contains deals '^sourced,10,9,90,too few,31$'
contains deals '^influenced,1,1,too few,too few,too few$'
contains deals '^with,11,10,91,EUR 5500,31$'
contains deals '^none,10,1,10,too few,59$'
# Sooner than the 59 days that half of the others took: nine, and one of the
# others' would be none.
contains deals '^accelerated,9,9,,too few,too few$'
sed '/^Z9/d' deals.csv > fewer.csv
ok psi-report attribution --opportunities fewer.csv pairs.csv > deals
contains deals '^none,9,1,too few,too few,too few$'
contains deals '^accelerated,too few,too few,,too few,too few$'
expect_status 2 psi-report attribution pairs.csv
for option in --matches '--where=our_nps > 1' --limit=2 --sort=deals; do
	expect_status 2 psi-report attribution "$option" \
	    --opportunities deals.csv pairs.csv
	expect_stderr "does not go with 'attribution'"
done
expect_status 2 psi-report attribution --opportunities deals.csv
# History counts for its own partner only.
sed 's/^Globex,/Other,/; s/2026-11-28/2026-10-01/' pairs.csv > other.csv
ok psi-report attribution --opportunities deals.csv pairs.csv > alone
expect_stderr 'give --history with earlier pairs'
ok psi-report attribution --opportunities deals.csv --history other.csv \
    pairs.csv > deals
same alone deals
sed 's/2026-11-28/2026-10-01/' pairs.csv > early.csv
ok psi-report attribution --opportunities deals.csv --history early.csv \
    pairs.csv > deals
contains deals '^sourced,12,11,92,EUR 6000,31$'
# Several partners: the history of either counts.
ok psi-report attribution --opportunities deals.csv --history early.csv \
    other.csv pairs.csv > deals
contains deals '^sourced,12,11,92,'
# What is only possible is no overlap.
sed '1!s/,account,/,review,/' pairs.csv > possible.csv
lacks possible.csv ',account,'
ok psi-report attribution --opportunities deals.csv possible.csv > deals
contains deals '^with,0,0,' '^none,21,11,52,'
ok psi-report attribution --opportunities deals.csv --history possible.csv \
    pairs.csv > deals
same alone deals

# Options of 'ask' go with nothing else.
expect_status 2 psi-report mutual --show our_name pairs.csv
expect_stderr "--show goes with 'ask'"
expect_status 2 psi-report mutual --by our_industry pairs.csv
expect_stderr "--by goes with 'ask'"
expect_status 3 psi-report attribution --opportunities pairs.csv -o none.csv \
    pairs.csv
expect_stderr "pairs.csv:1: the deals have no column 'Created Date'"

# Mistakes.
expect_status 2 psi-report nonsense pairs.csv
expect_stderr "there is no question 'nonsense'" '--list'
expect_status 2 psi-report
expect_status 2 psi-report ask --by our_salary pairs.csv
expect_status 2 psi-report ask --show sum:our_name pairs.csv
expect_status 2 psi-report ask --by our_owner --show our_name pairs.csv
expect_status 2 psi-report matrix --sort our_name pairs.csv
expect_status 2 psi-report matrix -w 'our_nps > x' pairs.csv
expect_status 2 psi-report matrix -w 'our_population = costumer' pairs.csv
expect_stderr \
    'it takes customer, open_opportunity, prospect, former_customer or other'
expect_status 2 psi-report matrix -w 'our_opt_out = perhaps' pairs.csv
expect_stderr 'it takes yes or no'
for joint in ' and ' ' AND ' ', ' ',' ' & ' ' && '; do
	expect_status 2 psi-report matrix \
	    -w "our_industry = Retail${joint}our_nps >= 1" pairs.csv
	expect_stderr 'another condition stands in its value' \
	    'separate conditions with ;'
done
expect_status 2 psi-report matrix \
    -w 'our_nps > 1 and our_industry in Retail|Energy' pairs.csv
expect_stderr 'separate conditions with ;'
for value in 'Food and Drink' 'Food, Drink' 'Food and our_name' \
    '"Food and our_name = x"'; do
	ok psi-report matrix -w "our_industry = $value" pairs.csv > food.csv
	lines food.csv 1
done
expect_status 2 psi-report matrix --json --csv pairs.csv
expect_status 2 psi-report coverage --matches pairs.csv

# A list that is cut holds the first rows of the whole one, also where there are
# so many that it was cut while it was made, and the best rows come last.
awk 'NR == 1 || /,A2,/' pairs.csv > many.csv
awk -F, -v OFS=, '/,A2,/ { for (i = 0; i < 9000; i++) {
	$7 = "B" (99999 - i); $20 = int(i / 1000); print } }' pairs.csv >> many.csv
for sort in -our_nps our_nps our_account; do
	ok psi-report ask -q --show our_account,our_nps --sort="$sort" \
	    -o whole.csv -f many.csv
	ok psi-report ask -q --show our_account,our_nps --sort="$sort" \
	    --limit 7 -o cut.csv -f many.csv
	head -n 8 whole.csv | cmp -s - cut.csv ||
	    fail "the first 7 by $sort are others where the list is cut"
done

# Results that should have been deleted: the agreement says for how many days.
agreement kept.csv -s retention-days=30
pairs Globex kept.csv > kept-pairs.csv
ok psi-report matrix -a kept.csv --today 2026-12-28 -o in-time.csv kept-pairs.csv
no_stderr 'retention-days'
ok psi-report matrix -a kept.csv --today 2026-12-29 -o too-late.csv kept-pairs.csv
expect_stderr '6 rows are older than the agreement.s retention-days allows'

# A workbook is no text.
at_terminal=$TOOLS/../test/cli/at_terminal
if [ -x "$at_terminal" ]; then
	expect_status 2 "$at_terminal" screen -- psi-report workbook pairs.csv
	contains screen 'name a file for it with --output'
fi

# A workbook has the day in it, and no hour: again, it is the same.
if psi-report -q workbook -o book.xlsx pairs.csv 2> why; then
	sleep 2.1
	ok psi-report -q workbook -o again.xlsx pairs.csv
	same book.xlsx again.xlsx
	# A share of one kind of account is called so, and is a number as the mean
	# of priorities is.
	{
		cat accounts.csv
		printf 'B%d,Name %d,Customer\n' 1 1 2 2 3 3
	} > seven.csv
	ok psi-report -q workbook -f -o book.xlsx --accounts seven.csv pairs.csv
	if command -v python3 > python; then
		python3 - <<- 'END'
			import zipfile
			book = zipfile.ZipFile('book.xlsx')
			words = book.read('xl/sharedStrings.xml').decode()
			assert 'Of our accounts of that kind, %' in words
			assert 'Of our whole list, %' in words
			assert '>14.30<' not in words
			sheets = [book.read(name).decode() for name in
			    book.namelist() if 'worksheets/sheet' in name]
			assert any('<v>14.3</v>' in text for text in sheets)
		END
	fi
else
	grep -q 'without libxlsxwriter' why || fail "$(cat why)"
fi
