#!/bin/bash
# Install the packages in DIR in a bare chroot of this system, use them as a
# company would, remove them, and see that nothing is left. What is in DIR of
# the static tarball is run there as well, in a folder that has no libc.
#
# usage: check.sh DIR	(as root; needs debootstrap and a mirror)
set -euo pipefail
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
dir=$(cd "${1:?usage: check.sh DIR}" && pwd)
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
root=$(mktemp -d "${TMPDIR:-/tmp}/psi-check.XXXXXX")

clean()
{
	umount -l "$root/proc" "$root/dev" "$root/empty/dev" 2> /dev/null || true
	rm -rf --one-file-system "$root"
}
trap clean EXIT
# So that apt can fetch as a user of its own.
chmod 755 "$root"

say()
{
	printf '== %s\n' "$*"
}

inside()
{
	chroot "$root" env -u TMPDIR PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

say "a bare $suite"
debootstrap --variant=minbase "$suite" "$root" > "$root.log" 2>&1 ||
    { tail -n 20 "$root.log"; exit 1; }
rm -f "$root.log"
# Its updates too, and the way out; nothing of anybody else.
cp -r /etc/apt/apt.conf.d "$root/etc/apt/"
for list in /etc/apt/sources.list.d/debian.sources \
    /etc/apt/sources.list.d/ubuntu.sources; do
	[ -f "$list" ] || continue
	cp "$list" "$root/etc/apt/sources.list.d/"
	rm -f "$root/etc/apt/sources.list"
done
cp /etc/resolv.conf "$root/etc/" 2> /dev/null || true
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mkdir "$root/packages"
find "$dir" -name '*.deb' ! -name '*dbgsym*' \
    -exec cp {} "$root/packages/" \;
inside apt-get -q update > /dev/null

say "installing"
inside sh -c 'apt-get install -y -q --no-install-recommends publicsuffix \
    cmake make gcc libc6-dev pkg-config /packages/*.deb' > "$root/log" 2>&1 ||
    { tail -n 20 "$root/log"; exit 1; }

say "two companies"
inside sh -c '
    set -e
    cp -r /usr/share/doc/psi-tools/examples /tmp/examples
    cd /tmp/examples
    find . -name "*.gz" -exec gunzip {} +
    bash quickstart.sh --no-build /usr/bin /tmp/played > /tmp/story
    test -s /tmp/played/acme/pairs.csv && test -s /tmp/played/globex/pairs.csv'
say "$(($(wc -l < "$root/tmp/played/acme/pairs.csv") - 1)) rows of pairs"

say "a program that links libpsi, in two ways"
inside sh -c '
    set -e
    cp -r /usr/share/doc/libpsi-dev/examples/consumer /tmp/consumer
    cd /tmp/consumer
    find . -name "*.gz" -exec gunzip {} +
    for way in OFF ON; do
        cmake -S . -B "build-$way" -DUSE_PKG_CONFIG=$way > /dev/null
        cmake --build "build-$way" > /dev/null
        "build-$way/consumer" > /dev/null
    done'

say "pages and completions"
for file in man/man1/psi-blind.1.gz man/man7/psi.7.gz \
    bash-completion/completions/psi-blind zsh/site-functions/_psi \
    fish/vendor_completions.d/psi-blind.fish; do
	[ -s "$root/usr/share/$file" ] || { say "no $file"; exit 1; }
done

say "removing"
inside sh -c 'apt-get purge -y -q psi-tools libpsi-dev libpsi0' > /dev/null
left=$(find "$root/etc" "$root/opt" "$root/usr" "$root/var" \
    -path "$root/var/cache" -prune -o \
    \( -name '*psi-*' -o -name '*libpsi*' -o -name '_psi' \) -print)
[ -z "$left" ] || { say "left behind:" "$left"; exit 1; }

for tarball in "$dir"/psi-tools-*.tar.gz; do
	[ -e "$tarball" ] || continue
	say "$(basename "$tarball"), where there is nothing else"
	mkdir -p "$root/empty/dev" "$root/empty/tmp"
	mount --bind /dev "$root/empty/dev"
	tar -xzf "$tarball" -C "$root/empty" --strip-components=1
	cp /usr/share/publicsuffix/public_suffix_list.dat "$root/empty/tmp/"
	chroot "$root/empty" /bin/psi-keygen -q -o /tmp/acme.key > /dev/null
	chroot "$root/empty" /bin/psi-normalize -q --source-date 2026-01-01 \
	    --suffix-list /tmp/public_suffix_list.dat \
	    /share/doc/libpsi/examples/data/acme-salesforce.csv > "$root/keys.csv"
	[ "$(wc -l < "$root/keys.csv")" -gt 1000 ] ||
	    { say "it made no keys"; exit 1; }
done
say "all is well"
