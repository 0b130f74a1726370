# psi-motions --by owner under every failure of the system: the files of all
# owners and their list, or none of them.
# shellcheck shell=bash
. "$TOP/test/cli/companies_pairs.sh"
. "$TOP/test/fault/sweep.sh"

mkdir start
agreement agreement.csv
pairs Globex agreement.csv > start/pairs.csv
cp agreement.csv start/
(cd start && psi-motions -q -a agreement.csv --today 2026-11-28 --by owner \
    -o "$SCRATCH/work/want" pairs.csv)

# After a kill between two names some files are there, whole: to be replaced.
step()
{
	local force=()
	[ ! -d owners ] || force=(-f)
	"$@" psi-motions -q "${force[@]}" -a agreement.csv --today 2026-11-28 \
	    --by owner -o owners pairs.csv
}

done_right()
{
	diff -r owners "$SCRATCH/work/want"
}

not_done()
{
	case $fault_how in
	KILL*)
		local file
		for file in owners/*.csv; do
			[ ! -e "$file" ] ||
			    cmp "$file" "$SCRATCH/work/want/${file#owners/}"
		done
		;;
	*) [ ! -e owners ] ;;
	esac
}

begin_sweep
sweep open EIO 3
sweep write ENOSPC
sweep fsync EIO
sweep rename EIO
sweep change KILLAFTER
