# Partners' files as mail, archives and other programs change them, and files for
# another step: each is named by the step that it was given to.
# shellcheck shell=bash
. "$TOP/test/cli/companies.sh"

two_companies
blind acme
blind globex
theirs=globex/blinded.csv

# refused FILE REGEX...: by the step, and nothing is written.
refused()
{
	local file=$1
	shift
	expect_status 4 psi-exchange -s acme/s -o none.csv "$file"
	expect_stderr "^psi-exchange: error: $file: this is " "$@" \
	    '^psi-exchange: hint: '
	no_output none.csv
}

gzip -c "$theirs" > copy.csv.gz
refused copy.csv.gz 'a gzip archive' 'hint: unpack it'
printf 'PK\003\004 and more' > copy.zip
refused copy.zip 'a zip archive' 'hint: unpack it'
{
	printf '\377\376'
	iconv -t utf-16le "$theirs"
} > wide.csv
refused wide.csv 'saved as UTF-16' 'hint: save the attachment itself'
sed 's/,/;/' "$theirs" > semicolons.csv
refused semicolons.csv 'saved with semicolons'
sed 's/,/\t/' "$theirs" > tabs.csv
refused tabs.csv 'saved with tabs'
sed 's/^/> /' "$theirs" > quoted.txt
refused quoted.txt 'quoted in a mail'
base64 "$theirs" > encoded.txt
refused encoded.txt 'base64' "hint: decode it with 'base64 -d'"
printf '<html><body>record,value' > mail.html
refused mail.html 'a web page or an HTML mail'
printf 'MIME-Version: 1.0\n\nrecord,value\n' > mail.eml
refused mail.eml 'a whole mail'
refused acme/agreement.csv 'an agreement' "hint: 'psi-agree show' prints it"
refused acme/me.pub 'a public identity'

# What loses nothing is taken.
cp "$theirs" crlf.csv
to_crlf crlf.csv
ok psi-exchange -s acme/s -o answer.csv crlf.csv
exists answer.csv

# Files for another step.
expect_status 4 psi-exchange -s globex/s -o none.csv answer.csv
expect_stderr 'answer.csv: this is an answer' 'hint: .*goes to psi-reveal'
exchange globex acme
expect_status 4 psi-reveal -s globex/s -o none.csv acme/blinded.csv
expect_stderr 'acme/blinded.csv: this is a blinded file' \
    'hint: .*goes to psi-exchange'
no_output none.csv
