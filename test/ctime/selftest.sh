#!/bin/sh
# The test can fail: valgrind complains of a branch on a secret.
#
# usage: selftest.sh VALGRIND OPTION... ctime selftest
if words=$("$@" 2>&1); then
	echo "valgrind sees no branch on a secret"
	exit 1
fi
case $words in
*check_selftest*) ;;
*)
	echo "valgrind complains of something else: $words"
	exit 1
	;;
esac
