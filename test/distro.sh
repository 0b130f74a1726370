#!/bin/bash
# What is in single quotes is for the shell inside the chroot.
# shellcheck disable=SC2016
#
# Build and test this tree on other systems, each in a bare chroot of its own.
#
# usage: test/distro.sh SUITE [RUN-OPTION...]
#        test/distro.sh pair SUITE SUITE
#        test/distro.sh cross ARCH [SUITE] [CTEST-OPTION...]
#
#   SUITE   bookworm, trixie, noble: pass test/run.sh there, with its options
#   pair    a session with one company on each of two suites: the same keys and
#           the same matches as of two companies on one
#   cross   compile for another processor (arm64; s390x, which is big-endian)
#           and pass the unit tests and vectors under qemu-user
#
# Needs root and debootstrap, and a network for what is not there yet. The
# chroots stay, for the next time, in $PSI_CHROOTS or build-test/chroot at the
# top of the tree.
# Called as `sh SCRIPT`, with a shell that may know no arrays: call bash.
if [ -z "${BASH_VERSION:-}" ] || shopt -oq posix; then
	unset POSIXLY_CORRECT
	exec bash "$0" "$@"
fi
set -euo pipefail
export LC_ALL=C.UTF-8
unset CDPATH

top=$(cd "$(dirname "$0")/.." && pwd)
chroots=${PSI_CHROOTS:-$top/build-test/chroot}
jobs=$(nproc 2> /dev/null || echo 2)

usage()
{
	sed -n '/^# usage/,/^#           and pass/s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

say()
{
	printf '== %s\n' "$*"
}

fail()
{
	say "$*"
	exit 1
}

mounted=()
unmount()
{
	local i
	for ((i = ${#mounted[@]} - 1; i >= 0; i--)); do
		umount -l "${mounted[i]}" || true
	done
	mounted=()
}
trap unmount EXIT

mirror_of()
{
	case $1 in
	noble | jammy) echo http://archive.ubuntu.com/ubuntu ;;
	*) echo http://deb.debian.org/debian ;;
	esac
}

# bootstrap SUITE: the bare system.
bootstrap()
{
	local suite=$1 root=$chroots/$1 options=() mirror
	[ ! -f "$root/.psi-complete" ] || return 0
	mirror=$(mirror_of "$suite")
	say "debootstrap $suite from $mirror"
	case $mirror in
	*ubuntu*)
		local keys=${UBUNTU_KEYRING:-/usr/share/keyrings/ubuntu-archive-keyring.gpg}
		[ -f "$keys" ] || fail "no $keys: the package ubuntu-keyring" \
		    "of Ubuntu has it (pool/main/u/ubuntu-keyring), and" \
		    "UBUNTU_KEYRING may say where it is"
		options=("--keyring=$keys" "--components=main,universe")
		;;
	esac
	rm -rf "$root"
	mkdir -p "$root"
	# A release that this debootstrap does not know is made as its kind.
	local script=()
	if [ ! -e "/usr/share/debootstrap/scripts/$suite" ]; then
		case $mirror in
		*ubuntu*) script=(/usr/share/debootstrap/scripts/jammy) ;;
		*) script=(/usr/share/debootstrap/scripts/sid) ;;
		esac
	fi
	debootstrap --variant=minbase "${options[@]}" "$suite" "$root" \
	    "$mirror" "${script[@]}" > "$root.log" 2>&1 ||
	    { tail -n 20 "$root.log"; fail "debootstrap $suite failed"; }
	touch "$root/.psi-complete"
}

# enter SUITE: the kernel's folders, for as long as this script runs.
enter()
{
	local root=$chroots/$1 dir
	cp -L /etc/resolv.conf "$root/etc/resolv.conf" 2> /dev/null || true
	for dir in proc dev; do
		mountpoint -q "$root/$dir" && continue
		mount --rbind "/$dir" "$root/$dir"
		mount --make-rslave "$root/$dir"
		mounted+=("$root/$dir")
	done
}

# inside SUITE COMMAND...: run a command there, in an empty environment.
inside()
{
	local root=$chroots/$1
	shift
	chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
	    HOME=/root LC_ALL=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=noninteractive \
	    "$@"
}

# copy_tree SUITE: this tree, without what was built, as /libpsi.
copy_tree()
{
	local root=$chroots/$1
	mkdir -p "$root/libpsi"
	# What was removed here must not stay there.
	find "$root/libpsi" -mindepth 1 -maxdepth 1 ! -name 'build*' \
	    -exec rm -rf {} +
	tar -C "$top" --exclude=./.git --exclude='./build*' -cf - . |
	    tar -C "$root/libpsi" -xf -
}

# prepare SUITE
prepare()
{
	[ "$(id -u)" -eq 0 ] || fail "this needs root"
	bootstrap "$1"
	enter "$1"
	copy_tree "$1"
}

test_suite()
{
	local suite=$1
	shift
	prepare "$suite"
	inside "$suite" /libpsi/test/run.sh --werror "$@"
}

# build_suite SUITE: the programs alone, in /libpsi/build-pair.
build_suite()
{
	local suite=$1
	prepare "$suite"
	say "building on $suite"
	inside "$suite" sh -c '
	    apt-get update > /dev/null && apt-get install -y \
	    --no-install-recommends build-essential cmake pkg-config \
	    libssl-dev libsodium-dev libcsv-dev libunistring-dev publicsuffix &&
	    cmake -S /libpsi -B /libpsi/build-pair -DBUILD_TESTING=OFF &&
	    cmake --build /libpsi/build-pair -j "$1"' sh "$jobs" \
	    > "$chroots/$suite.build.log" 2>&1 ||
	    { tail -n 30 "$chroots/$suite.build.log"; fail "no build"; }
}

# at NAME COMMAND...: a command of the company NAME, on its system and in its
# folder, /company.
at()
{
	local suite=${system[$1]} folder=$1
	shift
	inside "$suite" sh -c 'cd "/company/$1" && shift &&
	    PATH=/libpsi/build-pair/cli:$PATH && "$@"' sh "$folder" "$@"
}

folder_of()
{
	echo "$chroots/${system[$1]}/company/$1"
}

# send FROM TO FILE...: nothing but files passes between them.
send()
{
	local from=$1 to=$2 file
	shift 2
	for file; do
		cp "$(folder_of "$from")/$file" "$(folder_of "$to")/$file"
	done
}

# play SUITE SUITE RESULT: a session of two companies, to their matches.
play()
{
	declare -A system=([acme]=$1 [globex]=$2)
	local us them result=$3
	for us in acme globex; do
		rm -rf "$(folder_of $us)"
		mkdir -p "$(folder_of $us)"
	done
	cp "$top/examples/data/acme-salesforce.csv" \
	    "$(folder_of acme)/accounts.csv"
	cp "$top/examples/data/globex-hubspot.csv" \
	    "$(folder_of globex)/accounts.csv"
	for us in acme globex; do
		at $us sh -c 'psi-keygen -q -o me.key > "$1.pub"' sh $us
	done
	send globex acme globex.pub
	at acme sh -c 'psi-agree propose -q -i me.key -n Acme -p \
	    "$(cat globex.pub)" --partner-name Globex -o agreement.csv'
	send acme globex agreement.csv agreement.csv.psl
	at globex sh -c 'psi-agree sign -q -i me.key -o signed.csv \
	    agreement.csv && mv signed.csv agreement.csv &&
	    mv signed.csv.psl agreement.csv.psl'
	send globex acme agreement.csv
	for us in acme globex; do
		at $us psi-normalize -q -a agreement.csv -o keys.csv \
		    accounts.csv
		at $us psi-blind -q -a agreement.csv -i me.key -s run \
		    -o $us-blinded.csv keys.csv
	done
	for us in "acme globex" "globex acme"; do
		them=${us#* } us=${us% *}
		send "$them" "$us" "$them-blinded.csv"
		at "$us" psi-exchange -q -s run -o "$us-answer.csv" \
		    "$them-blinded.csv"
	done
	# By the agreement Acme answers first.
	mkdir -p "$result"
	for us in "globex acme" "acme globex"; do
		them=${us#* } us=${us% *}
		send "$them" "$us" "$them-answer.csv"
		at "$us" psi-reveal -q -s run -o matches.csv \
		    "$them-answer.csv"
		[ "$us" = acme ] ||
			at "$us" psi-exchange -q -s run -o "$us-answer.csv"
		cp "$(folder_of "$us")/keys.csv" "$result/$us-keys.csv"
		# The number of a pair is a new one in each session.
		cut -d , -f 2- "$(folder_of "$us")/matches.csv" | sort \
		    > "$result/$us-matches.csv"
	done
}

pair()
{
	local one=$1 two=$2 results=$chroots/pair us
	build_suite "$one"
	[ "$one" = "$two" ] || build_suite "$two"
	rm -rf "$results"
	for us in "$one $two" "$two $one"; do
		# The one that proposes brings the suffix list of its system.
		say "both companies on ${us% *}"
		play "${us% *}" "${us% *}" "$results/together"
		say "acme on ${us% *}, globex on ${us#* }"
		play "${us% *}" "${us#* }" "$results/apart"
		diff -r "$results/together" "$results/apart" ||
		    fail "$one and $two do not agree"
	done
	say "the same keys and matches: $(tail -n +2 \
	    "$results/together/acme-matches.csv" | wc -l)" \
	    "and $(tail -n +2 "$results/together/globex-matches.csv" | wc -l)"
}

cross()
{
	local arch=$1 suite=bookworm triplet
	shift
	case ${1:-} in
	bookworm | trixie | sid | noble) suite=$1 && shift ;;
	esac
	case $arch in
	arm64) triplet=aarch64-linux-gnu ;;
	s390x) triplet=s390x-linux-gnu ;;
	*) fail "the processors are arm64 and s390x" ;;
	esac
	prepare "$suite"
	say "packages for $arch on $suite"
	inside "$suite" sh -c '
	    dpkg --add-architecture "$1" && apt-get update &&
	    apt-get install -y --no-install-recommends make cmake pkg-config \
	    qemu-user-static "gcc-$2" publicsuffix &&
	    apt-get install -y --no-install-recommends "libc6-dev:$1" "libssl-dev:$1" \
	    "libsodium-dev:$1" "libcsv-dev:$1" "libpsl-dev:$1" \
	    "libidn2-dev:$1" "libunistring-dev:$1" "libcmocka-dev:$1"' \
	    sh "$arch" "$triplet" > "$chroots/$suite.$arch.log" 2>&1 ||
	    { tail -n 20 "$chroots/$suite.$arch.log"; fail "no packages"; }
	say "building for $arch"
	inside "$suite" sh -c '
	    export PKG_CONFIG_LIBDIR="/usr/lib/$1/pkgconfig:/usr/share/pkgconfig"
	    cmake -S /libpsi -B "/libpsi/build-$2" -DCMAKE_SYSTEM_NAME=Linux \
	    -DCMAKE_SYSTEM_PROCESSOR="${1%%-*}" \
	    -DCMAKE_C_COMPILER="$1-gcc" -DCMAKE_LIBRARY_ARCHITECTURE="$1" \
	    -DCMAKE_CROSSCOMPILING_EMULATOR="qemu-${1%%-*}-static" \
	    -DPSI_BUILD_TESTS=ON -DPSI_WERROR=ON &&
	    cmake --build "/libpsi/build-$2" -j "$3"' sh "$triplet" "$arch" \
	    "$jobs" > "$chroots/$suite.$arch.build.log" 2>&1 ||
	    { tail -n 30 "$chroots/$suite.$arch.build.log"; fail "no build"; }
	inside "$suite" sh -c 'cd "/libpsi/build-$1" && jobs=$2 && shift 2 &&
	    ctest --output-on-failure -j "$jobs" -L "^(unit|kat)$" "$@"' \
	    sh "$arch" "$jobs" "$@"
}

case ${1:-} in
bookworm | trixie | sid | noble) test_suite "$@" ;;
pair) [ $# -eq 3 ] || usage; pair "$2" "$3" ;;
cross) [ $# -ge 2 ] || usage; cross "${@:2}" ;;
*) usage ;;
esac
