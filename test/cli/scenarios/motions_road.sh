# Motions of pairs: who does what, and the words for it.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"

agreement agreement.csv
pairs Globex agreement.csv > pairs.csv
motions=(psi-motions -a agreement.csv)

ok "${motions[@]}" pairs.csv > actions.csv
expect_stderr '5 pairs: [0-9]+ motions ready' 'passing on: ' \
    'stranger.s text' 'what is not shared: they are for your own people'
contains actions.csv '^partner,match,our_account,our_name,their_name,motion,primary,rank,status,introducer,introduced,our_owner,their_owner,action,because,ask,local_rank,best_partner,partners,first_seen,tied_with,best_because,sure,counted$'
contains actions.csv '^Globex,m1,A1,Northwind,Northwind Ltd,accelerate,yes,120,ready,theirs,ours,Ann,Zoe,.*,our population is open_opportunity; they say: population is customer; our close date is in this-quarter or next-quarter \(2026-12-10\),,120,,,'
contains actions.csv '^Globex,m2,A2,.*,cross-sell,yes,60,ready,'
contains actions.csv '^Globex,m2,A2,.*,reference,no,40,ready,'
contains actions.csv '^Globex,m2,A2,.*,co-market,no,35,local,.*ask the partner for opt_out; fill in our own opt_out'
contains actions.csv "^Globex,m3,A3,Contoso,'=Contoso,intro-out,yes,80,ready,ours,theirs"
contains actions.csv '^Globex,m4,A4,.*,intro-in,yes,80,ready,theirs,ours'
contains actions.csv '^Globex,m4,A4,.*,assign-owner,no,10,local,'
contains actions.csv '^Globex,m5,A5,.*,conflict-check,yes,95,ready,'
lacks actions.csv ',joint-pursuit,'
lacks actions.csv ',A6,'
ok "${motions[@]}" -q -o out.csv pairs.csv
silent
same actions.csv out.csv
mode out.csv 600
expect_status 2 "${motions[@]}" -o out.csv pairs.csv
ok "${motions[@]}" -q < pairs.csv > piped.csv
same actions.csv piped.csv
ok "${motions[@]}" -q --ready pairs.csv > ready.csv
lacks ready.csv ',needs,'

# Another day: no quarter is near.
ok "${motions[@]}" -q --today 2026-01-05 pairs.csv > later.csv
contains later.csv '^Globex,m1,.*,accelerate,yes,100,ready,'

# What changed since an earlier run.
edit pairs.csv 's/2026-11-28/2026-12-28/'
pairs Globex agreement.csv > old.csv
drop_line old.csv 6
edit old.csv 's/Ann,Retail,EUR/Eve,Retail,EUR/'
ok "${motions[@]}" -q --history old.csv pairs.csv > changed.csv
contains changed.csv ',m1,.*,changed,no,15,local,.*change is in new or population or owner or stage \(owner\).*,2026-11-28,,,likely,yes$'
contains changed.csv ',m5,.*,changed,no,15,local,.*\(new\).*,2026-12-28,,,likely,yes$'
lacks changed.csv ',m2,.*,changed,'

# Rules of one's own.
ok psi-motions --rules-template > motions.csv
contains motions.csv '^accelerate,help-close,'
ok "${motions[@]}" -q --rules motions.csv pairs.csv > same.csv
ok "${motions[@]}" -q pairs.csv > default.csv
same default.csv same.csv
printf 'motion,when,rank\ncall,our_salary > 3,5\n' > bad.csv
expect_status 3 "${motions[@]}" --rules bad.csv -o none.csv pairs.csv
expect_stderr 'bad.csv:2: condition 1: there is no such column'
no_output none.csv

# A file for each owner.
ok "${motions[@]}" -q --by owner -o owners pairs.csv
contains owners/owners.csv '^owner-0001.csv,Ann,'
contains owners/owner-0001.csv '^partner,match,'
lacks owners/owner-0001.csv ',Bob,Zoe,'
# As many as the page says, and no more.
head -n 1 pairs.csv > many.csv
for n in $(seq 200); do
	sed -n "2{s/,m1,/,m$n,/; s/,A1,/,A$n,/; s/,Ann,/,Ann $n,/; p}" pairs.csv
done >> many.csv
ok "${motions[@]}" -q --by owner -o many many.csv
exists many/owner-0200.csv many/owners.csv
limited()
{
	(ulimit -n 64 && "${motions[@]}" -q --by owner -o few many.csv)
}
expect_status 1 limited
expect_stderr "cannot write 'few/owner-00.*: Too many open" "hint: 'ulimit -n 1024'"
[ ! -e few ] || fail 'some files of all'
sed -n '2{s/,m1,/,m,/; s/,A1,/,A,/; s/,Ann,/,Bea,/; p}' pairs.csv >> many.csv
expect_status 3 "${motions[@]}" -q --by owner -o more many.csv
expect_stderr 'there are more than 200 owners'
[ ! -e more ] || fail 'a folder of nothing'
expect_status 2 "${motions[@]}" --by owner pairs.csv
expect_status 2 "${motions[@]}" --by account -o x pairs.csv

# Several partners, where the agreements allow it or not.
agreement other.csv
pairs Initech other.csv > second.csv
edit second.csv 's/,customer,prospect,Contoso/,customer,customer,Contoso/'
ok "${motions[@]}" -q -a other.csv pairs.csv second.csv > both.csv
lacks both.csv ',Globex,2,'

# Refusals.
expect_status 5 "${motions[@]}" -o none.csv second.csv
expect_stderr 'second.csv:2: the pair was found under an agreement'
no_output none.csv
expect_status 5 psi-motions -a draft-agreement.csv -o none.csv pairs.csv
expect_stderr 'not both parties have signed' 'hint: name the one that both have signed'
expect_status 2 psi-motions pairs.csv
expect_stderr '--agreement is missing' 'hint: .*psi-report answers its questions without one'
expect_status 2 "${motions[@]}" --role king pairs.csv
expect_status 2 "${motions[@]}" --today tomorrow pairs.csv
expect_status 2 "${motions[@]}" -a other.csv - second.csv
printf 'a,b\n1,2\n' > foreign.csv
expect_status 3 "${motions[@]}" -o none.csv foreign.csv
expect_stderr "foreign.csv:1: the header has no column 'our_account'"
no_output none.csv
