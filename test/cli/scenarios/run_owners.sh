# psi-run: whoever owns an account that changed is told, however many they are.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"

partners -s 'share-a=any any name+owner' -s 'share-b=any any name'
through_first

# As if the first run had been compared with an earlier one: each account is of
# an owner of its own, but for two that have the same; the last has none.
num=1003
results=acme/globex/results/1
{
	echo 'our_owner,our_account'
	seq $num | sed 's/.*/Owner &,A-&/'
	echo 'Owner 7,A-second'
	echo ',A-nobody'
} > $results/pairs.csv
{
	echo 'change,whose,partner,our_account,our_name,field,before,after'
	seq $num | sed 's/.*/changed,their,Globex,A-&,Name &,population,prospect,customer/'
	echo 'changed,their,Globex,A-second,Second,population,prospect,customer'
	echo 'changed,their,Globex,A-nobody,Nobody,population,prospect,customer'
} > $results/changes.csv
cat >> acme/globex/settings.csv <<END
on-change-owner,shell
on-change-owner,"sed '1d' ""\$1"" >> $PWD/told"
END
ok psi-run acme/globex
lines told $((num + 1))
lacks told 'A-nobody'
for n in 1 1000 1001 $num; do
	[ "$(grep -c ",A-$n," told)" -eq 1 ] || fail "the owner of A-$n"
done
[ "$(find $results/owners -type f | wc -l)" -eq $num ] || fail 'files of owners'
grep -l 'A-second' $results/owners/* > file
lines "$(cat file)" 3
contains "$(cat file)" ',A-7,'
# Once.
ok psi-run acme/globex
lines told $((num + 1))

# A name that a program would take for an option is none for a shell, nor behind
# other text.
printf 'our_owner,our_account\n- none -,A-1\n' > $results/pairs.csv
sed -i '3,$d' $results/changes.csv
sed -i '/^on-change-owner/d' acme/globex/settings.csv
cp acme/globex/settings.csv settings
# hyphen STATUS WORD...: told anew, with this command.
hyphen()
{
	local status=$1
	shift
	sed -i '/,tell,/d' acme/globex/log.csv
	{ cat settings; printf 'on-change-owner,%s\n' "$@"; } \
	    > acme/globex/settings.csv
	rm -f told
	expect_status "$status" psi-run acme/globex
}
hyphen 0 shell "\"cp \"\"\$1\"\" $PWD/told\""
contains told ',A-1,'
hyphen 0 /bin/sh -c "\"echo \"\"\$1\"\" > $PWD/told\"" sh 'owner={owner}'
contains told '^owner=- none -$'
hyphen 3 /bin/echo '{owner}'
expect_stderr "an owner whose name begins with a hyphen would be an option of the command 'on-change-owner'" \
    'to do: put something before it in settings.csv, such as owner=\{owner\}'
