# psi-inspect --versions: of which version a file is, also of one that these
# programs cannot read for that reason, and who has the older programs.
# shellcheck shell=bash disable=SC2164
. "$TOP/test/cli/companies.sh"

two_companies
blind acme
blind globex
exchange acme globex
exchange globex acme
answer globex acme

# versions FILE REGEX...: the report has these lines, and no others.
versions()
{
	local file=$1
	shift
	ok psi-inspect --versions "$file" > out.csv
	lines out.csv $(($# + 1))
	for line in item,value "$@"; do
		contains out.csv "^$line\$"
	done
}

hex='[0-9a-f]{64}'
digest=$(sed -n 's/^sha256,//p' acme/agreement.csv)
versions acme/agreement.csv format,agreement/2 format-here,agreement/2 \
    suite,ristretto255-SHA512 rules,pkn2 rules-here,pkn2 "fingerprint,$hex" \
    "suffix-list,$(sha256sum acme/agreement.csv.psl | cut -d ' ' -f 1)"
expect_stderr '^psi-inspect: this program has the same'
cp out.csv want
ok psi-inspect --versions < acme/agreement.csv > out.csv
same out.csv want
cp acme/agreement.csv crlf.csv
to_crlf crlf.csv
ok psi-inspect --versions crlf.csv > out.csv
same out.csv want
versions acme/keys.csv rules,pkn2 rules-here,pkn2 "fingerprint,$hex"
contains want "^$(grep '^fingerprint' out.csv)\$"
versions acme/blinded.csv format,blinded/2 format-here,blinded/2 \
    suite,ristretto255-SHA512 "agreement,$digest"
versions acme/answer.csv format,evaluated/2 format-here,evaluated/2 \
    "agreement,$digest"
versions globex/answer.csv format,answer/1 format-here,answer/1 \
    "agreement,$digest"
versions acme/me.pub format,psi1 format-here,psi1
versions acme/me.key format,psi-secret-identity/1 \
    format-here,psi-secret-identity/1

# Of another version, by a file that cannot be read otherwise.
other()
{
	sed -e "$2" "$1" > other.csv
	ok psi-inspect --versions other.csv > out.csv
	contains out.csv "^$3\$"
	expect_stderr "$4"
}
other acme/blinded.csv 's#^file,.*#file,blinded/3#' format,blinded/3 \
    'next: this program is the older one \(blinded/2\): install'
expect_status 4 psi-inspect other.csv > out.csv
expect_stderr 'made by another version' "hint: .*psi-inspect --versions FILE"
other acme/blinded.csv 's#^file,.*#file,blinded/1#' format,blinded/1 \
    'next: this program is the newer one \(blinded/2\): the maker'
other acme/agreement.csv 's#^file,.*#file,agreement/10#' format,agreement/10 \
    'this program is the older one \(agreement/2\)'
other acme/agreement.csv 's#^normalizer,.*#normalizer,pkn1#' rules,pkn1 \
    'this program is the newer one \(pkn2\)'
other acme/keys.csv 's#^,,normalizer,pkn2:#,,normalizer,pkn3:#' rules,pkn3 \
    'this program is the older one \(pkn2\)'
other acme/blinded.csv 's#^file,.*#file,moon/1#' format-here,none \
    "does not know 'moon/1'; it has: none"
other acme/agreement.csv 's#^normalizer,.*#normalizer,x\x1b[31my#' rules,x \
    "does not know 'x'; it has: pkn2"

# What says nothing of its version.
for file in acme/accounts.csv /dev/null; do
	expect_status 4 psi-inspect --versions "$file" > out.csv
	expect_stderr 'does not say of which version it is' 'hint: '
	empty out.csv
done
for option in '-s acme/s' '-a acme/agreement.csv'; do
	# shellcheck disable=SC2086
	expect_status 2 psi-inspect --versions $option acme/blinded.csv
done
