# Files in numbered parts: written by --split, taken in any order by every step,
# and a clear word for parts that are missing, doubled, foreign, changed.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies -s 'share-a=any any name' -s 'share-b=any any name'

# The same bytes as the file itself.
ok psi-blind -a globex/agreement.csv -i globex/me.key -s globex/s \
    -o globex/blinded.csv --split 20K globex/keys.csv
expect_stderr "next: send the [2-9] parts 'globex/blinded.part-1-of-[2-9].csv' to "
no_output globex/blinded.csv
num=$(find globex -name 'blinded.part-*' | wc -l)
[ "$num" -ge 3 ] || fail "$num parts"
for part in globex/blinded.part-*; do
	[ "$(stat -c %s "$part")" -le 20000 ] || fail "$part is too large"
done
part()
{
	echo "globex/blinded.part-$1-of-$num.csv"
}
ok psi-blind -s globex/s -o globex/blinded.csv globex/keys.csv
for part in $(seq "$num"); do
	sed -n '11,$p' "$(part "$part")" | sed '$d'
done > joined.csv
same joined.csv globex/blinded.csv
# What is small enough is one file, with its own name.
ok psi-blind -s globex/s -o small.csv --split 20M globex/keys.csv
same small.csv globex/blinded.csv
expect_stderr "next: send 'small.csv' to "

# All or none: a name that is taken, a folder that is not there.
mkdir other
echo mine > "other/blinded.part-2-of-$num.csv"
expect_status 2 psi-blind -s globex/s -o other/blinded.csv --split 20K \
    globex/keys.csv
expect_stderr "part-2-of-$num.csv' exists already" 'hint: .*--force'
[ "$(find other -type f | wc -l)" -eq 1 ] || fail 'some parts were left'
ok psi-blind -s globex/s -o other/blinded.csv --split 20K -f globex/keys.csv
for part in globex/blinded.part-*; do
	same "$part" "other/$(basename "$part")"
done
for size in 20Q 9999 '' 5 K -1 1.5M 99999999999 20MB; do
	expect_status 2 psi-blind -s globex/s -o none.csv --split "$size" \
	    globex/keys.csv
	expect_stderr "takes a size from 10K"
done
expect_status 2 psi-blind -s globex/s --split 20K globex/keys.csv > none.out
expect_stderr 'several files: name them with --output'
empty none.out

# What psi-inspect says of one, of all, and of some.
ok psi-inspect "$(part 2)" > facts
contains facts '^kind,part/1$'
contains facts '^holds,blinded/2$'
contains facts '^from,b$'
contains facts '^run,1$'
contains facts '^part,2$'
contains facts "^parts,$num$"
contains facts '^other-parts,"?1.* and '
expect_stderr 'next: give it together with the other parts'
ok psi-inspect -a acme/agreement.csv globex/blinded.part-* > facts
contains facts '^kind,blinded/2$'
contains facts '^signature,valid$'
expect_status 4 psi-inspect "$(part 1)" "$(part 3)" > facts
expect_stderr "error: .*part.* 2.* of $num .*missing" 'hint: give all parts'

# Every refusal: status, message, no output; the session is as before.
blind acme
refused()
{
	local words=$1
	shift
	expect_status 4 psi-exchange -s acme/s -o none.csv "$@"
	expect_stderr "^psi-exchange: error: .*$words" '^psi-exchange: hint: '
	no_output none.csv
}
all=()
for i in $(seq "$num"); do
	all=("$(part "$i")" "${all[@]}")
done
refused "missing" "$(part 2)"
refused "part $num of $num is missing" "${all[@]:1}"
refused "$(part 2): part 2 of $num is given twice" "${all[@]}" "$(part 2)"
refused "acme/blinded.csv: several files .* no part" "${all[@]}" acme/blinded.csv
refused 'several files' globex/blinded.csv acme/blinded.csv
cp "$(part 2)" changed.csv
edit changed.csv '20s/^element,\(.\)\(.\)/element,\2\1/'
others()
{
	local file
	for file in "${all[@]}"; do
		[ "$file" = "$(part 2)" ] || printf '%s\n' "$file"
	done
}
mapfile -t rest < <(others)
refused "changed.csv: part 2 of $num was changed on its way" "${rest[@]}" changed.csv
expect_status 4 psi-inspect changed.csv > facts
contains facts '^digest,does not match$'
sed '$d' "$(part 2)" > changed.csv
refused 'changed.csv:[0-9]*: the part is cut off' "${rest[@]}" changed.csv
# Joined by hand: nothing is missing, and the partner is not to blame.
cat globex/blinded.part-* > joined.csv
refused 'joined.csv:[0-9]*: several parts were joined into one file' joined.csv
expect_stderr 'hint: give the parts as the separate files'
cat "$(part 1)" "$(part 2)" > joined.csv
refused 'joined.csv:[0-9]*: several parts were joined' "$(part 3)" joined.csv
expect_status 4 psi-inspect joined.csv > facts
expect_stderr 'several parts were joined'
cp "$(part 2)" changed.csv
echo more >> changed.csv
refused 'changed.csv:[0-9]*: there is something behind' "${rest[@]}" changed.csv
edit changed.csv 's/^file,part.1/file,part\/2/'
refused 'changed.csv:2: this part is of another version' "${rest[@]}" changed.csv
# The digest of a part is no secret, so one who changes it can mend it: then the
# file itself is found changed.
mended()
{
	sed "$2" "$1" | sed '$d' > changed.csv
	printf 'sha256,%s\n' "$(sha256sum < changed.csv | cut -d' ' -f1)" \
	    >> changed.csv
}
mended "$(part 2)" '20s/^element,\(.\)\(.\)/element,\2\1/'
refused 'the parts do not make the file' "${rest[@]}" changed.csv
mended "$(part 2)" 's/^run,1$/run,2/'
refused 'of run [12], and others are of run [12]' "${rest[@]}" changed.csv
mended "$(part 2)" 's/^from,b$/from,a/'
refused 'party [ab] made' "${rest[@]}" changed.csv
mended "$(part 2)" 's/^holds,.*/holds,shared\/1/'
refused 'of a file (shared/1|blinded/2), and others' "${rest[@]}" changed.csv
mended "$(part 2)" 's/^agreement,..../agreement,0000/'
refused 'of another agreement' "${rest[@]}" changed.csv
mended "$(part 2)" 's/^whole,..../whole,0000/'
refused 'of another file than the other parts' "${rest[@]}" changed.csv
mended "$(part 2)" "s/^parts,.*/parts,9/"
refused 'cut twice' "${rest[@]}" changed.csv
# Our own.
ok psi-blind -s acme/s -o acme/own.csv --split 20K acme/keys.csv
refused 'own' acme/own.part-*

# In any order, with other line ends, from a name that says nothing.
cp "$(part 2)" renamed
to_crlf renamed
ok psi-exchange -s acme/s -o acme/answer.csv --split 20K "${rest[@]}" renamed
expect_stderr "next: send the .* parts 'acme/answer.part-1" \
    "run 'psi-reveal -s acme/s --accounts YOUR-LIST -o matches.csv' on it"
exchange globex acme
ok psi-reveal -s globex/s -o globex/matches.csv acme/answer.part-*
# Parts of another file of the run among them.
refused_reveal()
{
	expect_status 4 psi-reveal -s acme/s -o none.csv "$@"
	expect_stderr 'psi-reveal: error: ' 'psi-reveal: hint: '
	no_output none.csv
}
refused_reveal acme/answer.part-1* globex/blinded.part-2*
# Those for another step.
refused_reveal "${all[@]}"
expect_stderr 'this is a part of a blinded file' 'hint: .*psi-exchange'
ok psi-exchange -s globex/s -o globex/answer.csv
ok psi-reveal -s acme/s -o acme/matches.csv globex/answer.csv

# One's own are told as such in a run that is over too, and the file of another
# run; nobody is told to give up a result.
given_again()
{
	expect_status "$1" psi-exchange -s acme/s -o none.csv "${@:3}"
	expect_stderr "error: .*$2"
	no_stderr 'psi-close'
	no_output none.csv
}
given_again 4 'this is a file of your own' acme/own.part-*
given_again 4 'this is a file of your own' acme/blinded.csv
psi-normalize -q --source-date "$(date -u +%F)" -a globex/agreement.csv \
    -o other-keys.csv globex/accounts.csv
cp -a globex/me.key globex/me.key.ledger .
psi-blind -q -a globex/agreement.csv -i me.key -s globex/later \
    -o later.csv other-keys.csv
given_again 4 'belongs to run 2' later.csv
expect_status 4 psi-reveal -s acme/s -o none.csv acme/answer.part-*
expect_stderr 'this is a file of your own'

# Claims and fields.
for us in acme globex; do
	ok psi-share -s $us/s --accounts $us/accounts.csv \
	    -o $us/claims.csv --split 50K
	expect_stderr "send the .* parts '$us/claims.part-1-of-"
done
for us in acme globex; do
	them=$([ $us = acme ] && echo globex || echo acme)
	ok psi-join -s $us/s -o $us/pairs.csv $them/claims.part-*
	lines $us/pairs.csv 3
done
expect_status 4 psi-join -s acme/s -f -o acme/pairs.csv globex/claims.part-1*
expect_stderr 'is missing|are missing'
expect_status 2 psi-share -s acme/s --dry-run -o none.csv --split 1M
expect_stderr 'exclude one another'
