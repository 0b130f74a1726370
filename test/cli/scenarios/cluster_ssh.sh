# examples/cluster/over-ssh: the parts by GNU parallel over a real OpenSSH server on
# this machine, which stands for two nodes; a third one is away.
# shellcheck shell=bash
need parallel ssh ssh-keygen ss
# Of moreutils there is another one.
grep -q '^GNU parallel' <<< "$(parallel --version 2> /dev/null)" ||
    skip 'parallel is not GNU parallel'
sshd=$(command -v sshd || echo /usr/sbin/sshd)
[ -x "$sshd" ] || skip 'sshd is not installed'
[ "$(id -u)" = 0 ] || skip 'only root may start a server'
. "$TOP/test/cli/cluster.sh"

stop()
{
	[ ! -f sshd.pid ] || kill "$(cat sshd.pid)" 2> /dev/null || true
}
top=$PWD
trap 'cd "$top" && stop' EXIT
mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f host_key
ssh-keygen -q -t ed25519 -N '' -f client_key
ports=
for try in 23022 23122 23222 23322 23422; do
	grep -q ":$try " <<< "$(ss -tln)" || ports="$ports $try"
done
read -r port none _ <<< "$ports"
[ -n "$none" ] || skip 'no port is free'
cat > sshd_config <<-END
ListenAddress 127.0.0.1:$port
HostKey $PWD/host_key
PidFile $PWD/sshd.pid
AuthorizedKeysFile $PWD/client_key.pub
PasswordAuthentication no
PermitRootLogin prohibit-password
UsePAM no
StrictModes no
END
"$sshd" -f sshd_config -E sshd.log
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -s sshd.pid ] && break
	sleep 0.2
done
{
	printf '[127.0.0.1]:%s ' "$port"
	cut -d' ' -f1,2 host_key.pub
	printf '[localhost]:%s ' "$port"
	cut -d' ' -f1,2 host_key.pub
} > known
ssh="ssh -i $PWD/client_key -o UserKnownHostsFile=$PWD/known \
-o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -o BatchMode=yes"
$ssh -p "$port" root@127.0.0.1 true < /dev/null 2> login ||
    skip "this server lets nobody in: $(head -n 1 login)"
cat > hosts <<-END
1/$ssh -p $port root@127.0.0.1
1/$ssh -p $port root@localhost
END

# The programs lie in no PATH of the nodes.
over_ssh()
{
	ok "$cluster/over-ssh" "$TOOLS/$1" "$2" "$3" hosts --joblog "log-$1"
	lines "log-$1" $(($3 + 1))
	lacks "log-$1" 'root@[a-z0-9.]*	[^	]*	[^	]*	[^	]*	[^	]*	[1-9]'
}
parts_by over_ssh
# Both nodes have done something.
[ "$(sed 1d log-psi-blind | cut -f2 | sort -u | wc -l)" -eq 2 ] ||
    fail "one node did it all: $(cat log-psi-blind)"

# A node that is away: another one does its parts.
rm -rf acme globex away proposal.csv*
cp hosts alive
printf '1/%s -p %s root@127.0.0.1\n' "$ssh" "$none" >> hosts
over_ssh()
{
	ok "$cluster/over-ssh" "$TOOLS/$1" "$2" "$3" hosts
}
parts_by over_ssh

# A part that cannot be done is no success. Only nodes that answer are asked: which
# one GNU parallel tries last, and so whose words it shows, is not fixed.
expect_status 1 "$cluster/over-ssh" "$TOOLS/psi-blind" acme/s 1 alive
expect_stderr 'has not been cut into parts here'
expect_status 2 "$cluster/over-ssh" psi-reveal acme/s 1 hosts
expect_stderr 'psi-reveal has no parts'
expect_status 2 "$cluster/over-ssh" psi-blind acme/s
