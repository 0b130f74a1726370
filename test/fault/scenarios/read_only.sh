# Folders that cannot be written to, and locks that fail as on some network
# folders: each step says so, and changes nothing.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies --share basic
blind acme
blind globex

# as_nobody COMMAND...: by a user to whom permissions apply.
as_nobody()
{
	"$@"
}
if [ "$(id -u)" -eq 0 ]; then
	command -v setpriv > /dev/null || skip 'setpriv is not installed'
	as_nobody()
	{
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	}
	tools=$(dirname "$(command -v psi-blind)")
	as_nobody "$tools/psi-blind" --version > version 2>&1 ||
	    skip 'another user cannot run the tools from here'
	chmod 711 "$SCRATCH" "$SCRATCH/work"
	as_nobody test -e "$SCRATCH/work/acme" ||
	    skip 'another user cannot reach this folder'
	chown -R 65534:65534 acme globex
fi

# What is in acme's folder, and since when.
state()
{
	{
		find acme -type d -printf '%p %m\n'
		find acme -type f -printf '%p %s %T@ %m\n'
	} | sort
}

# unchanged STATUS REGEX COMMAND...: it fails so, and acme's folder stays.
unchanged()
{
	local status=$1 regex=$2
	shift 2
	state > before.state
	expect_status "$status" "$@"
	expect_stderr "$regex"
	state > after.state
	same before.state after.state
}

# every_step STATUS REGEX [PREFIX...]
every_step()
{
	local status=$1 regex=$2
	shift 2
	unchanged "$status" "$regex" "$@" psi-exchange -q -s acme/s \
	    -o acme/answer.csv globex/blinded.csv
	unchanged "$status" "$regex" "$@" psi-close -q -s acme/s
	unchanged "$status" "$regex" "$@" psi-blind -q -s acme/s2 \
	    -a acme/agreement.csv -i acme/me.key -o acme/more.csv \
	    acme/keys.csv
}

# Locks: ENOLCK 37, ENOTSUP 95, EIO 5.
for number in 37 95 5; do
	every_step 1 '^psi-[a-z]+: error: cannot lock ' \
	    as_nobody env LD_PRELOAD="$PSI_POWER_LIB" PSI_LOCK_FAILS=$number
done

# Read-only: the folder of the session, then that of the identity.
chmod -R a-w acme
every_step 1 "^psi-[a-z]+: error: cannot .*: Permission denied" as_nobody
chmod -R u+w acme
chmod a-w acme/s
unchanged 1 ': Permission denied' as_nobody psi-exchange -q -s acme/s \
    -o acme/answer.csv globex/blinded.csv
chmod u+w acme/s
# And after all that the step is done as ever.
ok as_nobody psi-exchange -q -s acme/s -o acme/answer.csv globex/blinded.csv
exists acme/answer.csv
# What only reads needs no right to write.
chmod -R a-w acme
ok as_nobody psi-inspect -q -s acme/s > state.csv
contains state.csv '^state,answered$'
ok as_nobody psi-agree check -q -i acme/me.key acme/agreement.csv
ok as_nobody psi-agree audit -q -i acme/me.key > audit.csv
chmod -R u+w acme
