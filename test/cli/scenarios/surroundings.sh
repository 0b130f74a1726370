# Where and by whom a tool is started changes no byte of what it writes: locales
# with other decimals and letters, time zones, a umask that keeps nothing back,
# names of files with blanks, line ends and hyphens in front, a small stack.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies --share sales
cat > acme/accounts.csv << 'END'
Account ID,Account Name,Website,Billing Country,Type,Account Owner,Opportunity Amount,Close Date
I-1,"ISTANBUL İNŞAAT LİMİTED ŞİRKETİ",istanbul-insaat.com.tr,Türkiye,Customer,İpek IŞIK,"1,234,567.50",2026-12-31
I-2,IIIİİ Titanium INC,titanium-iii.com,US,Prospect,Ivo,"1.234,50",31.12.2026
I-3,Müller GmbH,mueller-stahl.de,Germany,Customer,Ina,0.5,2026-01-01
END
cp acme/accounts.csv globex/accounts.csv
for us in acme globex; do
	psi-normalize -q -f -a $us/agreement.csv -o $us/keys.csv \
	    $us/accounts.csv
	blind $us
done
exchange acme globex
exchange globex acme
answer globex acme
reveal acme globex
for step in claims fields; do
	for us in acme globex; do
		psi-share -q -s $us/s --accounts $us/accounts.csv \
		    -o $us/$step.csv
	done
	psi-join -q -f -s acme/s --accounts acme/accounts.csv -o acme/pairs.csv \
	    globex/$step.csv
	psi-join -q -f -s globex/s --accounts globex/accounts.csv \
	    -o globex/pairs.csv acme/$step.csv
done

# everything DIR: each deterministic output, by the tools as they are started now.
everything()
{
	mkdir "$1"
	local out=$1 day=2026-11-28
	psi-normalize -q -a acme/agreement.csv --source-date $day \
	    -o "$out/keys.csv" acme/accounts.csv
	psi-normalize -q --check -a acme/agreement.csv --source-date $day \
	    acme/accounts.csv > "$out/check.csv"
	psi-agree show acme/agreement.csv > "$out/show.txt" 2>&1
	psi-agree template -q > "$out/template.csv"
	psi-agree audit -q -i acme/me.key > "$out/audit.csv"
	psi-inspect -q acme/blinded.csv > "$out/blinded.csv"
	psi-inspect -q -s acme/s > "$out/session.csv"
	psi-reveal -q -s acme/s --accounts acme/accounts.csv \
	    -o "$out/matches.csv"
	psi-share -q -s acme/s --accounts acme/accounts.csv --dry-run \
	    > "$out/dry.csv"
	psi-share -q -s acme/s --accounts acme/accounts.csv -o "$out/fields.csv"
	psi-join -q -s acme/s --accounts acme/accounts.csv -o "$out/pairs.csv"
	psi-motions -q -a acme/agreement.csv --today $day \
	    -o "$out/actions.csv" "$out/pairs.csv"
	psi-report pipeline -q --csv --today $day "$out/pairs.csv" \
	    > "$out/pipeline.csv"
	psi-report matrix -q --table --today $day "$out/pairs.csv" \
	    > "$out/matrix.txt"
	psi-report page -q -a acme/agreement.csv --today $day \
	    -o "$out/page.html" "$out/pairs.csv"
	psi-diff -q acme/pairs.csv "$out/pairs.csv" > "$out/changes.csv"
}

# the_same WORDS: and so is everything again.
the_same()
{
	everything now
	diff -r plain now > changes || fail "other bytes $1: $(head -c 400 changes)"
	rm -r now changes
}
everything plain
the_same 'for no reason'

# The least stack that is enough, for threads too. With less no program dies of a
# signal: where the limit may not be raised, it says so.
(
	ulimit -s 256
	the_same 'with a small stack'
)
for kib in 255 64 32 16; do
	for tool in normalize blind run report; do
		status=0
		(
			ulimit -s $kib
			exec "psi-$tool" --version
		) > said 2>&1 || status=$?
		case $status in
		0) [ "$(id -u)" -eq 0 ] || fail "psi-$tool runs in $kib KiB" ;;
		1) contains said "^psi-$tool: error: the limit of the stack" &&
		    contains said "^psi-$tool: hint: raise it" ;;
		*) fail "psi-$tool, $kib KiB of stack: status $status" ;;
		esac
	done
done
rm said

# Locales of this system, and those that can be made here; where the system does not
# have a name, a program that asks for it gets none, and goes on.
locales=(C POSIX de_DE.UTF-8 tr_TR.UTF-8 ar_EG.UTF-8 fr_FR.ISO-8859-1)
if command -v localedef > /dev/null && [ -e /usr/share/i18n/locales/tr_TR ]; then
	mkdir locales
	for name in de_DE tr_TR ar_EG; do
		localedef -i $name -f UTF-8 "locales/$name.UTF-8" || true
	done
	export LOCPATH=$PWD/locales
fi
for name in "${locales[@]}"; do
	LC_ALL=$name LANG=$name LANGUAGE=${name%%_*} the_same "in the locale $name"
done
unset LOCPATH
# No locale, hardly any environment.
(
	unset LC_ALL LANG TZ HOME
	the_same 'without an environment'
)
# Days are those of UTC, or given.
for zone in UTC Pacific/Kiritimati America/Los_Angeles Asia/Kathmandu \
    :/nowhere XYZ-14 ABC+12; do
	TZ=$zone the_same "in the time zone $zone"
done
# Processors, and a terminal of one column.
COLUMNS=1 TERM=dumb the_same 'on a narrow terminal'

# What is made for others has what the umask leaves, and no more.
for masked in 000:666 077:600 027:640; do
	(
		umask ${masked%:*}
		psi-agree template -q -o masked.csv
		psi-blind -q -s acme/s -o masked-blinded.csv acme/keys.csv
		mode masked.csv ${masked#*:}
		mode masked-blinded.csv ${masked#*:}
		cmp masked-blinded.csv acme/blinded.csv
		rm masked.csv masked-blinded.csv
	)
done

# A umask of nothing: what is private stays so.
(
	umask 000
	the_same 'with umask 000'
	psi-keygen -q -o open.key > open.pub
	mode open.key 600
	psi-normalize -q -a acme/agreement.csv -o open-keys.csv \
	    acme/accounts.csv
	mode open-keys.csv 600
	psi-join -q -s acme/s --accounts acme/accounts.csv -o open-pairs.csv
	mode open-pairs.csv 600
	cp -r acme open-acme
	psi-close -q -s acme/s || true
	mode acme/s 700
	for file in acme/s/* acme/s/.lock acme/me.key.ledger; do
		mode "$file" 600
	done
)

# Names of files as people and programs make them.
line_end=$'two\nlines.csv'
for name in 'a b.csv' '-o' '--help' "$line_end" $'tab\there.csv' "'quoted'.csv" \
    'ümläut.csv' ' ' '*' $'\xff\xfe.csv' '%s%n.csv'; do
	mkdir names
	cp acme/accounts.csv "names/$name"
	(
		cd names
		psi-normalize -q -a ../acme/agreement.csv --source-date 2026-11-28 \
		    -o ../named.csv -- "$name"
		psi-normalize -q -a ../acme/agreement.csv --source-date 2026-11-28 \
		    -f -o "./$name" ../acme/accounts.csv
		cmp "./$name" ../plain/keys.csv
		[ "$(ls -A | wc -l)" -le 2 ]
	)
	same named.csv plain/keys.csv
	rm -r names named.csv
	# A message has it in one line, with nothing that moves a cursor.
	expect_status 1 psi-inspect -- "none/$name"
	lines "$stderr" 1
	if LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]' "$stderr"; then
		fail "a control character of a name is in a message"
	fi
done
# A session, an identity and an agreement in such a folder.
mkdir -- $'-odd\n name'
cd -- $'-odd\n name'
psi-keygen -q -o ' -k' > pub
psi-agree propose -q -i ' -k' -n A -p "$(cat ../globex/me.pub)" \
    --partner-name B --suffix-list "$TOP/test/cli/data/suffixes.dat" -o '-p.csv'
psi-agree sign -q --accept-list -i ../globex/me.key -o './-a.csv' -- '-p.csv'
psi-normalize -q -a '-a.csv' ../acme/accounts.csv |
    psi-blind -q -a '-a.csv' -i ' -k' -s $'-s\n1' -o '-b.csv'
contains ./-b.csv '^run,1$'
psi-inspect -q -s $'-s\n1' > ../inspected
contains ../inspected '^state,blinded$'
