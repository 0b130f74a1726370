#!/bin/bash
# Run a program under valgrind. Exit status 99, and valgrind's words on
# standard error, where memory is misused or lost or a file descriptor of the
# program's own is open at its end; else the program's.
#
# usage: memcheck.sh PROGRAM ARGUMENT...
here=$(cd "$(dirname "$0")" && pwd)
log=$(mktemp "${TMPDIR:-/tmp}/psi-memcheck.XXXXXX")
trap 'rm -f "$log"' EXIT

# What is open from outside is not the program's doing, and valgrind 3.24
# counts it as an error: close all but the standard streams.
close_inherited()
{
	local path fd
	for path in "/proc/$BASHPID/fd/"*; do
		fd=${path##*/}
		[ "$fd" -le 2 ] || eval "exec $fd>&-"
	done
}

status=0
(
	close_inherited
	exec valgrind -q --log-file="$log" --leak-check=full --track-fds=yes \
	    --errors-for-leak-kinds=definite,indirect,possible --error-exitcode=99 \
	    --suppressions="$here/memcheck.supp" "$@"
) || status=$?
# valgrind 3.19 counts no open descriptor as an error: look for those that
# were not there from the start.
if awk '/Open file descriptor/ { open = $0; getline
	if ($0 !~ /<inherited from parent>/) bad = 1 }
    END { exit !bad }' "$log"; then
	status=99
fi
if [ "$status" -eq 99 ]; then
	cat "$log" >&2
fi
exit $status
