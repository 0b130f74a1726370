# psi-inspect: every kind of file, whole and damaged, own and the partner's.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies
blind acme
blind globex
exchange acme globex
exchange globex acme
answer globex acme

# inspect FILE [OPTION...]: the report is in out.csv.
inspect()
{
	local file=$1
	shift
	ok psi-inspect "$@" "$file" > out.csv
	contains out.csv '^item,value$'
}

inspect acme/blinded.csv
contains out.csv '^kind,blinded/2$'
contains out.csv '^from,a$'
contains out.csv '^run,1$'
contains out.csv '^elements,1024$'
contains out.csv '^suite,ristretto255-SHA512$'
contains out.csv '^digest,[0-9a-f]{64}$'
contains out.csv '^signature,not checked: say which agreement$'
expect_stderr '^psi-inspect: next: .*psi-exchange'

inspect acme/blinded.csv -a acme/agreement.csv
contains out.csv '^from,a \(Acme\)$'
contains out.csv '^signature,valid$'

# With the session, it tells an own file from one of the partner.
inspect acme/blinded.csv -s acme/s
expect_stderr '^psi-inspect: next: this file is your own'
inspect globex/blinded.csv -s acme/s
expect_stderr "^psi-inspect: next: this file is your partner's.*psi-exchange"
inspect globex/answer.csv -s acme/s
contains out.csv '^kind,answer/1$'
contains out.csv '^first,[0-9a-f]{64}$'
contains out.csv '^signature,valid$'
expect_stderr "^psi-inspect: next: this file is your partner's.*psi-reveal"
inspect acme/answer.csv
contains out.csv '^kind,evaluated/2$'
inspect globex/answer.csv
contains out.csv '^elements,1024$'

ok psi-inspect -s acme/s > out.csv
contains out.csv '^state,answered$'
contains out.csv '^role,a$'
contains out.csv '^answers-first,you$'
contains out.csv '^partner-elements,1024$'

inspect acme/agreement.csv
contains out.csv '^kind,agreement/2$'
contains out.csv '^signature-b,valid$'
inspect proposal.csv
contains out.csv '^signature-b,missing$'
inspect acme/keys.csv
contains out.csv '^kind,keys$'
expect_stderr 'must not leave'
inspect acme/me.pub
contains out.csv '^kind,public identity$'
contains out.csv "^identity,$(cat acme/me.pub)\$"
print=$(psi-keygen --public acme/me.key 2>&1 > /dev/null |
    sed -n 's/.*fingerprint //p')
contains out.csv "^fingerprint,$print\$"
expect_stderr 'compare the fingerprint with its owner by telephone'
{ cat acme/me.pub; printf ' \r\n'; } > mailed.pub
inspect mailed.pub
contains out.csv "^fingerprint,$print\$"
sed 's/./q/30' acme/me.pub > wrong.pub
expect_status 4 psi-inspect wrong.pub > out.csv
expect_stderr 'wrong.pub: this is no public identity'
lacks out.csv '^fingerprint'
# Our files in archives and web pages; session_copies.sh has what is undone.
copy()
{
	inspect copied.csv
	contains out.csv "^looks-like,$1"
	expect_stderr "it looks like $1" 'next: .*as an attachment in a zip'
}
for file in acme/agreement.csv acme/blinded.csv; do
	gzip -c $file > copied.csv
	copy 'a gzip archive'
	printf 'PK\003\004%s' "$(cat $file)" > copied.csv
	copy 'a zip archive'
	{ echo '<html><body>'; cat $file; } > copied.csv
	copy 'a web page'
done
inspect acme/me.key
contains out.csv '^kind,secret identity$'
expect_stderr 'never send'
inspect acme/me.key.ledger
contains out.csv '^kind,ledger$'
inspect acme/accounts.csv
contains out.csv '^kind,no file of libpsi$'
contains out.csv '^looks-like,"a table, as CRM systems export lists"$'
expect_stderr 'it looks like a table' "next: .*'psi-normalize --check' looks at it"
: > nothing.csv
inspect nothing.csv
expect_stderr 'it looks like an empty file' 'next: .*ask for it again'
printf 'a\0b' > data.csv
inspect data.csv
expect_stderr 'data that is no text' 'next: .*ask whoever it came from'
echo 'Hello Ana' > hello.txt
inspect hello.txt
expect_stderr 'next: none of these programs made it'

# Standard input, and CRLF as mail makes it.
ok psi-inspect < acme/blinded.csv > out.csv
contains out.csv '^kind,blinded/2$'
cp acme/blinded.csv crlf.csv
to_crlf crlf.csv
inspect crlf.csv -a acme/agreement.csv
contains out.csv '^signature,valid$'

# Damaged: what is known is printed, and the status says that it is bad.
cp acme/blinded.csv cut.csv
keep_lines cut.csv 40
expect_status 4 psi-inspect cut.csv > out.csv
expect_stderr '^psi-inspect: error: cut.csv:41: .*cut off' '^psi-inspect: hint:'
contains out.csv '^kind,blinded/2$'
contains out.csv '^elements,1024$'
lacks out.csv '^digest'

cp acme/blinded.csv changed.csv
edit changed.csv 's/^created,.*/created,2026-01-02/'
expect_status 4 psi-inspect changed.csv > out.csv
expect_stderr '^psi-inspect: error: changed.csv: .*digest'
contains out.csv '^digest,does not match$'

cp acme/blinded.csv forged.csv
edit forged.csv 's/^signature,.\{8\}/signature,AAAAAAAA/'
expect_status 4 psi-inspect -a acme/agreement.csv forged.csv > out.csv
expect_stderr '^psi-inspect: error: forged.csv: .*sign'
contains out.csv '^signature,not valid$'

cp acme/agreement.csv altered.csv
edit altered.csv 's/^retention-days,.*/retention-days,9999/'
expect_status 5 psi-inspect altered.csv > out.csv
expect_status 5 psi-inspect -a altered.csv acme/blinded.csv > out.csv
empty out.csv

# The command line, and lost output.
expect_status 2 psi-inspect -a acme/agreement.csv -s acme/s acme/blinded.csv
expect_status 2 psi-inspect acme/blinded.csv globex/blinded.csv
expect_status 6 psi-inspect -s nowhere
expect_status 1 psi-inspect nowhere.csv
expect_status 1 psi-inspect -a acme/agreement.csv acme/s
expect_stderr '^psi-inspect: hint: .*--session'
expect_status 1 psi-inspect acme/blinded.csv > /dev/full
expect_status 1 psi-inspect <&-
# What goes with an agreement, and one that both have signed.
cp "$TOP/test/cli/data/suffixes.dat" plain.psl
{ printf '// a list\n// ===BEGIN ICANN DOMAINS===\n'; cat plain.psl; } > list.psl
ok psi-inspect list.psl > out.csv
contains out.csv '^looks-like,a public-suffix list$'
expect_stderr 'next: keep it beside the agreement'
printf 'entity,type,value\ncik:1,name,A\n' > all.directory
ok psi-inspect all.directory > out.csv
contains out.csv '^looks-like,a directory of companies$'
ok psi-inspect acme/agreement.csv > out.csv
expect_stderr 'next: both have signed: '
ok psi-inspect proposal.csv > out.csv
expect_stderr "next: .*'psi-agree sign' it if your signature is missing"
# A list of accounts is no agreement; nor has a step of a session room for it.
expect_status 5 psi-agree show acme/accounts.csv
expect_stderr 'accounts.csv: this is no agreement' 'hint: .*psi-normalize takes it'
expect_status 2 psi-share -s acme/s acme/accounts.csv
expect_stderr 'one operand too many' 'hint: .*--accounts'
# A result of psi-reveal is not one of pairs.
printf 'match,account,score,tier,level,matched_on\nm,A,0.9,1,account,x\n' > matches.csv
expect_status 3 psi-report matrix matches.csv
expect_stderr 'matches.csv: this is a result of psi-reveal' 'hint: .*psi-join wrote'
sed 's/0.9/0.8/' matches.csv > later.csv
expect_status 3 psi-diff matches.csv later.csv
expect_stderr 'matches.csv: this is a result of psi-reveal'
expect_status 2 psi-report new matches.csv
expect_stderr 'history is missing' 'hint: .*--history pairs-1.csv'

# A mail as it was saved, whichever of its headers comes first.
for head in To Date Reply-To Message-Id Content-Type ARC-Seal User-Agent; do
	printf '%s: one\n\ntext\n' "$head" > whole.eml
	ok psi-inspect whole.eml > out
	contains out '^looks-like,a whole mail$'
done
