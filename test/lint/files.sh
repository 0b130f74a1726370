# shellcheck shell=sh
# psi_files TOP NAME...: our files whose names match one of the patterns,
# sorted. The top level of the tree is fixed, so this needs no git and works
# in an unpacked release.
psi_files()
{
	(
		cd "$1" || exit 1
		shift
		set -f
		names=
		for name; do
			names="$names ${names:+-o} -name $name"
		done
		find cli lib include test examples .ci CMakeLists.txt \
		    README.md -name node_modules -prune -o -type f \
		    \( $names \) -print 2> /dev/null | LC_ALL=C sort || true
	)
}
