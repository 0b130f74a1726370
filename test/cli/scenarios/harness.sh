# The harness itself: each helper accepts what it should and fails otherwise.
# shellcheck shell=bash

# rejects COMMAND...: in a shell of its own, since a helper that fails ends
# the scenario.
rejects()
{
	if (exec 3> /dev/null; set +e; trap - ERR; "$@") 2> /dev/null; then
		fail "accepted: $*"
	fi
}

say()
{
	echo "$2" >&2
	return "$1"
}

printf 'a\nb\nc\n' > three
: > nothing

expect_status 4 say 4 "tool: error: no such thing"
expect_stderr '^tool: error: no' 'thing$'
no_stderr 'hint'
rejects expect_stderr 'hint'
rejects no_stderr 'thing$'
rejects silent
rejects expect_status 3 say 4 "tool: error"
ok true
silent
rejects ok false

no_output absent dir/absent
rejects no_output three
: > absent.tmp1234
rejects no_output absent
rm absent.tmp1234
empty nothing
rejects empty three
rejects empty absent
exists three
rejects exists nothing
contains three '^b$'
rejects contains three 'd'
lacks three 'd'
rejects lacks three 'b'
lines three 3
rejects lines three 2
chmod 600 three
mode three 600
rejects mode three 644

cp three copy
same three copy
rejects differ three copy
edit copy 's/b/x/'
differ three copy
rejects same three copy
rejects edit copy 's/y/z/'
cp three copy && swap_lines copy 1 3
[ "$(tr -d '\n' < copy)" = cba ]
cp three copy && drop_line copy 2
[ "$(tr -d '\n' < copy)" = ac ]
cp three copy && dup_line copy 2
[ "$(tr -d '\n' < copy)" = abbc ]
cp three copy && keep_lines copy 1
[ "$(cat copy)" = a ]
cp three copy && keep_bytes copy 3
[ "$(cat copy)" = "a
b" ]
cp three copy && to_crlf copy
[ "$(wc -c < copy)" -eq 9 ]

# A scenario is alone: no variable of the caller, nothing on standard input.
[ -z "${CDPATH:-}${CI:-}" ]
[ -z "$(cat)" ]
[ "$(pwd)" = "$SCRATCH/work" ]
