# psi-run with files in parts: they leave so where the setting 'split' says, and
# are joined where they come in, in any order, twice, late, or never.
# shellcheck shell=bash
. "$TOP/test/cli/partners.sh"

partners -s 'share-a=any any name+owner' -s 'share-b=any any name'
echo split,20K >> acme/globex/settings.csv

# What Acme sends waits in a folder until a hand delivers it.
mkdir post
cat > acme-globex-send <<END
#!/bin/sh
cp "\$1" "$PWD/post/"
END
deliver()
{
	local file
	for file in $(printf '%s\n' "$@" | sort -R); do
		cp "$file" "globex/acme/inbox/$RANDOM-${file##*/}"
	done
}
round()
{
	pass acme globex 2>> said || true
	pass globex acme 2>> said || true
}

round
yes_to acme globex first-run
round
[ -z "$(find acme/globex/outbox -type f)" ] || fail 'files are left'
num=$(find post -name 'psi-*-a-1-blinded.part-*.csv' | wc -l)
[ "$num" -ge 3 ] || fail "$num parts"
[ "$(find post -type f | wc -l)" -eq "$num" ] || fail 'a whole file was sent'
contains acme/globex/log.csv ',send,psi-.*-a-1-blinded.part-1-of-'

# One of them in the inbox of who made it.
cp post/*.part-1-* acme/globex/inbox/mine.csv
expect_status 4 pass acme globex
expect_stderr 'not taken: it is a part of a file of your own' \
    'to do: the inbox is for the partner.s files'

# One is missing: the others stay, and nothing is told.
deliver post/*.part-[13]*
pass globex acme 2> told || true
[ "$(find globex/acme/inbox -type f | wc -l)" -eq 2 ] || fail 'they did not stay'
lacks globex/acme/log.csv ',1,take,blinded,'
lacks told 'part'
# A part that somebody changed is refused, and those that are good stay.
cp post/*.part-2* globex/acme/inbox/bad
edit globex/acme/inbox/bad '20s/^element,\(.\)\(.\)/element,\2\1/'
pass globex acme 2>> said || true
contains globex/acme/log.csv ',refuse,'
grep -q 'changed on its way' globex/acme/refused/*.why || fail 'no reason'
[ "$(find globex/acme/inbox -type f | wc -l)" -eq 2 ] || fail 'they did not stay'
# The last, and one of them twice, in base64.
base64 "$(echo post/*.part-1*)" > globex/acme/inbox/again
deliver post/*.part-2*
pass globex acme 2>> said || true
[ -z "$(find globex/acme/inbox -type f)" ] || fail 'parts are left'
contains globex/acme/log.csv ',1,take,blinded,'
contains globex/acme/log.csv ',1,join,,'
# Once more: it is here already.
deliver post/*.part-*
pass globex acme 2>> said || true
[ -z "$(find globex/acme/inbox -type f)" ] || fail 'parts are left'
[ "$(grep -c ',take,blinded,' globex/acme/log.csv)" -eq 1 ] || fail 'twice'
# Where it was taken and then refused, there is room for it again.
sed -n 's/,1,take,blinded,\(.*\),$/,1,refuse,it,\1,PSI_E_GRAMMAR/p' \
    globex/acme/log.csv > row
cat row >> globex/acme/log.csv
rm globex/acme/held/1-blinded-*
deliver post/*.part-*
pass globex acme 2>> said || true
[ "$(grep -c ',take,blinded,' globex/acme/log.csv)" -eq 2 ] || fail 'not again'
exists globex/acme/held/1-blinded-*
rm post/*

# All the way, with all in parts.
yes_to globex acme first-run
for ((i = 0; i < 12; i++)); do
	round
	[ -z "$(ls post)" ] || { deliver post/* && rm post/*; }
	[ $i != 4 ] || yes_to acme globex share 2>> said || true
	[ $i != 4 ] || yes_to globex acme share 2>> said || true
done
for us in acme/globex globex/acme; do
	contains "$us/log.csv" ',1,end,,,complete$'
	lines "$us/results/latest/pairs.csv" 3
done

# A part of which nothing follows goes after a day, with a word.
psi-blind -q -s acme/globex/runs/1 -o late.csv --split 20K \
    acme/globex/work/1/keys.csv 2> /dev/null ||
    psi-exchange -q -s acme/globex/runs/1 -o late.csv --split 20K
edit "$(echo late.part-1*)" 's/^whole,..../whole,0000/'
sed '$d' "$(echo late.part-1*)" > globex/acme/inbox/late
printf 'sha256,%s\n' "$(sha256sum < globex/acme/inbox/late | cut -d' ' -f1)" \
    >> globex/acme/inbox/late
pass globex acme 2>> said || true
exists globex/acme/inbox/late
touch -d '2 days ago' globex/acme/inbox/late
pass globex acme 2> told || true
no_output globex/acme/inbox/late
grep -q 'did not come within a day: 2' globex/acme/refused/*.why || fail 'no word'

# The setting.
expect_status 2 psi-run init acme/other -i acme/me.key -a acme/agreement.csv \
    --accounts acme/accounts.csv --set split=20Q
expect_stderr "'split' takes a size from 10K"
