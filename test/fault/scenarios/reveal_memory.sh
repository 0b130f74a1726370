# psi-reveal under every failure of the system, where both sides sort on disk:
# nothing is left there, and the matches come out in the end.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"
. "$TOP/test/fault/sweep.sh"

# prepare: both companies, with a list that 64K do not hold. The sweep works in
# `case`, since a session knows where its identity is.
prepare()
{
	rm -rf acme globex case start proposal.csv
	two_companies -m accounts
	for us in acme globex; do
		{
			echo 'Account ID,Website,Type'
			seq 900 |
			    sed 's/.*/ID-&,www.company-&.com,Customer/'
		} > $us/accounts.csv
		psi-normalize -q -f -a $us/agreement.csv -o $us/keys.csv \
		    $us/accounts.csv
	done
}

step()
{
	"$@" psi-reveal -q -j 1 --memory 64K -s s -o matches.csv \
	    from-partner.csv
}

done_right()
{
	[ "$(wc -l < matches.csv)" -eq 901 ]
	[ -z "$(find s -name '.tmp-*')" ]
	psi-reveal -q -s s | cmp - matches.csv
	aside matches.csv
}

not_done()
{
	absent matches.csv
}

sweep_reveal()
{
	begin_sweep
	sweep open EIO 9
	sweep write ENOSPC 9
	sweep write SHORT 31
	sweep change KILLAFTER 9
	sweep malloc ENOMEM 99
}

# The side that answers second finds the matches.
prepare
mv globex case
blind acme
blind case
exchange acme case
exchange case acme
cp -a case start
cp acme/answer.csv start/from-partner.csv
sweep_reveal

# The side that answers first is told them.
prepare
mv acme case
blind case
blind globex
exchange case globex
exchange globex case
answer globex case
cp -a case start
cp globex/answer.csv start/from-partner.csv
sweep_reveal
