#!/bin/bash
# What libpsi.so takes from the system and what it keeps.
#
# usage: symbols.sh LIBPSI.SO
#
# The library opens no path, prints nothing, never ends the process, reads
# neither the environment nor the locale nor the clock, and keeps no variable
# between calls. Only memory streams and formatting into buffers are fine.
set -euo pipefail
export LC_ALL=C

banned='f?printf|v?f?printf|dprintf|puts|fputs|fputc|putc|putchar|fwrite
perror|psignal|syslog|exit|_exit|_Exit|quick_exit|atexit|on_exit|getenv
secure_getenv|setenv|putenv|environ|fopen|fopen64|freopen|freopen64|fdopen
open|open64|openat|openat64|creat|creat64|opendir|mkdir|mkstemp|unlink|rename
remove|tmpfile|stat|fstat|lstat|rand|srand|random|srandom|drand48|rand_r
setlocale|newlocale|uselocale|nl_langinfo|time|gettimeofday|clock_gettime
localtime|localtime_r|system|popen|fork|vfork|execv|execvp|execve|posix_spawn
signal|sigaction|kill|raise|socket|connect|stdin|stdout|stderr|isatty|getpid
getrandom|getentropy|strcpy|strcat|sprintf|vsprintf|atoi|atol|strtok|gets
dlopen|sleep|usleep|nanosleep'
banned=$(printf '%s' "$banned" | tr '\n' '|')

status=0
undefined=$(nm -D --undefined-only "$1" | awk '{ print $NF }' |
    sed 's/@.*//; s/^__\(.*\)_chk$/\1/; s/^__isoc[0-9]*_//')
[ -n "$undefined" ] || { echo "nm shows no undefined symbol of $1"; exit 1; }
if found=$(grep -Ex "$banned" <<< "$undefined"); then
	echo "the library must not use:" $found
	status=1
fi

# Variables that can be written. Left out: what the compiler's start files
# bring, thread-local names, and tables that only relocation writes to.
found=$(objdump -t "$1" | awk '
    ($3 == "O" || $4 == "O") && / \.(data|bss)[ \t]/ {
	print $NF }' | grep -Evx 'completed\.[0-9]+|__dso_handle|__TMC_END__' ||
    true)
allowed=$(sed '/^#/d; /^$/d' "$(dirname "$0")/globals.txt")
found=$(grep -Fvx -f <(echo "$allowed") <<< "$found" || true)
if [ -n "$found" ]; then
	echo "variables that outlive a call:" $found
	status=1
fi
exit $status
