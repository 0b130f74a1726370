# psi-run over rclone, with its local backend.
# shellcheck shell=bash
need rclone
. "$TOP/test/cli/transports.sh"

partners -s 'share-a=any any name+owner' -s 'share-b=any any name'
mkdir -p cloud/to-acme cloud/to-globex
mkdir -p "$HOME/.config/rclone"
printf '[cloud]\ntype = alias\nremote = %s\n' "$PWD/cloud" \
    > "$HOME/.config/rclone/rclone.conf"
for us in acme globex; do
	them=$([ $us = acme ] && echo globex || echo acme)
	ways $us $them <<-END
	send,$transport/rclone-send
	send,{file}
	send,cloud:to-$them
	fetch,$transport/rclone-fetch
	fetch,{inbox}
	fetch,cloud:to-$us
	END
done
printf 'half' > cloud/to-globex/psi-x.csv.part
all_the_way
[ "$(find cloud -type f | wc -l)" -eq 1 ] || fail 'files stay in the cloud'
lacks acme/globex/log.csv ',refuse,'

# A call was killed when a file was here and not in its place: nothing is lost.
# Half a file is completed, and a link does not lead anywhere.
mkdir -p box/.rclone elsewhere
cp acme/globex/sent/psi-*-fields.csv box/.rclone/psi-moved.csv
cp acme/globex/sent/psi-*-claims.csv cloud/to-globex/psi-half.csv
head -c 100 cloud/to-globex/psi-half.csv > box/.rclone/psi-half.csv
echo x > box/.rclone/psi-y.csv.1a2b3c4d.partial
"$transport/rclone-fetch" box cloud:to-globex
[ "$(find box -type f | wc -l)" -eq 2 ] || fail "$(find box)"
for kind in fields claims; do
	sum=$(sha256sum < "$(echo acme/globex/sent/psi-*-$kind.csv)")
	sha256sum box/rclone-* > sums
	grep -q "^${sum%% *}" sums || fail "$kind"
done
ln -s ../elsewhere box/.rclone
cp acme/globex/sent/psi-*-claims.csv cloud/to-globex/psi-more.csv
"$transport/rclone-fetch" box cloud:to-globex
[ "$(find box -type f | wc -l)" -eq 3 ] || fail "$(find box)"
[ ! -L box/.rclone ] || fail 'the link is there'

# Half a file stays, and is taken when it is whole.
whole=$(echo acme/globex/sent/psi-*-fields.csv)
rm -f box/*
head -c 700 "$whole" > 'cloud/to-globex/psi (1).csv'
cp "$whole" 'cloud/to-globex/psi [2].csv'
"$transport/rclone-fetch" box cloud:to-globex
[ "$(find box -maxdepth 1 -type f | wc -l)" -eq 1 ] || fail "$(find box)"
exists 'cloud/to-globex/psi (1).csv'
no_output 'cloud/to-globex/psi [2].csv'
cp "$whole" 'cloud/to-globex/psi (1).csv'
"$transport/rclone-fetch" box cloud:to-globex
no_output 'cloud/to-globex/psi (1).csv'
for file in box/*; do same "$file" "$whole"; done
[ "$(find box -type f | wc -l)" -eq 2 ] || fail "$(find box)"

# A remote that is away: said, tried again, nothing lost.
sed -i 's/^remote = .*/remote = nowhere:/' "$HOME/.config/rclone/rclone.conf"
cp acme/globex/sent/psi-*-fields.csv acme/globex/outbox/psi-again.csv
expect_status 1 psi-run acme/globex
exists acme/globex/outbox/psi-again.csv
