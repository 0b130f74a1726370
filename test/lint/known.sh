# shellcheck shell=bash
# What the analyzers say, against what is known to be wrong.
#
# against_known LIST FILE...: fails for each warning in $work/*.out, which has the
# outputs, one a file, that LIST (beside this file) does not name: `FILE CHECK why`
# a line. An entry that no FILE deserves any more is told.
against_known()
{
	local list=$1 file check found=0
	shift
	# "FILE CHECK" of each warning; a header is blamed once.
	cat "$work"/*.out |
	    sed -n "s|^$PWD/\([^:]*\):[0-9]*:[0-9]*: warning: .*\[\([^]]*\)\]\$|\1 \2|p" |
	    sort -u > "$work/said"
	sed '/^#/d' "$list" | cut -d ' ' -f 1,2 | sort -u > "$work/known"
	while read -r file check; do
		echo "$file: $check"
		cat "$work"/*.out |
		    grep -F -A 5 "$file:" | grep -F -A 5 "[$check" | head -n 20
		found=1
	done < <(comm -23 "$work/said" "$work/known")
	while read -r file check; do
		if [[ " $* " == *" $file "* ]]; then
			echo "${list##*/}: $file has no $check any more; take it out"
		fi
	done < <(comm -13 "$work/said" "$work/known")
	echo "$# files, $(wc -l < "$work/known") known"
	return $found
}
