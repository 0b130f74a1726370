# psi-run: what is new in an agreement is never taken by itself: the agreement,
# its directory, what is shared and of whom.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"
with_clock

partners -s runs=50 -s period-days=365 -s 'share-a=customer any name' \
    -s 'share-b=any any name'
through_first
contains acme/globex/results/1/pairs.csv ',A-1,'

# week N: lists that are other ones than before.
week()
{
	on_day $((7 * $1))
	echo "A-1$1,Week $1 Ltd,week-$1.example.com,GB,Customer" >> acme/accounts.csv
	echo "9$1;Week $1 of Globex;week-$1.globex-alone.com;DE;Lead" \
	    >> globex/accounts.csv
	touch -d "$today" acme/accounts.csv globex/accounts.csv
}
sed -i 's/^setting,value$/&\nlist-change,100/' acme/globex/settings.csv \
    globex/acme/settings.csv

# An agreement that comes is not the one in force, by whatever name it comes.
agreed same -s 'share-a=customer any name' -s 'share-b=any any name'
cp acme/globex/agreement.csv before.csv
cp same.csv acme/globex/inbox/agreement.csv
cp same.csv.psl acme/globex/inbox/agreement.csv.psl
# Another list, which nothing here names, and once more that of this agreement.
{ echo '// ===BEGIN ICANN DOMAINS==='; cat same.csv.psl; } > acme/globex/inbox/another.psl
ok psi-run acme/globex
expect_stderr "an agreement came: 'acme/globex/done/agreement-[0-9a-f]{16}\.csv'" \
    "to do: read it with 'psi-agree show', and sign it if you agree" \
    "a public-suffix list came that no agreement here names: 'acme/globex/done/suffixes-[0-9a-f]{16}\.psl'" \
    'to do: put it beside the agreement that it belongs to'
no_stderr "was not taken"
[ -z "$(ls -A acme/globex/inbox)$(ls -A acme/globex/refused)" ] ||
    fail 'something stayed in the inbox, or was refused'
for came in acme/globex/done/agreement-*.csv; do same same.csv.psl "$came.psl"; done
same acme/globex/agreement.csv before.csv
lacks acme/globex/log.csv ',ask,agreement,'

# In its place it is asked for, at each side, and nothing begins before.
put_in_place same
week 1
for us in acme/globex globex/acme; do
	expect_status 6 psi-run $us
	expect_stderr 'the agreement in the folder is another one than before' \
	    "approve $us agreement"
	no_output $us/runs/2
done
yes_to acme globex agreement
yes_to globex acme agreement
# The same is shared of the same: nobody is asked once more.
back_and_forth 8
for us in acme/globex globex/acme; do
	contains $us/log.csv ',2,end,,,complete$'
	[ "$(grep -c ',ask,share,' $us/log.csv)" -eq 1 ] || fail 'asked again'
done

# wider WHO N OPTION...: with these terms Acme's claims of run N wait for a
# person; Globex's, whose own share is the same, do not, unless WHO is `both`.
wider()
{
	local who=$1 n=$2 asked
	shift 2
	asked=$(grep -c ',ask,share,' acme/globex/log.csv)
	agreed "wider$n" "$@"
	put_in_place "wider$n"
	week "$n"
	back_and_forth 1
	yes_to acme globex agreement
	yes_to globex acme agreement
	back_and_forth 8
	expect_status 6 psi-run acme/globex
	expect_stderr "claims and fields of matched accounts are ready to be shared with \"Globex\" in a new extent: the agreement has other fields, populations, keys, .* than at your last yes, in run [0-9]+$" \
	    "to do: see it with 'psi-share --dry-run -s acme/globex/runs/$n --accounts acme/globex/work/$n/accounts.csv', then run 'psi-run approve acme/globex share'"
	[ "$(grep -c ',ask,share,' acme/globex/log.csv)" -eq $((asked + 1)) ] ||
	    fail 'asked another number of times'
	lacks acme/globex/log.csv ",$n,make,claims,"
	case $who in
	acme) contains globex/acme/log.csv ",$n,make,claims," ;;
	both) yes_to globex acme share ;;
	esac
	yes_to acme globex share
	back_and_forth 6
	contains acme/globex/log.csv ",$n,end,,,complete\$"
}

# New fields.
wider acme 3 -s 'share-a=customer any name+owner' -s 'share-b=any any name'
# Less evidence: fields of pairs that had none before.
wider both 4 -s 'share-a=customer any name+owner' -s 'share-b=any any name' \
    -s minimum-score=0.500
# New populations; to the score of before there is a yes.
wider acme 5 -s 'share-a=any any name+owner' -s 'share-b=any any name'
# More is told of the groups that companies belong to.
wider both 6 -s 'share-a=any any name+owner' -s 'share-b=any any name' \
    -s group-pairs=fields

# A directory: without the file nothing begins, with another one neither.
printf 'entity,type,value\ne1,name,Northwind Traders\ne1,domain,northwind-traders.com\n' \
    > directory.csv
agreed listed -s 'share-a=any any name+owner' -s 'share-b=any any name' \
    -s group-pairs=fields --directory directory.csv
put_in_place listed
week 7
back_and_forth 1
yes_to acme globex agreement
yes_to globex acme agreement
none()
{
	[ -z "$(find acme/globex/outbox -type f)" ] || fail 'a file is to be sent'
	lacks acme/globex/log.csv ',7,(begin|make),'
}
expect_status 5 psi-run acme/globex
expect_stderr "the agreement names a directory, and '.*/acme/globex/agreement\.csv\.directory' is missing" \
    'to do: put the file that came with the agreement there'
none
sed 's/Northwind/Southwind/' directory.csv > acme/globex/agreement.csv.directory
expect_status 5 psi-run acme/globex
expect_stderr 'this is not the directory that the agreement names'
none
# One that comes is not put in its place.
cp directory.csv acme/globex/inbox/agreement.csv.directory
expect_status 5 psi-run acme/globex
none
cp directory.csv acme/globex/agreement.csv.directory
cp directory.csv globex/acme/agreement.csv.directory
back_and_forth 4
# With it accounts match that did not, and their claims would leave.
for us in acme/globex globex/acme; do
	expect_status 6 psi-run $us
	expect_stderr 'claims and fields of matched accounts .* in a new extent'
done
yes_to acme globex share
yes_to globex acme share
back_and_forth 6
contains acme/globex/log.csv ',7,end,,,complete$'
contains acme/globex/work/7/keys.csv '^A-1,customer,entity,e1$'
# Once a run was made with it, another is none either.
echo 'e2,name,Nobody' >> acme/globex/agreement.csv.directory
week 8
expect_status 5 psi-run acme/globex
expect_stderr 'this is not the directory that the agreement names'
lacks acme/globex/log.csv ',8,(begin|make),'
