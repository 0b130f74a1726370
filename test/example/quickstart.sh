#!/usr/bin/env bash
# The story of examples/quickstart.sh, and how it must end.
#
#	test/example/quickstart.sh TOP BIN DIR
#
# Both companies have pairs that show the other's owner and stage, and each is
# told in one line what has left it.
set -euo pipefail

top=$1 bin=$2 dir=$3

fail() {
	echo "quickstart: $*" >&2
	exit 1
}

# By `sh`, as many start a script; it finds its way to bash.
sh "$top/examples/quickstart.sh" --no-build "$bin" "$dir" > "$dir.log" 2>&1 ||
	{
		cat "$dir.log"
		fail 'the story ended early'
	}

# rows FILE COLUMN...: rows in which none of these columns is empty.
rows() {
	python3 - "$@" <<- 'PY'
		import csv, sys
		with open(sys.argv[1], encoding="utf-8", newline="") as f:
		    print(sum(all(r[c] for c in sys.argv[2:])
		              for r in csv.DictReader(f)))
	PY
}

command -v python3 > /dev/null || {
	echo 'skipped: python3 is not installed'
	exit 77
}
for company in acme globex; do
	pairs=$dir/$company/pairs.csv
	owners=$(rows "$pairs" their_owner)
	stages=$(rows "$pairs" their_owner their_stage)
	[ "$owners" -ge 100 ] || fail "$company: $owners pairs with their owner"
	[ "$stages" -ge 10 ] || fail "$company: $stages pairs with their stage"
	line=$(grep "^What left $company: " "$dir.log") ||
		fail "$company: not told what left it"
	[[ $line =~ ': the blinded file, the answer, claims of '[0-9]+' accounts, fields of '[0-9]+' accounts.'$ ]] ||
		fail "$company: $line"
	grep -q "^psi-share: leaves your company: .* owner ([0-9]*), stage ([0-9]*)" \
		"$dir.log" || fail 'fields without owner and stage'
done
# What one shows of a pair is what the other's list says: no other account's.
python3 - "$dir" <<- 'PY'
	import csv, sys
	dir = sys.argv[1]
	def rows(path):
	    with open(path, encoding="utf-8-sig", newline="") as f:
	        return list(csv.DictReader(f))
	lists = {
	    "acme": ("Account Owner", "Opportunity Stage", "acme"),
	    "globex": ("Company owner", "Deal Stage", "globex"),
	}
	for us, them in (("acme", "globex"), ("globex", "acme")):
	    owner, stage, _ = lists[them]
	    known = {(r[owner], r[stage]) for r in rows(f"{dir}/{them}/accounts.csv")}
	    for r in rows(f"{dir}/{us}/pairs.csv"):
	        if r["their_owner"] and (r["their_owner"], r["their_stage"]) not in known:
	            sys.exit(f"quickstart: {us} has a value that {them} has not")
PY
echo 'quickstart: both see owner and stage'
