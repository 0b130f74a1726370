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
sed -i 's/^remote = .*/remote = nowhere:/' "$HOME/.config/rclone/rclone.conf"
cp acme/globex/sent/psi-*-fields.csv acme/globex/outbox/psi-again.csv
expect_status 1 psi-run acme/globex
exists acme/globex/outbox/psi-again.csv
