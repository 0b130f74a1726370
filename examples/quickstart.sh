#!/usr/bin/env bash
# Two companies, nothing but files: plays Acme and Globex on this machine.
#
#	examples/quickstart.sh			install, build, play
#	examples/quickstart.sh --no-build BIN	play with the programs in BIN
#
# Each company has a folder of its own under build/quickstart, and "send"
# copies a file from one to the other: nothing else passes between them. Where
# this script is installed, without the sources, it plays with the programs that
# are installed, in ./quickstart.
# Called as `sh SCRIPT`, with a shell that may know no arrays: call bash.
if [ -z "${BASH_VERSION:-}" ] || shopt -oq posix; then
	unset POSIXLY_CORRECT
	exec bash "$0" "$@"
fi
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
export LC_ALL=C.UTF-8

say() {
	printf '\n\033[1m%s\033[0m\n' "$*"
}

# Print a command, and run it. What it prints itself may go into a file: the
# story goes to the terminal all the same.
exec 3>&1
run() {
	local word line=''
	for word; do
		case $word in
		*[!A-Za-z0-9._/=:-]*) line+=" '$word'" ;;
		*) line+=" $word" ;;
		esac
	done
	[ "$1" = sh ] && line=" $3"
	printf '%s$%s\n' "$company" "$line" >&3
	"$@"
}

packages=(build-essential cmake pkg-config libssl-dev libsodium-dev libcsv-dev
	libunistring-dev libxlsxwriter-dev libzip-dev libexpat1-dev
	publicsuffix)

install_packages() {
	local missing=() p
	for p in "${packages[@]}"; do
		dpkg-query -W -f '${Status}' "$p" 2> /dev/null |
			grep -q 'ok installed' || missing+=("$p")
	done
	[ "${#missing[@]}" -gt 0 ] || return 0
	say "Installing ${missing[*]}: a minute or more, without a word"
	local sudo=()
	if [ "$(id -u)" != 0 ]; then
		if ! command -v sudo > /dev/null; then
			say "As root, please: apt-get install ${missing[*]}"
			exit 1
		fi
		sudo=(sudo)
	fi
	"${sudo[@]}" apt-get update -qq
	"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y \
		-qq --no-install-recommends "${missing[@]}" > /dev/null
}

build() {
	say 'Building libpsi and its programs: some minutes, and longer on a busy machine'
	cmake -S "$top" -B "$top/build" -DBUILD_TESTING=OFF > /dev/null
	cmake --build "$top/build" --parallel "$(nproc)" > /dev/null
	bin=$top/build/cli
}

if [ "${1:-}" = --no-build ]; then
	bin=$(cd "$2" && pwd)
	here=${3:-$PWD/quickstart}
elif [ ! -e "$top/CMakeLists.txt" ]; then
	if ! bin=$(command -v psi-keygen); then
		say 'psi-keygen is not in PATH: quickstart.sh --no-build BIN'
		exit 1
	fi
	bin=$(cd "$(dirname "$bin")" && pwd)
	here=$PWD/quickstart
else
	install_packages
	build
	here=$top/build/quickstart
fi
PATH=$bin:$PATH

rm -rf "$here"
mkdir -p "$here/acme" "$here/globex"
cp "$top/examples/data/acme-salesforce.csv" "$here/acme/accounts.csv"
cp "$top/examples/data/globex-hubspot.csv" "$here/globex/accounts.csv"

# acme CMD..., globex CMD...: work in that company's folder.
acme() {
	company=acme
	cd "$here/acme"
	run "$@"
}
globex() {
	company=globex
	cd "$here/globex"
	run "$@"
}

# send FROM TO FILE [NAME]: the only thing that crosses the line.
send() {
	printf '%s --- %s ---> %s\n' "$1" "${4:-$3}" "$2"
	cp "$here/$1/$3" "$here/$2/${4:-$3}"
}

say '1. Each company makes an identity, and sends its public half'
acme sh -c 'psi-keygen -q -o acme.key > acme.pub'
globex sh -c 'psi-keygen -q -o globex.key > globex.pub'
send acme globex acme.pub
send globex acme globex.pub

say '2. Both sanction the run: Acme proposes an agreement, both sign it'
acme psi-agree propose --identity acme.key --name 'Acme, Inc.' \
	--partner "$(cat "$here/acme/globex.pub")" \
	--partner-name 'Globex GmbH' \
	--set 'share-a=any any name+country+owner+stage' \
	--set 'share-b=any any name+country+owner+stage' -o proposal.csv
send acme globex proposal.csv
send acme globex proposal.csv.psl
globex psi-agree show proposal.csv
globex psi-agree sign proposal.csv --identity globex.key -o agreement.csv
cp "$here/globex/proposal.csv.psl" "$here/globex/agreement.csv.psl"
send globex acme agreement.csv
cp "$here/acme/proposal.csv.psl" "$here/acme/agreement.csv.psl"

say '3. Each looks at its own list first: is it ready?'
acme psi-normalize --check accounts.csv
globex psi-normalize --check accounts.csv

say '4. Each turns its list into keys, and blinds them'
acme sh -c 'psi-normalize -a agreement.csv accounts.csv |
	psi-blind -a agreement.csv -i acme.key -s globex-1 > acme-blinded.csv'
globex sh -c 'psi-normalize -a agreement.csv accounts.csv |
	psi-blind -a agreement.csv -i globex.key -s acme-1 > globex-blinded.csv'
send acme globex acme-blinded.csv
send globex acme globex-blinded.csv

say '5. What has Globex received? Nothing that anybody could read:'
globex psi-inspect -s acme-1 acme-blinded.csv
sed -n '16,19p' "$here/globex/acme-blinded.csv"

say '6. By the agreement Acme answers first: every row, with proofs'
globex psi-exchange -s acme-1 acme-blinded.csv
acme sh -c 'psi-exchange -s globex-1 globex-blinded.csv > acme-answer.csv'
send acme globex acme-answer.csv

say '7. Globex checks the proofs, sees the accounts that both have, and answers'
globex sh -c 'psi-reveal -s acme-1 --accounts accounts.csv \
	acme-answer.csv > matches.csv'
globex sh -c 'psi-exchange -s acme-1 > globex-answer.csv'
send globex acme globex-answer.csv

say '8. That answer names matches only: Acme checks it, and sees them too'
acme sh -c 'psi-reveal -s globex-1 --accounts accounts.csv \
	globex-answer.csv > matches.csv'

say '9. Each claims its matches: a label and the population, and no field yet'
acme psi-share -s globex-1 -o acme-claims.csv
globex psi-share -s acme-1 -o globex-claims.csv
send acme globex acme-claims.csv
send globex acme globex-claims.csv
acme psi-join -s globex-1 --accounts accounts.csv globex-claims.csv \
	-o pairs-so-far.csv
globex psi-join -s acme-1 --accounts accounts.csv acme-claims.csv \
	-o pairs-so-far.csv

say '10. Of pairs, and of nothing else, each shares what the agreement allows'
acme psi-share -s globex-1 --accounts accounts.csv -o acme-fields.csv
globex psi-share -s acme-1 --accounts accounts.csv -o globex-fields.csv
send acme globex acme-fields.csv
send globex acme globex-fields.csv
acme psi-join -s globex-1 --accounts accounts.csv globex-fields.csv -o pairs.csv
globex psi-join -s acme-1 --accounts accounts.csv acme-fields.csv -o pairs.csv

# columns FORMAT COLUMN...: columns of CSV on standard input, counted from 1;
# quoted cells may hold commas.
columns() {
	awk -v format="$1\n" -v wanted="${*:2}" '
	{
		n = 0; cell = ""; quoted = 0
		for (i = 1; i <= length($0); i++) {
			c = substr($0, i, 1)
			if (c == "\"")
				quoted = !quoted
			else if (c == "," && !quoted) {
				cells[++n] = cell; cell = ""
			} else
				cell = cell c
		}
		cells[++n] = cell
		split(wanted, w, " ")
		printf format, cells[w[1]], cells[w[2]], cells[w[3]],
			cells[w[4]], cells[w[5]]
	}'
}

# show COMPANY: some matches: the first ones, and those whose names are not
# plain ASCII.
show() {
	local file=$here/$1/matches.csv
	printf '\n%s sees %s matched accounts; some of them:\n\n' "$1" \
		"$(($(wc -l < "$file") - 1))"
	{
		head -n 9 "$file"
		sed 1,9d "$file" | LC_ALL=C grep '[^ -~]' | head -n 10
	} | columns '%-5s  %-4s  %-7s  %-58s  %s' 3 4 5 6 8
}

# show_pairs COMPANY: some pairs, with what the partner said of them; first those
# with a stage. psi-report knows how wide each character is on a terminal.
show_pairs() {
	printf '\nand this is what %s knows of them now:\n\n' "$1"
	psi-report ask -q --table --limit 10 --sort=-their_stage \
		--show our_name,our_population,their_population,their_owner,their_stage \
		"$here/$1/pairs.csv"
}

say '11. From pairs to action: who does what next, and the questions people ask'
acme psi-motions -q -a agreement.csv -o actions.csv pairs.csv
acme psi-report matrix --table pairs.csv
acme psi-report targets --table --limit 5 pairs.csv
acme psi-report page -q -a agreement.csv --accounts accounts.csv \
	-o report.html pairs.csv
acme psi-report workbook -q -a agreement.csv --accounts accounts.csv \
	-o report.xlsx pairs.csv || echo 'no workbook: built without libxlsxwriter'

# left COMPANY: what its ledger says of the files that left it, in one line.
left() {
	psi-agree audit -q -i "$here/$1/$1.key" | awk -F, -v us="$1" '
		$4 == "out" && $6 != "" { what[++n] = $5 " of " $6 " accounts" }
		$4 == "out" && $6 == "" { what[++n] = "the " $5 }
		END {
			printf "\nWhat left %s: ", us
			for (i = 1; i <= n; i++)
				printf "%s%s", what[i], i < n ? ", " : ".\n"
		}'
}

say 'The result'
show acme
show_pairs acme
left acme
show globex
show_pairs globex
left globex
cat <<- 'TXT'

	One row is one account of your own list that the partner has too:
	score       how sure the match is, from the weights in the agreement
	tier        1 an identifier, domain or exact name; 2 a loose name; 3 a hint
	level       account, group (the same family of companies) or review
	matched_on  the kinds of keys that were equal

	So "Müller & Söhne Präzisionstechnik GmbH" met "Mueller und Soehne
	Praezisionstechnik GmbH", and neither side has seen any account of the
	other that it does not have itself. One row of pairs.csv is an account of
	yours and the one of theirs, with their owner and stage.
TXT
printf '\nAll files are in %s\n' "$here"
printf 'Open the page in a browser:       xdg-open %s\n' "$here/acme/report.html"
[ ! -f "$here/acme/report.xlsx" ] ||
	printf 'and the workbook in a spreadsheet: xdg-open %s\n' \
		"$here/acme/report.xlsx"
if [ "${1:-}" = --no-build ]; then
	:
elif [ ! -e "$top/CMakeLists.txt" ]; then
	printf "\nNext, with your own list: 'man psi' has the road\n"
else
	cat <<- TXT

	Next, with your own list: install the programs with

	    sudo cmake --install $top/build

	and go on with "Your own list" in README.md; 'man psi' has the road too.
	TXT
fi
