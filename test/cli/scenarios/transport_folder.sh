# psi-run over a shared folder.
# shellcheck shell=bash
. "$TOP/test/cli/transports.sh"

partners -s 'share-a=any any name+owner' -s 'share-b=any any name'
mkdir -p "shared folder/to-acme" "shared folder/to-globex"
for us in acme globex; do
	them=$([ $us = acme ] && echo globex || echo acme)
	ways $us $them <<-END
	send,$transport/folder-send
	send,{file}
	send,"$PWD/shared folder/to-$them"
	fetch,$transport/folder-fetch
	fetch,{inbox}
	fetch,"$PWD/shared folder/to-$us"
	END
done
# What is not whole, or no file at all, stays.
: > "shared folder/to-acme/x.part"
: > "shared folder/to-acme/.y"
ln -s ../../acme/me.key "shared folder/to-acme/link"
mkdir "shared folder/to-acme/folder"
all_the_way
[ "$(find 'shared folder' -type f | wc -l)" -eq 2 ] || fail 'files are left there'
lacks acme/globex/log.csv ',refuse,'

# A folder that is not there: said, tried again, nothing lost.
mv 'shared folder' away
echo 'A-7,Another Ltd,another-one.example.com,GB,Prospect' >> acme/accounts.csv
psi-normalize -q -f -a acme/agreement.csv -o acme/keys.csv acme/accounts.csv
cp acme/globex/sent/psi-*-fields.csv acme/globex/outbox/psi-again.csv
expect_status 1 psi-run acme/globex
expect_stderr "the command 'send' failed with status 1"
exists acme/globex/outbox/psi-again.csv
mv away 'shared folder'
ok psi-run acme/globex
exists 'shared folder/to-globex/psi-again.csv'
