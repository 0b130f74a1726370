# Rules as people edit them, in an editor or a spreadsheet.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"

agreement agreement.csv
pairs Globex agreement.csv > pairs.csv
motions=(psi-motions -q -a agreement.csv)
ok psi-motions --rules-template > template.csv
ok "${motions[@]}" pairs.csv > want

# same_rules FILE: it has the same rules as the template.
same_rules()
{
	ok "${motions[@]}" --rules "$1" pairs.csv > got
	same want got
}

# How a spreadsheet may save it.
sed 's/$/\r/' template.csv > crlf.csv
same_rules crlf.csv
{
	printf '\xef\xbb\xbf'
	cat template.csv
} > bom.csv
same_rules bom.csv
iconv -f UTF-8 -t UTF-16 template.csv > utf16.csv
same_rules utf16.csv
sed '1s/.*/Motion,Mirror,When,Rank,Bonus,Introducer,Action,Mirror Action,Blocks/' \
    template.csv > capitals.csv
same_rules capitals.csv
sed 's/$/,/' template.csv > trailing.csv
same_rules trailing.csv
{
	cat template.csv
	echo ,,,,,,,,
	echo
} > blank.csv
same_rules blank.csv

# rules LINE...: rules of a few columns, in rules.csv.
rules()
{
	printf '%s\n' 'motion,mirror,when,rank,blocks' "$@" > rules.csv
}

# refused LINE TEXT HINT: so are rules.csv, and nothing is written.
refused()
{
	expect_status 3 "${motions[@]}" --rules rules.csv -o none.csv pairs.csv
	expect_stderr "rules.csv:$1: $2" "hint: .*$3"
	no_output none.csv
}

rules 'mine,,Our_Population = customer,5,'
ok "${motions[@]}" --rules rules.csv pairs.csv > out.csv
lines out.csv 3
sed 's/,/;/g' rules.csv > semicolons.csv
ok "${motions[@]}" --rules semicolons.csv pairs.csv > semicolons
same out.csv semicolons

: > rules.csv
expect_status 3 "${motions[@]}" --rules rules.csv pairs.csv
expect_stderr 'rules.csv: there are no rules' '--rules-template prints'
rules
expect_status 3 "${motions[@]}" --rules rules.csv pairs.csv
expect_stderr 'rules.csv: there are no rules'
printf 'motion,when,rank,salary\nx,score >= 0,5,1\n' > rules.csv
refused 1 'column 4 of the header is none of the rules' 'the header is: motion,'
printf 'motion,when,rank,When\nx,score >= 0,5,1\n' > rules.csv
refused 1 "the header has 'when' twice \(columns 2 and 4\)" 'the header is'
printf 'motion,rank\nx,5\n' > rules.csv
refused 1 'the header of the rules needs motion, when and rank' 'the header is'
rules 'x,,score >= 0,5'
refused 2 'the rule has 4 cells and the header 5' 'stands in quotes'
rules 'x,,our_industry in a,b,5,'
refused 2 'the rule has 6 cells and the header 5' 'stands in quotes'
rules 'x,,,5,'
refused 2 "the rule has no conditions in 'when'" 'score >= 0'
rules 'x,,score >= 0,5,' 'y,,score >= 0,5,' 'x,,score >= 0,6,'
refused 4 'the rule stands in line 2 already' 'leave one of them out'
rules 'x,y,score >= 0,5,' 'x,z,score >= 1,5,'
refused 3 "'x' has another mirror in line 2" 'another name, or the same mirror'
rules 'x,y,score >= 0,5,' 'y,z,score >= 1,5,'
refused 3 "'y' has another mirror in line 2" 'another name'
rules 'x,y,score >= 0,5,' 'z,y,score >= 1,5,'
refused 3 "'y' is the mirror of another motion in line 2" 'another name'
# Either way round, and two conditions for one motion, are fine.
rules 'x,y,score >= 0,5,' 'y,x,score >= 1,5,' 'x,y,our_nps > 3,5,y'
ok "${motions[@]}" --rules rules.csv pairs.csv > out.csv
rules 'x,,score >= 0,5,x;joint-persuit'
refused 2 "no motion is called 'joint-persuit'" 'semicolons'

# Conditions with a slip.
rules 'x,,our_pop = customer,5,'
refused 2 'condition 1: there is no such column' 'did you mean our_population'
rules 'x,,score >= 0; their_npx > 3,5,'
refused 2 'condition 2: there is no such column' 'did you mean their_nps'
rules 'x,,industry = Retail,5,'
refused 2 'condition 1: there is no such column' 'write our_industry or their_industry'
for sign in '== =' '=> >=' '=< <=' '<> !='; do
	rules "x,,our_nps ${sign% *} 3,5,"
	refused 2 'condition 1: there is no such operator' \
	    "write ${sign#* } instead of ${sign% *}"
done
rules 'x,,our_name = “Fabrikam”,5,'
refused 2 'condition 1: its value stands in curly quotes' 'straight quotes'

# Questions of one's own, the same way.
head='name,question,needs,where,by,show,sort,across'
printf '%s\r\n' "$head" 'here,Who?,,,,our_name,,' ,,,,,,, > questions.csv
ok psi-report here --questions questions.csv pairs.csv > here.csv
lines here.csv 6
printf '%s\n' "$head" 'here,Who?,,,,our_name,,' 'here,What?,,,,our_name,,' > questions.csv
expect_status 3 psi-report here --questions questions.csv pairs.csv
expect_stderr 'questions.csv:3: two questions of the file have the same name'

# The agreement as mail leaves it, and what is none.
{
	printf '\xef\xbb\xbf'
	cat agreement.csv
} > marked.csv
ok psi-motions -a marked.csv pairs.csv > got
expect_stderr "'marked.csv' came with a byte order mark, and is read as it was sent"
same want got
ok psi-report -a marked.csv page -o page.html pairs.csv
expect_stderr "next: open 'page.html' in a browser"
printf 'Id,Name\n1,Acme\n' > accounts.csv
expect_status 5 psi-motions -a accounts.csv pairs.csv
expect_stderr "error: accounts.csv: this is no agreement"
printf '// A list.\n\n// ===BEGIN ICANN DOMAINS===\ncom\n' > agreement.csv.psl
expect_status 5 psi-motions -a agreement.csv.psl pairs.csv
expect_stderr 'this is the public-suffix list of an agreement' \
    'hint: name the agreement itself'

# Pairs that are none: keys, a picture, nothing.
printf 'account,population,type,value\n' > keys.csv
printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0' > picture.csv
: > nothing.csv
for file in keys.csv:'a keys file' picture.csv:'data that is no text' \
    nothing.csv:'the file is empty'; do
	for tool in "psi-motions -a agreement.csv" "psi-report ask" \
	    "psi-diff pairs.csv"; do
		# shellcheck disable=SC2086 # a tool and its options
		expect_status 3 $tool "${file%%:*}" > got
		expect_stderr "error: ${file%%:*}: .*${file#*:}" \
		    'hint: what is read here are pairs'
	done
done

# Rules that no pair is fit for are named by their lines; a motion that another keeps
# out, or that a field is missing for, is one that fits.
{
	echo 'motion,mirror,when,rank,blocks'
	echo 'close,,our_population = open_opportunity,90,sell'
	echo 'sell,,our_population = open_opportunity,80,'
	echo 'typo,,our_industry = Retale,70,'
	echo 'ask,,their_health = good,60,'
	echo 'former,,our_population = former_customer,50,'
} > idle.csv
pairs Globex agreement.csv > pairs.csv
ok psi-motions -a agreement.csv --rules idle.csv pairs.csv > actions.csv
expect_stderr "no pair is fit for the rules of 'idle.csv' in line 4, 6$"
ok psi-motions -a agreement.csv pairs.csv > actions.csv
no_stderr 'no pair is fit'
