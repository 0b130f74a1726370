#!/bin/bash
# Make packages of this tree; README.md beside this file says which.
#
# usage: .pkg/build.sh deb|static [DIR]
#        .pkg/build.sh check DIR
#        .pkg/build.sh same [deb|static]
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

# The files that are the project's: what git knows, or what was unpacked.
files()
{
	if git -C "$top" rev-parse --git-dir > /dev/null 2>&1; then
		git -C "$top" ls-files -z
	else
		(cd "$top" && find . \( -path './build*' -o -path ./.git \) -prune -o \
		    \( -type f -o -type l \) -print0)
	fi
}

# copy_to DIR: a copy of them, with the same permissions whatever the umask was.
copy_to()
{
	mkdir -p "$1"
	files | (cd "$top" && tar --null -T - -cf - --mode='u=rwX,go=rX') |
	    tar -xf - -C "$1"
}

# Installed files keep their dates, and dpkg-deb mends only those that are younger
# than the commit: older ones would tell when the tree was checked out.
copy()
{
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/psi-pkg.XXXXXX")
	copy_to "$scratch/libpsi-$version"
	cp -r "$here/debian" "$scratch/libpsi-$version/debian"
	find "$scratch/libpsi-$version" \
	    -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

deb()
{
	need cmake dpkg-buildpackage dh fakeroot
	copy
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
	# Neither place is in what is built.
	local map=-ffile-prefix-map=$scratch=.
	{
		cmake -S "$scratch/libpsi-$version" -B "$scratch/build" \
		    -DBUILD_TESTING=OFF -DPSI_STATIC_PROGRAMS=ON \
		    -DCMAKE_C_FLAGS="$map" -DCMAKE_INSTALL_LIBDIR=lib &&
		cmake --build "$scratch/build" -j "$(nproc)" &&
		DESTDIR=$scratch/install cmake --install "$scratch/build" \
		    --prefix /usr/local --strip &&
		mv "$scratch/install/usr/local" "$scratch/$name"
	} > "$scratch/log" 2>&1 || {
		tail -n 40 "$scratch/log" >&2
		exit 1
	}
	# One that asks for a libc of the system would run only by chance.
	local program
	for program in "$scratch/$name/bin"/*; do
		if grep -q INTERP <<< "$(readelf -lW "$program")"; then
			echo "$program is not static" >&2
			exit 1
		fi
	done
	rm -rf "${scratch:?}/$name/lib" "$scratch/$name/include"
	cp "$scratch/libpsi-$version/README.md" "$scratch/$name/"
	tar -C "$scratch" --sort=name --owner=0 --group=0 --numeric-owner \
	    --mtime="@$SOURCE_DATE_EPOCH" --mode=u=rwX,go=rX --format=gnu \
	    -cf - "$name" |
	    gzip -9n > "$out/$name.tar.gz"
}

# Two builds of one tree: in folders of another length, of files of another age,
# with another umask and number of jobs, at another time.
same()
{
	local kind=$1 place number=0
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/psi-pkg.XXXXXX")
	copy_to "$scratch/tree"
	for place in "$scratch/one" "$scratch/another/place/of/this/tree"; do
		number=$((number + 1))
		mkdir -p "$place"
		cp -r "$scratch/tree/." "$place"
		[ $number = 1 ] ||
		    find "$place" -exec touch -h -d '2001-02-03 04:05' {} +
		mkdir "$place.tmp"
		(
			[ $number = 1 ] || umask 077
			export TMPDIR=$place.tmp
			export DEB_BUILD_OPTIONS=parallel=$number
			cd / && "$place/.pkg/build.sh" "$kind" "$scratch/$number"
		) > "$scratch/$number.log" 2>&1 || {
			tail -n 40 "$scratch/$number.log" >&2
			exit 1
		}
		rm -rf "$place" "$place.tmp"
	done
	same_bytes "$kind" "$scratch/1" "$scratch/2"
}

# same_bytes KIND DIR DIR: a line for each file of either folder; all are compared,
# whichever differs first.
same_bytes()
{
	local name status=0
	while read -r name; do
		if [ ! -f "$2/$name" ] || [ ! -f "$3/$name" ]; then
			echo "only one build made it: $name"
			status=1
		elif cmp -s "$2/$name" "$3/$name"; then
			echo "same bytes: $(sha256sum < "$2/$name" | cut -c 1-64)  $name"
		else
			echo "other bytes: $name"
			status=1
		fi
	done < <({ ls "$2" && ls "$3"; } | sort -u)
	if [ $status = 0 ]; then
		echo "$1: both builds have the same bytes"
	else
		echo "$1: the two builds differ" >&2
	fi
	return $status
}

case ${1-} in
deb | static)
	out=${2:-$top/build-pkg}
	mkdir -p "$out"
	out=$(cd "$out" && pwd)
	SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(epoch)}
	export SOURCE_DATE_EPOCH
	"$1"
	ls -l "$out"
	;;
check)
	[ $# -eq 2 ] || usage
	exec "$here/check.sh" "$2"
	;;
same)
	SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(epoch)}
	export SOURCE_DATE_EPOCH
	case ${2-} in
	deb | static) same "$2" ;;
	'')
		# Each is its own process: one that differs does not hide the other.
		status=0
		"$here/build.sh" same deb || status=1
		"$here/build.sh" same static || status=1
		exit $status
		;;
	*) usage ;;
	esac
	;;
*) usage ;;
esac
