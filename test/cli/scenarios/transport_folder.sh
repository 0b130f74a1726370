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

# Half a file stays for a day, whatever its clock says; what follows is taken.
claims=$(echo acme/globex/sent/psi-*-claims.csv)
mkdir box half
for bytes in 0 700 $(($(wc -c < "$claims") - 1)); do
	head -c "$bytes" "$claims" > 'half/psi (1).csv'
	"$transport/folder-fetch" box half
	[ -z "$(ls box)" ] || fail "$bytes bytes were taken"
done
sed 's/$/\r/' "$claims" > 'half/psi (1).csv'
echo 'no file of ours' > half/letter
"$transport/folder-fetch" box half
[ "$(find box -type f | wc -l)" -eq 2 ] || fail "$(ls box half)"
for day in '2 days ago' 'now + 2 days'; do
	head -c 700 "$claims" > half/old
	touch -d "$day" half/old
	rm -f box/*
	"$transport/folder-fetch" box half
	[ "$(cat box/*)" = "$(head -c 700 "$claims")" ] || fail "of $day"
done

# A folder that is not there: said, tried again, nothing lost.
mv 'shared folder' away
expect_status 1 psi-run globex/acme
expect_stderr "the command 'fetch' failed with status 1: folder-fetch: there is no folder $PWD/shared folder/to-globex"
echo 'A-7,Another Ltd,another-one.example.com,GB,Prospect' >> acme/accounts.csv
psi-normalize -q -f -a acme/agreement.csv -o acme/keys.csv acme/accounts.csv
cp acme/globex/sent/psi-*-fields.csv acme/globex/outbox/psi-again.csv
expect_status 1 psi-run acme/globex
expect_stderr "the command 'send' failed with status 1"
exists acme/globex/outbox/psi-again.csv
mv away 'shared folder'
ok psi-run acme/globex
exists 'shared folder/to-globex/psi-again.csv'
