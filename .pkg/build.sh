#!/bin/bash
# Make packages of this tree; README.md beside this file says which.
#
# usage: .pkg/build.sh deb|static [DIR]
#        .pkg/build.sh check DIR
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC
umask 022
here=$(cd "$(dirname "$0")" && pwd)
top=$(dirname "$here")

usage()
{
	sed -n '/^# usage/,/^#  /s/^# \{0,1\}//p' "$0" >&2
	exit 2
}

need()
{
	local program
	for program; do
		command -v "$program" > /dev/null || {
			echo "there is no $program: apt-get install" \
			    "build-essential cmake debhelper dpkg-dev fakeroot" >&2
			exit 1
		}
	done
}

# The day of the commit: what is built twice has the same bytes.
epoch()
{
	git -C "$top" log -1 --format=%ct 2> /dev/null ||
	    dpkg-parsechangelog -l "$here/debian/changelog" -S Timestamp
}

version=$(sed -n 's/^#define PSI_VERSION "\(.*\)"$/\1/p' \
    "$top/include/psi/version.h")
if ! grep -q "^libpsi ($version)" "$here/debian/changelog"; then
	echo "'$version' of include/psi/version.h is not that of" \
	    ".pkg/debian/changelog" >&2
	exit 1
fi
scratch=
trap 'rm -rf "$scratch"' EXIT

# A copy of the files that are the project's, in a place of its own.
copy()
{
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/psi-pkg.XXXXXX")
	mkdir "$scratch/libpsi-$version"
	(cd "$top" && tar -cf - --exclude='./build*' --exclude=./.git .) |
	    tar -xf - -C "$scratch/libpsi-$version"
}

deb()
{
	need cmake dpkg-buildpackage dh fakeroot
	copy
	cp -r "$here/debian" "$scratch/libpsi-$version/debian"
	(cd "$scratch/libpsi-$version" &&
	    dpkg-buildpackage -b -us -uc > "$scratch/log" 2>&1) || {
		tail -n 40 "$scratch/log" >&2
		exit 1
	}
	cp "$scratch"/*.deb "$out/"
}

static()
{
	need cmake
	copy
	local name
	name=psi-tools-$version-linux-$(uname -m)
	# The place of the tree is not in what is built.
	local map=-ffile-prefix-map=$scratch/libpsi-$version=.
	{
		cmake -S "$scratch/libpsi-$version" -B "$scratch/build" \
		    -DBUILD_TESTING=OFF -DPSI_STATIC_PROGRAMS=ON \
		    -DCMAKE_C_FLAGS="$map" -DCMAKE_INSTALL_LIBDIR=lib
		cmake --build "$scratch/build" -j "$(nproc)"
		cmake --install "$scratch/build" --prefix "$scratch/$name" \
		    --strip
	} > "$scratch/log" 2>&1 || {
		tail -n 40 "$scratch/log" >&2
		exit 1
	}
	# One that asks for a libc of the system would run only by chance.
	local program
	for program in "$scratch/$name/bin"/*; do
		if readelf -lW "$program" | grep -q INTERP; then
			echo "$program is not static" >&2
			exit 1
		fi
	done
	rm -rf "${scratch:?}/$name/lib" "$scratch/$name/include"
	cp -r "$top/examples/data" "$scratch/$name/share/doc/libpsi/"
	cp "$top/README.md" "$scratch/$name/"
	tar -C "$scratch" --sort=name --owner=0 --group=0 --numeric-owner \
	    --mtime="@$SOURCE_DATE_EPOCH" -cf - "$name" |
	    gzip -9n > "$out/$name.tar.gz"
}

case ${1-} in
deb | static)
	out=${2:-$top/build-pkg}
	mkdir -p "$out"
	out=$(cd "$out" && pwd)
	SOURCE_DATE_EPOCH=$(epoch)
	export SOURCE_DATE_EPOCH
	"$1"
	ls -l "$out"
	;;
check)
	[ $# -eq 2 ] || usage
	exec "$here/check.sh" "$2"
	;;
*) usage ;;
esac
