# Another bit in a file that was sent, in each of its kinds of line, and in each file
# of a session: the step refuses it and writes nothing, or what comes out is what
# came out before.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies -s padding-multiple=4 -s 'share-a=any any name' \
    -s 'share-b=any any name'
blind acme
blind globex

# flip FILE BYTE BIT
flip()
{
	perl -0777 -i -pe "substr(\$_, $2, 1) ^= chr(1 << $3)" "$1"
}

# places FILE: for each kind of line a byte in its name, in its value, and its end.
places()
{
	perl -ne 'chomp; my ($name) = split /,/; my $c = length $name;
	    printf "%d\n%d\n%d\n", $at + $c / 2, $at + $c + (length() - $c) / 2,
	        $at + length unless $seen{$name}++ > 0;
	    $at += 1 + length' "$1"
}

# sent FILE STEP...: the step, given each damaged copy, in the folder of who got it.
sent()
{
	local file=$1 at bit=0
	shift
	cp "$file" kept
	for at in $(places kept); do
		cp kept "$file"
		flip "$file" "$at" $((bit++ % 8))
		expect_status 4 "$@" -o out.csv "$file"
		expect_stderr 'error: '
		no_output out.csv
	done
	cp kept "$file"
}

# kept_in STEP...: the step, with each file of the session changed in some places.
# What it wrote is in right.csv, but for columns that are random.
kept_in()
{
	local file at got
	rm -rf safe
	cp -r s safe
	cp me.key.ledger safe.ledger
	"$@" -q -f -o right.csv
	for file in safe/*; do
		for at in 0 3 41 $(($(stat -c %s "$file") / 2)) \
		    $(($(stat -c %s "$file") - 2)); do
			rm -rf s out.csv
			cp -r safe s
			cp safe.ledger me.key.ledger
			[ "$at" -lt "$(stat -c %s "$file")" ] || continue
			flip "s/${file#*/}" "$at" $((at % 8))
			got=0
			"$@" -q -o out.csv 2> said || got=$?
			case $got in
			0)
				[ -s out.csv ] || fail "nothing: $file $at"
				[ "$1" = psi-share ] || same out.csv right.csv
				;;
			*)
				[ ! -e out.csv ] || fail "an output: $file $at"
				grep -q 'error: ' said || fail "no word: $file $at"
				[ $got -eq 6 ] || [ $got -eq 1 ] ||
				    fail "status $got: $file $at: $(cat said)"
				;;
			esac
		done
	done
	rm -rf s
	cp -r safe s
	cp safe.ledger me.key.ledger
}

(cd acme; sent ../globex/blinded.csv psi-exchange -s s)
(cd globex; sent ../acme/blinded.csv psi-exchange -s s)
exchange acme globex
exchange globex acme
(cd globex; sent ../acme/answer.csv psi-reveal -s s)
answer globex acme
(cd acme; sent ../globex/answer.csv psi-reveal -s s)
(cd acme; kept_in psi-reveal -s s ../globex/answer.csv)
reveal acme globex
for us in acme globex; do
	(cd $us; kept_in psi-share -s s; psi-share -q -s s -o claims.csv)
done
(cd acme; sent ../globex/claims.csv psi-join -s s)
(cd acme; kept_in psi-join -s s ../globex/claims.csv)
