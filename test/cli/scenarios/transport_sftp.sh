# psi-run over a real OpenSSH server on this machine: keys, a chroot of
# internal-sftp, parts that are renamed, a line that breaks.
# shellcheck shell=bash
need sftp ssh-keygen ss
sshd=$(command -v sshd || echo /usr/sbin/sshd)
[ -x "$sshd" ] || skip 'sshd is not installed'
[ "$(id -u)" = 0 ] || skip 'only root may start a server with a chroot'
. "$TOP/test/cli/transports.sh"

# A chroot and all above it belong to root, and nobody else may write there.
root=$(mktemp -d /srv/psi-sftp.XXXXXX)
stop()
{
	[ ! -f sshd.pid ] || kill "$(cat sshd.pid)" 2> /dev/null || true
	rm -rf "$root"
}
trap stop EXIT
chmod 755 "$root"
mkdir -p /run/sshd
for us in acme globex; do
	mkdir -m 700 "$root/to-$us"
	chown nobody "$root/to-$us"
done
ssh-keygen -q -t ed25519 -N '' -f host_key
ssh-keygen -q -t ed25519 -N '' -f client_key
install -m 644 client_key.pub "$root/authorized"
port=
for try in 22022 22122 22222 22322 22422; do
	grep -q ":$try " <<< "$(ss -tln)" || { port=$try; break; }
done
[ -n "$port" ] || skip 'no port is free'
cat > sshd_config <<-END
ListenAddress 127.0.0.1:$port
HostKey $PWD/host_key
PidFile $PWD/sshd.pid
AuthorizedKeysFile $root/authorized
PasswordAuthentication no
UsePAM no
StrictModes no
Subsystem sftp internal-sftp
ChrootDirectory $root
ForceCommand internal-sftp
AllowTcpForwarding no
END
"$sshd" -f sshd_config -E sshd.log
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -s sshd.pid ] && break
	sleep 0.2
done
printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 host_key.pub)" > known

partners -s 'share-a=any any name+owner' -s 'share-b=any any name'
for us in acme globex; do
	them=$([ $us = acme ] && echo globex || echo acme)
	{
		for way in "send,{file}" "fetch,{inbox}"; do
			name=${way%%,*}
			echo "$name,$transport/sftp-$name"
			echo "$way"
			echo "$name,nobody@127.0.0.1"
			echo "$name,to-$([ "$name" = send ] && echo $them || echo $us)"
			for word in -P "$port" -i "$PWD/client_key" \
			    -o "UserKnownHostsFile=$PWD/known" \
			    -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes; do
				echo "$name,$word"
			done
		done
	} | ways $us $them
done
printf 'half' > "$root/to-globex/psi-x.csv.part"
all_the_way
[ "$(find "$root" -type f -name 'psi-*' ! -name '*.part' | wc -l)" -eq 0 ] ||
    fail "files stay on the server: $(find "$root" -type f)"
exists "$root/to-globex/psi-x.csv.part"
lacks acme/globex/log.csv ',refuse,'

# A server that is not who it was, and one that is away: nothing is lost.
cp acme/globex/sent/psi-*-fields.csv acme/globex/outbox/psi-again.csv
cp known good
ssh-keygen -q -t ed25519 -N '' -f other_key
printf '[127.0.0.1]:%s %s\n' "$port" "$(cut -d' ' -f1,2 other_key.pub)" > known
expect_status 1 psi-run acme/globex
expect_stderr "the command 'send' failed with status"
exists acme/globex/outbox/psi-again.csv
cp good known
# A line that breaks leaves a part; the next try puts the whole.
head -c 100 acme/globex/outbox/psi-again.csv > "$root/to-globex/psi-again.csv.part"
chown nobody "$root/to-globex/psi-again.csv.part"
ok psi-run acme/globex
same "$root/to-globex/psi-again.csv" acme/globex/sent/psi-again.csv
no_output "$root/to-globex/psi-again.csv.part"
# What a call that was killed left is no harm, and is gone.
mkdir globex/acme/inbox/.sftp
echo half > globex/acme/inbox/.sftp/1
ok psi-run globex/acme
no_output globex/acme/inbox/.sftp

# Names as a person's programs make them, a folder, half a file; and what cannot
# be fetched is said, when all others are here.
there=$root/to-globex
rm -f "$there"/psi-again.csv
mkdir "$there/folder"
whole=$(echo acme/globex/sent/psi-*-fields.csv)
for name in 'psi (1).csv' "it's; \$HOME & so.csv" -x; do
	cp "$whole" "$there/$name"
done
head -c 700 "$whole" > "$there/half.csv"
chown -R nobody "$there"
expect_status 0 psi-run globex/acme
[ "$(find "$there" -type f ! -name '*.part' -printf '%f\n')" = half.csv ] ||
    fail "$(ls "$there")"
install -m 000 "$whole" "$there/secret.csv"
cp "$whole" "$there/what?.csv"
mv "$there/half.csv" "$there/now-whole.csv"
cp "$whole" "$there/now-whole.csv"
chown nobody "$there"/*now-whole.csv "$there/what?.csv"
expect_status 1 psi-run globex/acme
expect_stderr "the command 'fetch' failed with status 1: sftp-fetch: 2 files in to-globex on the server could not be fetched: a name holds a quote"
no_output "$there/now-whole.csv"
rm -r "$there/secret.csv" "$there/what?.csv" "$there/folder"

# The same server by rclone's own client of SFTP.
if command -v rclone > /dev/null; then
	mkdir -p rclone "$HOME/.config/rclone"
	cat > "$HOME/.config/rclone/rclone.conf" <<-END
	[server]
	type = sftp
	host = 127.0.0.1
	port = $port
	user = nobody
	key_file = $PWD/client_key
	known_hosts_file = $PWD/known
	END
	config=$PWD
	cd rclone || fail 'no folder'
	partners -s 'share-a=any any name+owner' -s 'share-b=any any name'
	for us in acme globex; do
		them=$([ $us = acme ] && echo globex || echo acme)
		ways $us $them <<-END
		send,$transport/rclone-send
		send,{file}
		send,server:to-$them
		fetch,$transport/rclone-fetch
		fetch,{inbox}
		fetch,server:to-$us
		END
	done
	all_the_way
	left=$(find "$root" -type f ! -name '*.part' ! -name authorized)
	[ -z "$left" ] || fail "files stay on the server: $left"
	# A server that is not who it was is not given anything.
	cp acme/globex/sent/psi-*-fields.csv acme/globex/outbox/psi-again.csv
	printf '[127.0.0.1]:%s %s\n' "$port" \
	    "$(cut -d' ' -f1,2 "$config/other_key.pub")" > "$config/known"
	expect_status 1 psi-run acme/globex
	expect_stderr "the command 'send' failed with status"
	exists acme/globex/outbox/psi-again.csv
	cp "$config/good" "$config/known"
	ok psi-run acme/globex
	exists "$root/to-globex/psi-again.csv"
	cd "$config" || fail 'no folder'
else
	echo 'rclone is not installed: its client of SFTP is not tested' >&3
fi

kill "$(cat sshd.pid)"
rm -f sshd.pid
sleep 0.3
expect_status 1 psi-run globex/acme
# "fetch" fails first, and is told like anything else.
expect_stderr "the command 'fetch' failed with status"
