# Each file that psi-blind reads, with each kind of damage: it is named, with what to
# do, nothing is written, nobody waits, and the run can still be begun.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies
blind globex
partner=$PWD/globex
cd acme

# damage KIND FILE: of a length that no reader refuses for itself alone.
damage()
{
	local file=$2 size
	size=$(stat -c %s "$file")
	case $1 in
	missing) rm "$file" ;;
	empty) : > "$file" ;;
	cut) keep_bytes "$file" $((size / 2)) ;;
	zeros) head -c "$size" /dev/zero > "$file" ;;
	random) perl -e 'srand 1; print map { chr int rand 256 } 1 .. 900' > "$file" ;;
	flipped) perl -0777 -i -pe \
	    'substr($_, length() / 2, 1) ^= "\1"' "$file" ;;
	rows) echo 'x,y' >> "$file" ;;
	folder) rm "$file" && mkdir -m 700 "$file" ;;
	dangling) rm "$file" && ln -s nowhere "$file" ;;
	pipe) rm "$file" && mkfifo -m 600 "$file" ;;
	zero-device) rm "$file" && ln -s /dev/zero "$file" ;;
	closed) chmod 000 "$file" ;;
	*) cat "$partner/${1#as-}" > "$file" ;;
	esac
}
kinds='missing empty cut zeros random flipped rows folder dangling pipe zero-device
    as-blinded.csv as-keys.csv as-agreement.csv as-agreement.csv.psl as-me.key
    as-me.key.ledger as-me.pub as-accounts.csv'
# Who may do everything is refused nothing.
[ "$(id -u)" -eq 0 ] || kinds+=' closed'

# fresh_case: a folder with what the run needs, and case/$1 in it damaged.
fresh_case()
{
	rm -rf case
	mkdir case
	cp agreement.csv agreement.csv.psl me.key me.key.ledger keys.csv case/
	[ ! -d started ] || cp -r started case/s
}

# refused STATUS WORDS COMMAND...: it names the file or what it is, and a way out.
refused()
{
	local status=$1 words=$2
	shift 2
	expect_status "$status" timeout 20 "$@"
	expect_stderr "error: .*($words)"
	no_stderr 'ed25519 |internal'
	no_output out.csv
}

# What begins a run.
begin()
{
	psi-blind -q -a agreement.csv -i me.key -s s -o out.csv keys.csv
}
for kind in $kinds; do
	for file in agreement.csv me.key me.key.ledger keys.csv; do
		fresh_case
		status=3 words=$file
		# Not read at all, or another good one of its kind.
		case $file:$kind in
		agreement.csv:as-agreement.csv | keys.csv:as-keys.csv) continue ;;
		# A pipe is read until its other end is closed, as by any program;
		# and another key is a key.
		agreement.csv:pipe | keys.csv:pipe | keys.csv:flipped) continue ;;
		me.key:as-me.key) status=6 words='another identity' ;;
		me.key:missing | me.key:dangling) status=1 ;;
		me.key.ledger:folder | me.key.ledger:dangling | \
		    me.key.ledger:pipe | me.key.ledger:zero-device)
			status=6 words='ledger of .*me.key.*not a private file' ;;
		me.key.ledger:closed) words='the ledger of' ;;
		me.key.ledger:missing | me.key.ledger:as-me.key.ledger)
			status=6 words='the ledger' ;;
		me.key:zero-device) words=/dev/zero ;;
		me.key.ledger:* | me.key:*) ;;
		*:missing | *:folder | *:dangling | *:closed) status=1 ;;
		agreement.csv:*) status=5 ;;
		esac
		[ "$kind" != closed ] || status=1
		cd case
		damage "$kind" "$file"
		refused $status "$words" psi-blind -q -a agreement.csv -i me.key -s s \
		    -o out.csv keys.csv
		case $file:$kind in
		*:missing | me.key:dangling | *:closed) ;;
		*) expect_stderr 'hint: ' ;;
		esac
		[ ! -e s ] || fail 'a session'
		rm -rf "$file"
		cp -r "../$file" "$file"
		ok psi-blind -q -a agreement.csv -i me.key -s s -o out.csv keys.csv
		cd ..
	done
	# It is not read where the keys are made already.
	fresh_case
	cd case
	damage "$kind" agreement.csv.psl
	ok psi-blind -q -a agreement.csv -i me.key -s s -o out.csv keys.csv
	cd ..
done

# The same file again, from a folder in which something is not as it was.
fresh_case
cd case
begin
mv s ../started
mv out.csv ../first.csv
cp me.key.ledger ../me.key.ledger
cd ..
for kind in $kinds; do
	for file in agreement.csv state.csv blinded.csv identity.path keys.csv; do
		fresh_case
		status=6 words=$file
		case $file:$kind in
		keys.csv:as-keys.csv) words='not the keys file' ;;
		agreement.csv:as-agreement.csv | keys.csv:pipe) continue ;;
		identity.path:cut | identity.path:flipped | identity.path:rows)
			status=1 words='cannot find the identity' ;;
		identity.path:missing) words='does not say which identity' ;;
		state.csv:missing) words='no session here' ;;
		keys.csv:missing | keys.csv:folder | keys.csv:dangling | keys.csv:closed)
			status=1 ;;
		keys.csv:zeros | keys.csv:random | keys.csv:zero-device | \
		    keys.csv:as-[bm]* | keys.csv:as-agreement.csv)
			status=3 ;;
		keys.csv:*) words='not the keys file' ;;
		esac
		[ "$kind" != closed ] || status=1
		cd case
		if [ $file = keys.csv ]; then
			damage "$kind" $file
		else
			damage "$kind" s/$file
		fi
		refused $status "$words" psi-blind -q -s s -o out.csv keys.csv
		[ "$kind:$file" = missing:keys.csv ] || [ "$kind" = closed ] ||
		    expect_stderr 'hint: '
		cd ..
	done
	# What is not sent again is not read.
	for file in map.csv scalar.bin seal.bin share.bin; do
		fresh_case
		cd case
		damage "$kind" s/$file
		ok psi-blind -q -s s -o out.csv keys.csv
		same out.csv ../first.csv
		cd ..
	done
done

# The lost link leads nowhere, which is no slip of the name.
fresh_case
cd case
damage dangling agreement.csv
expect_status 1 begin
expect_stderr 'hint: it is a link, and what it leads to is not there'
