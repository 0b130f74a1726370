#!/bin/sh
# The texts in sources of C, as a dictionary of libFuzzer: the names of records,
# terms and columns that a parser looks for.
#
# usage: test/fuzz/words.sh FILE...
LC_ALL=C
export LC_ALL
grep -ohE '"([][ !#$&-Z^-~]|\\x[0-9a-f]{2}){2,40}"' "$@" |
    grep -v '[.]h"$' | sort -u
