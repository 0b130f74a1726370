#!/bin/bash
# Install into a folder of its own, build examples/consumer against it in four
# ways, and run what comes out.
#
# usage: install.sh TOP BUILD
set -euo pipefail
top=$1 build=$2
scratch=$(mktemp -d "${TMPDIR:-/tmp}/psi-install.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
prefix=$scratch/prefix

cmake --install "$build" --prefix "$prefix" > "$scratch/log" ||
    { cat "$scratch/log"; exit 1; }

# The programs find the library where both lie, also when they are moved, and by
# its full path where the loader cannot tell their place (no /proc).
full=$(sed -n 's/^CMAKE_INSTALL_PREFIX:PATH=//p' "$build/CMakeCache.txt")
for program in "$prefix"/bin/psi-*; do
	paths=$(readelf -d "$program" | sed -n 's/.*(R[UN]*PATH).*\[\(.*\)\]/\1/p')
	case $paths in
	'$ORIGIN/../'*:"$full"/*) ;;
	*) echo "$program looks for libpsi.so in '$paths'"; exit 1 ;;
	esac
done

# What the library is made of has no business in the prefix.
if found=$(grep -rlF -e "$top" -e "$build" "$prefix/lib"*/cmake \
    "$prefix/lib"*/pkgconfig "$prefix/lib"*/*/pkgconfig \
    "$prefix/lib"*/*/cmake 2> /dev/null); then
	echo "installed files name the source or the build tree:" $found
	exit 1
fi
pc=$(find "$prefix" -name libpsi.pc)
in_prefix=${pc#"$prefix"}
export PKG_CONFIG_PATH
# It finds the folder where it was installed, and where it is moved to.
mv "$prefix" "$scratch/moved"
for where in "$scratch/moved" "$prefix"; do
	[ -d "$where" ] || mv "$scratch/moved" "$where"
	PKG_CONFIG_PATH=$where${in_prefix%/*}
	said=$(pkg-config --variable=libdir libpsi)
	if ! [ "$said/pkgconfig/libpsi.pc" -ef "$where$in_prefix" ]; then
		echo "libpsi.pc in $where says that its libdir is $said"
		exit 1
	fi
done
# Nothing is asked for that only the tests link.
if grep libpsl "$pc"; then
	echo "libpsi.pc asks for libpsl"
	exit 1
fi
for document in COPYING FORMAT.md KEYS.md PROTOCOL.md; do
	[ -n "$(find "$prefix/share/doc" -name $document)" ] ||
	    { echo "$document is not installed"; exit 1; }
done

# The examples come too, and the paths in them are those of what was installed,
# whatever DESTDIR is.
DESTDIR=$scratch/staged cmake --install "$build" --prefix /opt/psi \
    > "$scratch/log" || { cat "$scratch/log"; exit 1; }
doc=$(dirname "$(find "$prefix/share/doc" -name FORMAT.md)")
staged=$scratch/staged/opt/psi${doc#"$prefix"}/examples
for file in README.md quickstart.sh partners.sh data/acme-salesforce.csv \
    consumer/CMakeLists.txt cluster/over-ssh directory/make.py; do
	[ -s "$staged/$file" ] || { echo "examples/$file is not installed"; exit 1; }
done
if found=$(grep -rl --exclude=README.md -e /usr/share/doc -e /usr/bin/psi- \
    -e "$scratch" "$staged"); then
	echo "examples name other places:" $found
	exit 1
fi
named=$(grep -rhoE '/opt/psi/[A-Za-z0-9/._-]+' "$staged" | sort -u)
[ "$(wc -l <<< "$named")" -gt 10 ] || { echo "they name nothing"; exit 1; }
for path in $named; do
	[ -x "$scratch/staged$path" ] ||
	    { echo "$path is named, and not there"; exit 1; }
done
(cd "$scratch" && PATH=$prefix/bin:$PATH "$doc/examples/quickstart.sh" \
    > story 2>&1) || { tail "$scratch/story"; exit 1; }
[ -s "$scratch/quickstart/acme/report.html" ] ||
    { echo "the installed quickstart.sh makes no report"; exit 1; }
if grep 'cmake --install' "$scratch/story" ||
    ! grep -q "^Next, with your own list: 'man psi'" "$scratch/story"; then
	echo "the installed quickstart.sh does not say what comes next"
	exit 1
fi

cp -r "$doc/examples/consumer" "$scratch/consumer"
for static in OFF ON; do
	for pkg_config in OFF ON; do
		way=static-$static-pkg-config-$pkg_config
		echo "== $way"
		if ! { cmake -S "$scratch/consumer" -B "$scratch/$way" \
		    -DCMAKE_PREFIX_PATH="$prefix" -DUSE_STATIC=$static \
		    -DUSE_PKG_CONFIG=$pkg_config &&
		    cmake --build "$scratch/$way"; } > "$scratch/log" 2>&1
		then
			cat "$scratch/log"
			exit 1
		fi
		"$scratch/$way/consumer"
		# Shared means shared, and static static.
		linked=$(ldd "$scratch/$way/consumer" | grep -c libpsi.so || true)
		if [ "$static" = ON ] && [ "$linked" -ne 0 ]; then
			echo "linked with libpsi.so all the same"
			exit 1
		elif [ "$static" = OFF ] && [ "$linked" -ne 1 ]; then
			echo "not linked with libpsi.so"
			exit 1
		fi
	done
done

# Programs run from where they were installed, and bring their pages.
for tool in "$prefix"/bin/psi-*; do
	[ -e "$tool" ] || continue
	env -i PATH=/usr/bin:/bin "$tool" --version > /dev/null
	page=$prefix/share/man/man1/$(basename "$tool").1
	[ -f "$page" ] || { echo "no man page for $tool"; exit 1; }
done
