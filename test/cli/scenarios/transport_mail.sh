# psi-run over e-mail: a real MTA (exim) delivers into Maildirs, attachments are
# taken out by munpack, files over the limit go in parts, and a mail system
# changes what it can.
# shellcheck shell=bash
exim=$(command -v exim4 || echo /usr/sbin/exim4)
[ -x "$exim" ] || skip "exim4 is not installed"
command -v munpack > /dev/null || need ripmime
[ "$(id -u)" = 0 ] || skip 'only root may run the MTA on a configuration of its own'
. "$TOP/test/cli/transports.sh"

partners -s 'share-a=any any name+owner' -s 'share-b=any any name'
# The MTA delivers as nobody, who may not look into the scenario's folder.
post=$(mktemp -d /tmp/psi-post.XXXXXX)
trap 'rm -rf "$post"' EXIT
for us in acme globex; do
	mkdir -p "$post/mail/$us/new" "$post/mail/$us/cur" "$post/mail/$us/tmp"
done
mkdir "$post/spool" "$post/log"
ln -s "$post/mail" mail
cat > "$post/exim.conf" <<-END
exim_user = nobody
exim_group = nogroup
keep_environment =
primary_hostname = mail.example
domainlist local_domains = mail.example
spool_directory = $post/spool
log_file_path = $post/log/%slog
message_size_limit = 50M
begin acl
begin routers
$(for us in acme globex; do
	printf '%s:\n  driver = accept\n  domains = +local_domains\n' $us
	printf '  local_parts = %s\n  transport = to_%s\n' $us $us
done)
begin transports
$(for us in acme globex; do
	printf 'to_%s:\n  driver = appendfile\n  maildir_format\n' $us
	printf '  directory = %s/mail/%s\n' "$post" $us
	printf '  user = nobody\n  group = nogroup\n'
done)
begin retry
begin rewrite
END
chown -R nobody:nogroup "$post"
chmod 755 "$post"
chown root "$post/exim.conf"
for us in acme globex; do
	them=$([ $us = acme ] && echo globex || echo acme)
	ways $us $them <<-END
	send,$transport/mail-send
	send,{file}
	send,$them@mail.example
	send,$us@mail.example
	send,$exim
	send,-C
	send,$post/exim.conf
	send,-odi
	fetch,$transport/mail-fetch
	fetch,{inbox}
	fetch,$post/mail/$us
	split,20K
	END
done
# Other mail comes too.
printf 'From: x@y\nTo: acme@mail.example\nSubject: hello\n\nno attachment\n' |
    "$exim" -C "$post/exim.conf" -odi acme@mail.example
[ -n "$(ls mail/acme/new)" ] || fail "$(cat "$post"/log/*)"

# Each file is larger than this limit.
all_the_way
for us in acme globex; do
	[ "$(find $us/*/sent -name '*.part-*' | wc -l)" -gt 8 ] ||
	    fail 'no parts were sent'
done
[ -z "$(find mail/*/new -type f)" ] || fail 'mails are left'

psi-share -q -s acme/globex/runs/1 -o fields.csv
# What a mail system makes of an attachment: other line ends, quoted-printable.
mangle()
{
	local file
	file=fields.csv
	{
		printf 'From: x@y\nTo: z\nMIME-Version: 1.0\n'
		printf 'Content-Type: multipart/mixed; boundary="b"\n\n--b\n'
		printf 'Content-Type: text/csv; name="fields.csv"\n'
		printf 'Content-Disposition: attachment; filename="fields.csv"\n'
		printf 'Content-Transfer-Encoding: %s\n\n' "$1"
		"$2" < "$file"
		printf '\n--b--\n'
	}
}
base64_crlf()
{
	sed 's/$/\r/' | base64 | sed 's/$/\r/'
}
quoted_printable()
{
	perl -MMIME::QuotedPrint -0777 -ne 'print encode_qp($_)'
}
rm -rf inbox box
mkdir -p inbox box/new box/cur
mangle base64 base64_crlf > box/new/1
mangle quoted-printable quoted_printable > box/new/2
"$transport/mail-fetch" inbox box
[ "$(find inbox -type f | wc -l)" -eq 2 ] || fail 'two attachments'
for file in inbox/*; do
	ok psi-inspect -q "$file" > facts
	contains facts '^holds,fields$'
done

# A mail that is the file, or has it in its text; what others call their files.
# Nothing goes without a word.
plain()
{
	printf 'From: x@y\nTo: z\nSubject: file\n%s\n' "$1"
	cat
}
attached()
{
	printf 'From: x@y\nTo: z\nMIME-Version: 1.0\n'
	printf 'Content-Type: multipart/mixed; boundary="b"\n\n--b\n'
	printf 'Content-Disposition: attachment; filename="%s"\n' "$1"
	printf 'Content-Type: application/octet-stream; name="%s"\n' "$1"
	printf 'Content-Transfer-Encoding: base64\n\n'
	base64
	printf '\n--b--\n'
}
mime=$'MIME-Version: 1.0\nContent-Type: text/plain\n'
# of REGEX: psi-inspect says this of the one file that came with it.
of()
{
	rm -rf inbox box
	mkdir -p inbox box/new box/cur
	cat > box/new/mail
	"$transport/mail-fetch" inbox box
	[ "$(find inbox -type f | wc -l)" -eq 1 ] || fail "$1: $(ls inbox)"
	psi-inspect -q inbox/* > facts
	contains facts "$1"
}
plain '' < fields.csv | of '^holds,fields$'
plain "$mime" < fields.csv | of '^holds,fields$'
{ echo 'Dear all,'; echo; cat fields.csv; } | plain '' |
    of '^looks-like,the text of a mail with a file of libpsi in it'
attached x.desc < fields.csv | of '^holds,fields$'
printf 'PK\003\004 and more' | attached part1.zip | of '^looks-like,a zip archive'

# What mail programs make of it: with a page beside the text, forwarded as a
# whole mail, shown inline, without a name, with a name that is not ASCII, two
# of one name, encoded as uuencode does.
command -v python3 > /dev/null || exit 0
rm -rf inbox box
mkdir -p inbox box/new box/cur
python3 - fields.csv box/new <<-'END'
	import binascii, sys
	from email.message import EmailMessage
	data = open(sys.argv[1], "rb").read()

	def mail(text):
	    m = EmailMessage()
	    m["From"], m["To"], m["Subject"] = "a@acme.example", "b@x", "files"
	    m.set_content(text)
	    return m

	def save(name, content):
	    open(sys.argv[2] + "/" + name, "wb").write(content)

	page = mail("hello")
	page.add_alternative("<p>hello</p>", subtype="html")
	page.add_attachment(data, maintype="text", subtype="csv", filename="f.csv")
	save("page", page.as_bytes())
	forwarded = mail("see below")
	forwarded.add_attachment(page)
	save("forwarded", forwarded.as_bytes())
	inline = mail("hello")
	inline.add_attachment(data.decode(), subtype="csv", filename="f.csv",
	    cte="quoted-printable", disposition="inline")
	save("inline", inline.as_bytes())
	nameless = mail("hello")
	nameless.add_attachment(data, maintype="application",
	    subtype="octet-stream")
	save("nameless", nameless.as_bytes())
	foreign = mail("hello")
	foreign.add_attachment(data, maintype="application",
	    subtype="octet-stream", filename="F\u00fcr M\u00e4rz.csv")
	save("foreign", foreign.as_bytes())
	two = mail("hello")
	for _ in range(2):
	    two.add_attachment(data, maintype="text", subtype="csv",
	        filename="f.csv")
	save("two", two.as_bytes())
	lines = [binascii.b2a_uu(data[i:i + 45]) for i in range(0, len(data), 45)]
	save("uuencoded", b"From: a@x\nTo: b@x\nSubject: files\n\nhello\n\n" +
	    b"begin 644 f.csv\n" + b"".join(lines) + b"`\nend\n")
	save("none", mail("no attachment").as_bytes())
END
"$transport/mail-fetch" inbox box
[ "$(find inbox -type f | wc -l)" -eq 8 ] || fail "$(ls inbox)"
for file in inbox/*; do
	ok psi-inspect -q "$file" > facts
	contains facts '^holds,fields$'
done

# A full disk: the mail stays where it is.
cat > "./df" <<-'END'
	#!/bin/sh
	printf 'Filesystem 1024-blocks Used Available Capacity Mounted\n'
	printf 'tmpfs 100 98 2 98%% /tmp\n'
END
chmod 755 ./df
mv box/cur/page:2,S box/new/page
PATH=$PWD:$PATH expect_status 1 "$transport/mail-fetch" inbox box
expect_stderr 'has no room for the attachments of'
exists box/new/page
