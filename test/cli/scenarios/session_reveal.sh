# psi-reveal: the options are checked before the run is closed, and a result
# that is stored is shown without the identity.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies
blind acme
blind globex
exchange acme globex
exchange globex acme
cp -a globex/s globex/bound
answer globex acme
cp -a acme/s before

# refused REGEX ARGUMENT...: usage, and the run goes on.
refused()
{
	local regex=$1
	shift
	expect_status 2 psi-reveal -s acme/s -o out.csv "$@" \
	    < globex/answer.csv
	expect_stderr "^psi-reveal: error: $regex"
	no_output out.csv
	diff -r before acme/s > changes || fail "another session: $(cat changes)"
}
with=(--accounts acme/accounts.csv globex/answer.csv)
refused "there is no such encoding: 'ebcdic'" --encoding ebcdic "${with[@]}"
expect_stderr 'hint: the encodings are utf-8, utf-16le'
refused "--delimiter takes one .*, not 'ab'" --delimiter ab "${with[@]}"
refused '--jobs takes' --jobs 0 "${with[@]}"
refused '--accounts is missing' --encoding utf-8 globex/answer.csv
# One standard input is not two files.
both='both FILE and --accounts would be read from standard input'
refused "$both" --accounts - -
refused "$both" --accounts -

# Cells that a spreadsheet would take for formulas, and numbers.
cat > acme/wide.csv << 'END'
Account ID,=Name,Balance,Phone,Remark
A-1,=1+1,-12.5,+49 30 1234,-2+3+A1
A-2,@SUM(1),"-1.234,50",+1-800-555,-
END
ok psi-reveal -q -s acme/s --accounts - globex/answer.csv -o wide.csv \
    < acme/wide.csv
contains wide.csv ",Account ID,'=Name,Balance,Phone,Remark$"
expect_stderr 'warning: .standard input. is not the export that was normalised: beside'
contains wide.csv ",A-1,'=1\+1,-12\.5,\+49 30 1234,'-2\+3\+A1$"
contains wide.csv ",A-2,'@SUM\(1\),\"-1\.234,50\",\+1-800-555,-$"
ok psi-reveal -q -s acme/s --accounts - < acme/wide.csv > again.csv
same wide.csv again.csv
expect_status 2 psi-reveal -s acme/s --accounts - - < acme/wide.csv
expect_stderr "error: $both"

# The list of the keys itself says nothing; one in which an id is another company's
# by now looks alike, and it is told. So with several.
ok psi-reveal -f -s acme/s --accounts acme/accounts.csv -o named.csv
no_stderr 'warning'
sed 's/^A-1,/A-9,/; s/^A-3,/A-1,/' acme/accounts.csv > reused.csv
ok psi-reveal -f -q -s acme/s --accounts reused.csv -o named.csv
expect_stderr "^psi-reveal: warning: 'reused.csv' is not the export that was normalised"
contains named.csv ',A-1,Only Acme'
rm named.csv reused.csv

# The identity is not needed any more, unless it is named, or a file is.
ok psi-reveal -q -s acme/s -o matches.csv
mv acme/me.key away.key
mv acme/me.key.ledger away.key.ledger
ok psi-reveal -s acme/s > again.csv
expect_stderr 'the identity was not found: the stored result is shown' \
    '2 of your 3 accounts matched; [0-9]+ matching keys, of which an account may have several'
expect_stderr '2 are the same company .account., 0 of the same family'
same matches.csv again.csv
expect_status 1 psi-reveal -s acme/s -i nowhere.key -o out.csv
expect_status 1 psi-reveal -s acme/s globex/answer.csv -o out.csv
expect_stderr "error: cannot find the identity '.*acme/me.key'" \
    'hint: .*--identity'
no_output out.csv
ok psi-reveal -q -s acme/s -i away.key globex/answer.csv > again.csv
same matches.csv again.csv
# A session that was not revealed needs it.
mv globex/me.key globex/away.key
expect_status 1 psi-reveal -s globex/bound -o out.csv < acme/answer.csv
expect_stderr "error: cannot find the identity"
no_output out.csv
contains globex/bound/state.csv '^state,bound$'
