# What counts once: accounts that match several, deals of two accounts, and what
# is only possible.
# shellcheck shell=bash

# Columns that the questions below look at; a1 is sure and has a weaker second
# match, a2 matches two of theirs alike, b1 and b2 are one of theirs.
header=partner,our_account,their_account,score,level,ambiguous,our_population,their_population,our_name,our_owner,our_amount,their_owner,their_amount,our_products,their_products,our_segment,their_segment,our_nps,their_nps
cat > pairs.csv <<- END
	$header
	Globex,a1,x1,0.990,account,,prospect,customer,Amber,Ann,,Zoe,,,,SMB,,,
	Globex,a1,x2,0.950,account,theirs,prospect,open_opportunity,Amber,Ann,,,,,,SMB,,,
	Globex,a2,x3,0.990,account,theirs,customer,prospect,Birch,Bob,,,,CRM,,,,10,
	Globex,a2,x4,0.990,account,theirs,customer,customer,Birch,Bob,,,,CRM,,,,10,
	Globex,a3,x5,0.700,review,,customer,prospect,Cedar,Bob,,,,,,,,,
	Globex,b1,y1,0.990,account,ours,open_opportunity,open_opportunity,Dogwood Inc,Ann,EUR 1000,Yan,EUR 5000,,,,,,
	Globex,b2,y1,0.990,account,ours,open_opportunity,open_opportunity,Dogwood,Bob,EUR 2000,Yan,EUR 5000,,,,,,
	Globex,c1,z1,0.990,account,,prospect,prospect,Elm,Ann,,Zoe,,,,SMB,Enterprise,,
	Globex,c2,z2,0.990,account,,former_customer,open_opportunity,Fir,Ann,,Zoe,EUR 70,,,,,,
	Globex,c3,z3,0.990,account,,customer,prospect,Gum,,,Zoe,,,,,,,
END

# answer QUESTION LINE...: the answer has exactly these rows.
answer()
{
	local question=$1
	shift
	printf '%s\n' "$@" > want
	ok psi-report "$question" "${from[@]}" > answer.csv
	drop_line answer.csv 1
	same want answer.csv
}

# Only what is sure counts, and a note says what does not.
from=(pairs.csv)
answer matrix customer,prospect,1,1, prospect,customer,1,1, \
    prospect,prospect,1,1, former_customer,open_opportunity,1,1,
expect_stderr 'only possible: 4 matches; psi-report check lists them' \
    'of 10 pairs 4 are counted; 4 are only possible .psi-report check lists them., and 2 are of an account that likelier pairs stand for$'
# A condition on that says itself what counts.
from=(-w 'likeliest = yes' pairs.csv)
ok psi-report mutual "${from[@]}" > answer.csv
no_stderr 'only possible'
ok psi-report mutual pairs.csv > answer.csv
expect_stderr 'only possible: 1 match; psi-report check lists it'
ok psi-report targets pairs.csv > answer.csv
no_stderr 'only possible'

# An account stands in one cell: where it is surest, and of two that are alike
# where they know it best.
answer matrix customer,customer,1,1, customer,prospect,2,2, \
    open_opportunity,open_opportunity,2,2, prospect,customer,1,1, \
    prospect,prospect,1,1, former_customer,open_opportunity,1,1,
answer mutual Globex,a2,Birch,,,,Bob,,0.990,theirs
answer give a3,Cedar,prospect,Bob,,,'Offer their owner a warm introduction.' \
    c3,Gum,prospect,,Zoe,,'Offer their owner a warm introduction.'
from=(pairs.csv)
# The other match of a1 needs no check, since one of a1 is sure.
answer check a2,Birch,,customer,customer,,,0.990,account,theirs,,Bob,several,yes \
    a2,Birch,,customer,prospect,,,0.990,account,theirs,,Bob,several,no \
    a3,Cedar,,customer,prospect,,,0.700,review,,,Bob,possible,yes \
    b2,Dogwood,,open_opportunity,open_opportunity,,,0.990,account,ours,,Bob,several,yes \
    b1,'Dogwood Inc',,open_opportunity,open_opportunity,,,0.990,account,ours,,Ann,several,yes
# The page cuts its list when those that need no check are left out of it: here
# these have the higher scores, and are more than it shows of any list.
{
	cat pairs.csv
	for i in {1..320}; do
		echo "Globex,s$i,s$i,0.999,account,,prospect,customer,Sure $i,,,,,,,,,,"
		echo "Globex,s$i,t$i,0.998,account,theirs,prospect,customer,Sure $i,,,,,,,,,,"
	done
} > settled.csv
ok psi-report page -q -o settled.html settled.csv
sed -n '/<section id="check">/,/<\/section>/p' settled.html > check.html
contains check.html '>Birch<' '>Cedar<' '>Dogwood<' '4 matches of 4 accounts'
lacks check.html 'prints all' 'Sure'
# Whatever the order in which an account's pairs stand.
{
	sed -n 1p pairs.csv
	sed -n 3p pairs.csv
	sed -n 2p pairs.csv
	sed -n 5p pairs.csv
	sed -n 4p pairs.csv
	sed -n '6,$p' pairs.csv
} > turned.csv
from=(-w 'score >= 0' turned.csv)
answer matrix customer,customer,1,1, customer,prospect,2,2, \
    open_opportunity,open_opportunity,2,2, prospect,customer,1,1, \
    prospect,prospect,1,1, former_customer,open_opportunity,1,1,
no_stderr 'do not stand together'
# Every pair, where the condition says so.
ok psi-report ask --show accounts,pairs -w 'counted in yes|no' pairs.csv > all.csv
contains all.csv '^8,10$'
ok psi-report ask --show accounts,pairs -w 'sure in certain|likely' pairs.csv > sure.csv
contains sure.csv '^4,4$'
# Of their records of one company the partner tells fields of one: that counts,
# whatever the others are to them, and the page names it.
sed '4s/,,,CRM,/,Zoe,,CRM,/' pairs.csv > told.csv
from=(-w 'likeliest = yes' told.csv)
ok psi-report mutual "${from[@]}" > answer.csv
lines answer.csv 1
answer give 'a2,Birch,prospect,Bob,Zoe,,Offer their owner a warm introduction.' \
    a3,Cedar,prospect,Bob,,,'Offer their owner a warm introduction.' \
    c3,Gum,prospect,,Zoe,,'Offer their owner a warm introduction.'
from=(-w 'score >= 0' turned.csv)
# Without the mark that psi-join makes, by the score.
sed 's/,theirs,/,,/; 1s/ambiguous/other/' pairs.csv > unmarked.csv
ok psi-report ask --by our_account,their_population --show pairs \
    -w 'likeliest = yes' unmarked.csv > cells
contains cells '^a1,customer,1$' '^a2,customer,1$'
lines cells 9
# Rows of one account in two places are told.
{ cat pairs.csv; sed -n 4p pairs.csv; } > apart.csv
ok psi-report matrix apart.csv > answer.csv
expect_stderr '1 accounts count more than once, since their rows do not stand'
# psi-motions says which pair counts, by the same word and the same numbers.
psi-keygen -q -o a.key > a.pub
psi-keygen -q -o b.key > b.pub
psi-agree propose -q -i a.key -n Acme -p "$(cat b.pub)" \
    --partner-name Globex -s combine-partners=yes -o draft.csv
psi-agree sign -q -i b.key -o agreement.csv draft.csv
ok psi-motions -a agreement.csv pairs.csv > actions.csv
expect_stderr '^psi-motions: of 10 pairs 4 are counted; 4 are only possible '
ok psi-report ask -w 'counted = yes' --show our_account,their_population pairs.csv > counted
drop_line counted 1
lines counted 4
ok psi-report ask -w 'counted = no' --show pairs pairs.csv > others
contains others '^6$'
ok psi-report check pairs.csv > answer.csv
expect_stderr 'of 10 pairs 4 are counted; 4 are only possible '
lacks answer.csv counted
contains answer.csv ',likeliest$'
contains actions.csv ',a1,Amber,,intro-in,yes,.*,certain,yes$' \
    ',a1,Amber,,lend-hand,.*,several,no$' ',a2,Birch,,intro-out,yes,.*,several,no$'
contains actions.csv ',a3,Cedar,,intro-out,yes,.*,possible,no$'
# As many accounts with an introduction as the report counts: what is only
# possible is in neither.
ok psi-report ask -w 'direction != empty' --show accounts pairs.csv > number
drop_line number 1
grep -cE ',(intro-in|intro-out|accelerate|help-close),yes,.*,yes$' \
    actions.csv > introductions
same number introductions
ok psi-report introductions pairs.csv > answer.csv
awk -F, 'NR > 1 { n += $5 } END { print n }' answer.csv > introductions
same number introductions

# A deal of theirs counts once where two accounts of ours match it, one of ours
# where two partners have it.
ok psi-report revenue -w 'likeliest = yes' pairs.csv > answer.csv
contains answer.csv '^joint-pursuit,open_opportunity,open_opportunity,2,90,EUR 3000,EUR 5000$'
sed '1!s/Globex/Hooli/; s/,y1,/,q1,/' pairs.csv > hooli.csv
ok psi-report ask --by our_population -w 'our_population = open_opportunity; likeliest = yes' \
    --show 'accounts,sum:our_amount,sum:their_amount,mean:our_amount' \
    pairs.csv hooli.csv > answer.csv
contains answer.csv '^open_opportunity,2,EUR 3000,EUR 10000,EUR 1500$'

# What is not known is a row, and no owner pair.
ok psi-report reps pairs.csv > reps.csv
contains reps.csv '^\(unknown\),Zoe,' '^Ann,Zoe,3,'
ok psi-report coverage pairs.csv > coverage.csv
contains coverage.csv '^owner pairs,0,10,no,'
# Balance is of sure matches, and says how many are not, whatever is asked for.
answer balance 'we give,1,,,our customers that they want; sure matches' \
    'we get,1,,,their customers that we want; sure matches' \
    'smaller side,50,33,yes,percent of both; under a third is not fair' \
    'only possible,1,,,"more, not counted above, by the likeliest match of each; psi-report check lists them"'

# With several partners each of them is weighed apart.
ok psi-report balance pairs.csv hooli.csv > answer.csv
contains answer.csv '^partner,measure,value,' '^Globex,we give,1,' \
    '^Hooli,we give,1,' '^Hooli,smaller side,50,33,yes,'
lines answer.csv 9

# Why there is no motion.
from=(-w 'likeliest = yes' pairs.csv)
answer nothing \
    'a2,Birch,customer,customer,Bob,"cross-sell needs: our products is not their products (CRM, not known); reference needs: their nps is at least 9 (not known); co-market needs: their nps is at least 7 (not known)"' \
    'c1,Elm,prospect,prospect,Ann,"co-target needs: our segment is their segment (SMB, Enterprise) or our industry is their industry (not known, not known)"' \
    'c2,Fir,former_customer,open_opportunity,Ann,no motion is for former_customer and open_opportunity'
ok psi-report ask --show our_account,because -w 'our_account = a1' pairs.csv > why.csv
contains why.csv '^a1,our population is prospect; they say: population is customer$'

# Percent are rounded, and the verdict counts the thresholds: 2 of 19 are 10.5.
{
	echo "$header"
	echo 'Globex,k1,v1,0.990,account,,customer,customer,One,,,,,,,,,9,9'
	echo 'Globex,k2,v2,0.990,account,,customer,customer,Two,,,,,,,,,9,9'
} > two.csv
{ echo Account ID,Account Name,Type; seq -f 'k%.0f,Firm,Customer' 19; } > accounts.csv
ok psi-report integration --accounts accounts.csv two.csv > answer.csv
contains answer.csv '^share of our customers,11,10,yes,' '^thresholds met,1,2,no,'
ok psi-report matrix --accounts accounts.csv two.csv > answer.csv
contains answer.csv '^customer,customer,2,2,10.50$'
# Of several lists the one that is wrong is named.
printf 'Account ID,Account Name\nk1,"never closed\n' > damaged.csv
expect_status 3 psi-report integration --accounts accounts.csv \
    --accounts damaged.csv --suffix-list "$TOP/test/cli/data/suffixes.dat" \
    -o none.csv two.csv
expect_stderr '^psi-report: error: damaged.csv:2: '
no_output none.csv
{ cat two.csv; for i in 3 4 5; do
	echo "Globex,k$i,v$i,0.990,account,,customer,customer,N$i,,,,,,,,,9,9"
done; } > five.csv
ok psi-report integration --accounts accounts.csv five.csv > answer.csv
contains answer.csv '^thresholds met,2,2,yes,'
# Without the list the share may yet decide it.
ok psi-report integration five.csv > answer.csv
contains answer.csv '^thresholds met,unknown,2,unknown,'

# The best partner has the sure match, whatever the rank; where nothing tells
# them apart none is named.
{
	echo "$header"
	echo 'Initech,k1,v1,0.990,account,ours,prospect,customer,One,,,Zoe,,,,,,,'
	echo 'Initech,k2,v2,0.990,account,,prospect,customer,Two,,,Yan,,,,,,,'
	echo 'Initech,k3,v3,0.990,account,,customer,prospect,Three,,,Xia,,,,,,,'
	echo 'Initech,k4,v4,0.990,account,,prospect,customer,Four,,,Xia,,,,,,,9'
	echo 'Initech,k7,v7,0.990,account,,prospect,customer,Seven,,,Xia,,,,,,,8.5'
	echo 'Initech,k5,v5,0.990,account,,prospect,customer,Five,,,Xia,,,,,,,'
} > initech.csv
{
	echo "$header"
	echo 'Umbrella,k1,u1,0.990,account,,prospect,prospect,One,,,Max,,,,,,,'
	echo 'Umbrella,k2,u2,0.990,account,,prospect,customer,Two,,,Liv,,,,,,,'
	echo 'Umbrella,k3,u3,0.990,account,,customer,customer,Three,,,Kim,,,,,,,'
	echo 'Umbrella,k4,u4,0.990,account,,prospect,customer,Four,,,Kim,,,,,,,7'
	echo 'Umbrella,k7,u7,0.990,account,,prospect,customer,Seven,,,Kim,,,,,,,passive'
	echo 'Umbrella,k6,u6,0.700,review,,prospect,customer,Six,,,,,,,,,,'
} > umbrella.csv
from=(-a agreement.csv initech.csv umbrella.csv)
answer best \
    'k2,Two,prospect,2,(tie),customer,intro-in,80,,Initech; Umbrella,"same rank and population, and no NPS is known: none is best"' \
    'k3,Three,customer,2,Initech,prospect,intro-out,80,Xia,,rank 80; Umbrella has no motion' \
    'k4,Four,prospect,2,Initech,customer,intro-in,80,Xia,,"same rank and population, and a higher NPS (9) than at Umbrella (7)"' \
    'k7,Seven,prospect,2,Initech,customer,intro-in,80,Xia,,"same rank and population, and a higher NPS (8.5) than at Umbrella (passive)"' \
    'k5,Five,prospect,1,Initech,customer,intro-in,80,Xia,,no other partner has the account' \
    'k1,One,prospect,1,Umbrella,prospect,,,Max,,a sure match; only possible at Initech'
ok psi-report best -w 'likeliest = yes' "${from[@]}" > answer.csv
contains answer.csv '^k6,Six,prospect,1,Umbrella,customer,intro-in,80,,,no other partner has the account; the match is only possible$'

# The page has a row to check for each pair of an account that no sure match at
# the partner settles: none for a1, which is sure.
ok psi-report page -o page.html pairs.csv
contains page.html 'for our own people: it has what our list says, also what no partner is told'
contains page.html '<b>4</b> more matches are only possible'
contains page.html '<p class="answer">4 matches of 4 accounts of ours may be'
sed '/<section id="check">/,/<\/section>/!d; /^<tr/!d' page.html > rows
lines rows 5
contains rows Cedar
lacks rows Amber

# What is not known is not taken for a no: ratings and amounts that are missing
# could meet the threshold, and so could the share of a list that was not given.
{
	echo partner,our_account,their_account,score,level,our_population,their_population,our_nps,our_amount
	for i in 1 2 3 4; do
		echo "Globex,c$i,x$i,0.990,account,customer,customer,,"
	done
	echo Globex,c5,x5,0.990,account,customer,customer,9,
	echo Globex,c6,x6,0.990,account,open_opportunity,prospect,,
} > open.csv
ok psi-report integration open.csv > answer.csv
contains answer.csv '^mutual promoters,1,5,unknown,' \
    '^share of our customers,unknown,10,unknown,' '^thresholds met,unknown,2,unknown,'
expect_stderr 'mutual promoters: not known whether it is met, since 4 accounts have nothing in our_nps$' \
    'how many customers you have is not known: name your list with --accounts$'
ok psi-report coverage open.csv > answer.csv
contains answer.csv '^our open pipeline,unknown,1000000,unknown,' \
    '^our open pipeline,.*,"our open deals at shared accounts that are no customers,'
expect_stderr 'our open pipeline: not known whether it is met, since 1 account has nothing in our_amount$'
# The largest sum may be of any currency, and all of them are told.
{
	echo partner,our_account,their_account,score,level,our_population,their_population,our_amount
	i=0
	for amount in 'USD 5' 'GBP 6' 'CHF 7' 'JPY 8' 'SEK 1000000' 'CAD 9' \
	    'AUD 999999' 'NOK 123456789' 'PLN 123456789' 'DKK 123456789' \
	    'BRL 123456789' 'MXN 123456789' 'INR 123456789'; do
		i=$((i + 1))
		echo "Globex,d$i,y$i,0.990,account,open_opportunity,customer,$amount"
	done
} > currencies.csv
ok psi-report coverage currencies.csv > answer.csv
contains answer.csv '^our open pipeline,AUD 999999; BRL 123456789; CAD 9; CHF 7; DKK .*; SEK 1000000; USD 5,1000000,yes,'
{ sed -n 1p currencies.csv; sed 1d currencies.csv | sort -r; } > turned.csv
ok psi-report coverage turned.csv > turned
same answer.csv turned
edit open.csv '2,3s/,,$/,3,/'
ok psi-report integration open.csv > answer.csv
contains answer.csv '^mutual promoters,1,5,no,' '^thresholds met,0,2,no,'
no_stderr 'mutual promoters'
# An empty column of shares says why, and a filled one of what they are.
ok psi-report matrix pairs.csv > answer.csv
expect_stderr 'share is empty: it is the percentage of all accounts of your list; name that with --accounts$'
printf 'Account ID,Name,Type\na1,A,Customer\na2,B,Prospect\n' > own.csv
ok psi-report matrix --accounts own.csv pairs.csv > answer.csv
no_stderr 'share is empty'
expect_stderr 'share: percent of the accounts of your list that are to you what the row says$'
