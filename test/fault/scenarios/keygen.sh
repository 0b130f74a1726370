# psi-keygen under every failure of the system.
# shellcheck shell=bash
. "$TOP/test/fault/sweep.sh"

mkdir start

step()
{
	"$@" psi-keygen -o id.psi > public
}

done_right()
{
	mode id.psi 600
	psi-keygen --public id.psi 2> /dev/null | cmp - public
}

not_done()
{
	# A kill cannot clean up, and may come after the name was given.
	case $fault_how in
	KILL*) rm -f id.psi ;;
	*) [ "$(ls -A)" = public ] ;;
	esac
}

sweep_all
sweep guarded ENOMEM
