/* lib/normal/domain: the rules, and each trap that was met. */
#include "support/cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpsl.h>

#include "normal/domain.h"
#include "normal/domain_lists.h"
#include "normal/suffixes.h"

/* As much of the public suffix list as is needed here. */
static const char list[] =
    "// ===BEGIN ICANN DOMAINS===\n"
    "com\norg\nnet\nde\nio\ntv\nms\nuk\nco.uk\norg.uk\ngov.uk\n"
    "jp\nco.jp\n*.kawasaki.jp\n!city.kawasaki.jp\n*.ck\n!www.ck\nru\n"
    "\xd1\x80\xd1\x84\n"
    "\xe5\x85\xac\xe5\x8f\xb8.cn\ncn\n"
    "// ===BEGIN PRIVATE DOMAINS===\n"
    "github.io\nblogspot.com\ns3.amazonaws.com // a comment\n";

static struct psi_suffixes *suffixes;

static int
set_up(void **state)
{
	(void)state;
	return psi_suffixes_new(
	    &suffixes, (const uint8_t *)list, sizeof list - 1, NULL);
}

static int
tear_down(void **state)
{
	(void)state;
	psi_suffixes_free(suffixes);
	return 0;
}

static void
expect(const char *text, const char *want)
{
	struct psi_domain domain;

	assert_int_equal(
	    psi_domain_parse(&domain, suffixes, text, strlen(text)),
	    PSI_REJECT_NONE);
	assert_string_equal(domain.host + domain.start, want);
	assert_int_equal(domain.host_len, strlen(domain.host));
}

static void
refuse(const char *text, enum psi_reject want)
{
	struct psi_domain domain;
	enum psi_reject reject;

	reject = psi_domain_parse(&domain, suffixes, text, strlen(text));
	assert_string_equal(psi_reject_name(reject), psi_reject_name(want));
}

static void
addresses(void **state)
{
	static const char *const same[] = { "acme.com", "ACME.COM",
		"www.acme.com", "https://www.Acme.com/about?x=1", "acme.com.",
		".acme.com", "ACME.COM:8443/p", "http://https://acme.com",
		"http://http://acme.com", "//acme.com/", "http:acme.com",
		"http:/acme.com", "http//acme.com", "HTTPS://ACME.COM",
		"htp://acme.com", "htpps//acme.com", "http.//acme.com",
		"htps:/acme.com", "https:www.acme.com", "URL=http://acme.com",
		"url:acme.com", "Web:www.acme.com", "www:acme.com",
		"www..acme.com", "ftp://files.acme.com/x", "acme.com#top",
		"acme.com?x=a@b.org", "acme.com/a@b.org", "acme.com\\x",
		"http://user:pass@acme.com/", "info@acme.com",
		"mailto:info@acme.com", "<info@acme.com>", "\"acme.com\"",
		"'acme.com'", " acme.com ", "(acme.com)", "acme.com/",
		"shop.eu.acme.com", "acme\xe2\x80\x8b.com",
		"\xef\xbb\xbf"
		"acme.com",
		"\xe2\x80\x9c"
		"acme.com\xe2\x80\x9d",
		"ac\xc2\xadme.com", "a@b@acme.com" };

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		expect(same[i], "acme.com");
	expect("info@acme.co.uk", "acme.co.uk");
	expect("shop.acme.co.uk", "acme.co.uk");
	expect("acme.github.io", "acme.github.io");
	expect("www.acme.blogspot.com", "acme.blogspot.com");
	/* A sandbox of a CRM puts this behind real addresses. */
	expect("joe@acme.com.invalid", "acme.com");
	expect("joe@sub.acme.com.test", "acme.com");
	expect("3m.com", "3m.com");
	/* Letters of a scheme, and none. */
	expect("https.com/x", "https.com");
	expect("sps.com:443", "sps.com");
	expect("1-800-acme.com", "1-800-acme.com");
}

/* How an address says that the account is only a guest there. */
static void
guests(void **state)
{
	static const struct {
		const char *text;
		unsigned int flags;
	} rows[] = {
		{ "https://www.acme.com/", 0 },
		{ "acme.com/en-us/index.html?x=1", 0 },
		{ "acme.com/de", 0 },
		{ "acme.com/contact", 0 },
		{ "acme.com/members/globex", PSI_DOMAIN_PAGE },
		{ "acme.com/globex.html", PSI_DOMAIN_PAGE },
		{ "acme.com#top", 0 },
		{ "shop.acme.com", 0 },
		{ "www3.de.acme.com", 0 },
		{ "globex.acme.com", PSI_DOMAIN_PART },
		{ "globex.acme.com/x-ray", PSI_DOMAIN_PART | PSI_DOMAIN_PAGE },
		{ "joe@globex.acme.com", 0 },
	};
	const unsigned int all = PSI_DOMAIN_PART | PSI_DOMAIN_PAGE;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct psi_domain domain;

		assert_int_equal(psi_domain_parse(&domain, suffixes,
				     rows[i].text, strlen(rows[i].text)),
		    PSI_REJECT_NONE);
		assert_int_equal(domain.steps & all, rows[i].flags);
		assert_int_equal(
		    psi_domain_is_guest(domain.steps), rows[i].flags != 0);
	}
	assert_false(psi_domain_is_guest(all | PSI_DOMAIN_OWN));
}

/* What is left of an address that was pasted with its markup. */
static void
markup(void **state)
{
	(void)state;
	expect("href=\"http://acme.com/x\">Acme</a>", "acme.com");
	expect("[Acme](https://acme.com)", "acme.com");
	expect("acme.com%20", "acme.com");
	expect("%20acme.com", "acme.com");
	expect("{\"acme.com\"}", "acme.com");
	expect("*acme.com*", "acme.com");
}

static void
other_scripts(void **state)
{
	(void)state;
	expect("b\xc3\xbc"
	       "cher.de",
	    "xn--bcher-kva.de");
	expect("B\xc3\x9c"
	       "CHER.de",
	    "xn--bcher-kva.de");
	/* The same written with a combining mark. */
	expect("bu\xcc\x88"
	       "cher.de",
	    "xn--bcher-kva.de");
	expect("xn--bcher-kva.de", "xn--bcher-kva.de");
	expect("www.XN--BCHER-KVA.de", "xn--bcher-kva.de");
	/* Nontransitional: a sharp s stays one. */
	expect("fa\xc3\x9f.de", "xn--fa-hia.de");
	/* Suffixes in other scripts, in either form. */
	expect("www.acme.\xd1\x80\xd1\x84", "acme.xn--p1ai");
	expect("acme.xn--p1ai", "acme.xn--p1ai");
	expect("www.acme.\xe5\x85\xac\xe5\x8f\xb8.cn", "acme.xn--55qx5d.cn");
	/* No label in ASCII form, although it looks a little like one. */
	expect("ab--cd.com", "ab--cd.com");
	expect("r4---sn.acme.com", "acme.com");
	/* All that is invisible, not only what is met often. */
	expect("ac\xef\xb8\x8fme\xe2\x80\xac.com", "acme.com");
	/* Full stops of other scripts. */
	expect("acme\xe3\x80\x82"
	       "com",
	    "acme.com");
	expect(
	    "\xef\xbd\x81\xef\xbd\x83\xef\xbd\x8d\xef\xbd\x85.com", "acme.com");
}

static void
special_rules(void **state)
{
	(void)state;
	expect("a.b.c.ck", "b.c.ck");
	expect("x.www.ck", "www.ck");
	expect("www.ck", "www.ck");
	/* Pages below a suffix are many organisations'. */
	refuse("www.co.uk/acme", PSI_REJECT_PUBLIC_SUFFIX);
	refuse("www2.co.uk", PSI_REJECT_PUBLIC_SUFFIX);
	refuse("mail.co.uk", PSI_REJECT_PUBLIC_SUFFIX);
	refuse("b.ck", PSI_REJECT_PUBLIC_SUFFIX);
	expect("a.b.kawasaki.jp", "a.b.kawasaki.jp");
	refuse("b.kawasaki.jp", PSI_REJECT_PUBLIC_SUFFIX);
	expect("x.city.kawasaki.jp", "city.kawasaki.jp");
	refuse("kawasaki.jp", PSI_REJECT_PUBLIC_SUFFIX);
}

static void
rejects(void **state)
{
	(void)state;
	/* Upper case and a trailing dot must not make a suffix a key. */
	refuse("CO.UK", PSI_REJECT_PUBLIC_SUFFIX);
	refuse("co.uk.", PSI_REJECT_PUBLIC_SUFFIX);
	refuse("github.io", PSI_REJECT_PUBLIC_SUFFIX);
	expect("WWW.X.CO.UK", "x.co.uk");
	refuse("192.168.1.4", PSI_REJECT_IP_ADDRESS);
	refuse("127.0.0.1", PSI_REJECT_IP_ADDRESS);
	refuse("http://10.0.0.1:8080/x", PSI_REJECT_IP_ADDRESS);
	refuse("[::1]", PSI_REJECT_IP_ADDRESS);
	refuse("http://[2001:db8::1]/", PSI_REJECT_IP_ADDRESS);
	refuse("2001:db8::1", PSI_REJECT_IP_ADDRESS);
	refuse("1.2.3", PSI_REJECT_IP_ADDRESS);
	refuse("localhost", PSI_REJECT_SINGLE_LABEL);
	refuse("com", PSI_REJECT_SINGLE_LABEL);
	/* Slips of the pen, and what nobody can register. */
	refuse("www.acme.con", PSI_REJECT_UNKNOWN_SUFFIX);
	refuse("acme.nosuchsuffix", PSI_REJECT_UNKNOWN_SUFFIX);
	refuse("acme.local", PSI_REJECT_UNKNOWN_SUFFIX);
	refuse("acme", PSI_REJECT_SINGLE_LABEL);
	refuse("acme..com", PSI_REJECT_EMPTY_LABEL);
	refuse("b\xc3\xbc"
	       "cher..de",
	    PSI_REJECT_EMPTY_LABEL);
	refuse("n/a", PSI_REJECT_PLACEHOLDER);
	refuse("N/A", PSI_REJECT_PLACEHOLDER);
	refuse("http://", PSI_REJECT_PLACEHOLDER);
	refuse("-", PSI_REJECT_PLACEHOLDER);
	refuse("ac me.com", PSI_REJECT_HOST_CHARACTER);
	refuse("acme_x.com", PSI_REJECT_HOST_CHARACTER);
	refuse("-acme.com", PSI_REJECT_HOST_CHARACTER);
	refuse("acme-.com", PSI_REJECT_HOST_CHARACTER);
	refuse("acme.com:http", PSI_REJECT_HOST_CHARACTER);
	refuse("xn--a.com", PSI_REJECT_HOST_IDNA);
	refuse("\xe2\x98\x83.com", PSI_REJECT_HOST_IDNA);
	/* Assigned in Unicode 15.0, whatever the system knows. */
	refuse("\xf0\x9f\xab\xa8.com", PSI_REJECT_UNASSIGNED);
	/* Not UTF-8 would silently give a wrong answer. */
	refuse("b\xfc"
	       "cher.de",
	    PSI_REJECT_NOT_UTF8);
	refuse("\xc0\xae.com", PSI_REJECT_NOT_UTF8);
	refuse("gmail.com@gmail.com", PSI_REJECT_FREE_MAIL);
	refuse("joe@googlemail.com", PSI_REJECT_FREE_MAIL);
	/* A web address of the provider is its own. */
	expect("www.gmx.net", "gmx.net");
	refuse("https://gmail.com", PSI_REJECT_SHARED_HOST);
	/* Long lists hold these; they are companies. */
	expect("joe@starbucks.com", "starbucks.com");
	expect("joe@comcast.com", "comcast.com");
}

static void
shared(void **state)
{
	(void)state;
	refuse("linkedin.com/company/acme", PSI_REJECT_SHARED_HOST);
	refuse("https://www.facebook.com/acme", PSI_REJECT_SHARED_HOST);
	refuse("https://de.linkedin.com/company/acme", PSI_REJECT_SHARED_HOST);
	refuse("acme.s3.amazonaws.com", PSI_REJECT_SHARED_HOST);
	refuse("acme.sharepoint.com", PSI_REJECT_SHARED_HOST);
	refuse("acme.my.salesforce.com", PSI_REJECT_SHARED_HOST);
	refuse("sites.google.com/view/acme", PSI_REJECT_SHARED_HOST);
	refuse("bit.ly/xyz", PSI_REJECT_SHARED_HOST);
	refuse("example.com", PSI_REJECT_SHARED_HOST);
	refuse("test.com", PSI_REJECT_SHARED_HOST);
	/* Not what only ends alike. */
	expect("notlinkedin.com", "notlinkedin.com");
	expect("salesforce.com", "salesforce.com");
	/* The company itself, and what others have under its name. */
	expect("https://www.github.com/", "github.com");
	expect("joe@github.com", "github.com");
	expect("joe@linkedin.com", "linkedin.com");
	refuse("x@reply.github.com", PSI_REJECT_SHARED_HOST);
	refuse("github.com/acme", PSI_REJECT_SHARED_HOST);
	refuse("acme.zendesk.com", PSI_REJECT_SHARED_HOST);
}

static void
long_hosts(void **state)
{
	char text[400];

	(void)state;
	memset(text, 'a', sizeof text);
	memcpy(text + 63, ".com", 5);
	expect(text, text);
	memset(text, 'a', sizeof text);
	memcpy(text + 64, ".com", 5);
	refuse(text, PSI_REJECT_HOST_TOO_LONG);
	/* 253 bytes are the most. */
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = i % 2 == 0 ? 'a' : '.';
	memcpy(text + 248, "a.com", 6);
	expect(text, "a.com");
	memcpy(text + 248, "aa.com", 7);
	refuse(text, PSI_REJECT_HOST_TOO_LONG);
}

/* The values of a cell, with a blank between them. */
static void
expect_parts(const char *cell, const char *want)
{
	char got[256];
	const char *part;
	size_t part_len;
	size_t pos = 0;
	size_t n = 0;

	while (psi_domain_next(&pos, &part, &part_len, cell, strlen(cell))) {
		assert_true(n + part_len + 2 < sizeof got);
		if (n > 0)
			got[n++] = ' ';
		memcpy(got + n, part, part_len);
		n += part_len;
	}
	got[n] = '\0';
	assert_string_equal(got, want);
}

static void
several(void **state)
{
	(void)state;
	expect_parts("www.acme.com; www.acme.de", "www.acme.com www.acme.de");
	expect_parts("acme.com,acme.de|acme.fr acme.it",
	    "acme.com acme.de acme.fr acme.it");
	expect_parts("acme.com\nacme.de", "acme.com acme.de");
	expect_parts("acme.com\xc2\xa0"
		     "acme.de",
	    "acme.com acme.de");
	expect_parts("acme.com / acme.de", "acme.com acme.de");
	expect_parts("acme.com;", "acme.com");
	expect_parts("", "");
	expect_parts(" , ; ", "");
	/* A comma in a path belongs to the path. */
	expect_parts("https://acme.com/a,b.html", "https://acme.com/a,b.html");
	expect_parts("acme.com?x=1;y.de", "acme.com?x=1;y.de");
	/* A slash is one either way, as it is to the end of a host. */
	expect_parts("acme.com\\a b,c.pdf", "acme.com\\a b,c.pdf");
	expect_parts(
	    "https:\\\\acme.com acme.de", "https:\\\\acme.com acme.de");
	expect_parts("https:\\\\acme.com\\a b", "https:\\\\acme.com\\a b");
	expect_parts(
	    "https://acme.com/a, acme.de", "https://acme.com/a acme.de");
	expect_parts("http://acme.com/,http://acme.de/",
	    "http://acme.com/ http://acme.de/");
	/* So does a blank, unless an address follows. */
	expect_parts("https://acme.com/Annual Report 2021.pdf",
	    "https://acme.com/Annual Report 2021.pdf");
	expect_parts("https://acme.com/a   https://acme.de/b",
	    "https://acme.com/a https://acme.de/b");
	expect_parts("acme.com/a b.de", "acme.com/a b.de");
	expect_parts("acme.com/ acme.de", "acme.com/ acme.de");
	expect_parts("acme.com/,acme.de", "acme.com/ acme.de");
	expect_parts("acme.com/x , acme.de", "acme.com/x acme.de");
	expect_parts("acme.com/,www.acme.de", "acme.com/ www.acme.de");
	expect_parts("http://acme.com,acme.de", "http://acme.com acme.de");
}

static void
labels(void **state)
{
	struct psi_domain domain;

	(void)state;
	assert_int_equal(
	    psi_domain_parse(&domain, suffixes, "shop.acme.co.uk", 15),
	    PSI_REJECT_NONE);
	assert_int_equal(psi_domain_label_len(&domain), 4);
	assert_false(domain.mail);
	assert_int_equal(psi_domain_parse(&domain, suffixes, "a@acme.de", 9),
	    PSI_REJECT_NONE);
	assert_true(domain.mail);
}

static void
placeholders(void **state)
{
	(void)state;
	assert_true(psi_is_placeholder("None", 4));
	assert_true(psi_is_placeholder(" TBD ", 5));
	assert_true(psi_is_placeholder("No Website", 10));
	/* The longest. */
	assert_true(psi_is_placeholder("Not Applicable", 14));
	assert_false(psi_is_placeholder("", 0));
	assert_false(psi_is_placeholder("nonesuch", 8));
}

static void
bad_lists(void **state)
{
	static const char *const rules[] = { "!", ".", "*.", "*.*", "!.",
		".com", "com.", "a..b", "*.a..b", "a.*.b", "c*m", "a/b", "a:b",
		"<p>", "!!a", "%20" };
	struct psi_suffixes *none = NULL;
	struct psi_error err = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		char text[32];
		int len =
		    snprintf(text, sizeof text, "com\n%s\nde\n", rules[i]);

		assert_int_equal(psi_suffixes_new(&none, (const uint8_t *)text,
				     (size_t)len, &err),
		    PSI_E_INPUT);
		assert_int_equal(err.line, 2);
	}
	assert_int_equal(psi_suffixes_new(&none,
			     (const uint8_t *)"com\n// a\0b\n", 12, &err),
	    PSI_E_INPUT);
	assert_int_equal(err.line, 2);
	assert_int_equal(
	    psi_suffixes_new(&none, (const uint8_t *)"", 0, &err), PSI_E_INPUT);
	assert_int_equal(
	    psi_suffixes_new(&none, (const uint8_t *)"// only\n\n", 9, &err),
	    PSI_E_INPUT);
	assert_int_equal(psi_suffixes_new(&none,
			     (const uint8_t *)"com\n\xff\xfe\n", 7, &err),
	    PSI_E_INPUT);
	assert_int_equal(err.line, 2);
	assert_null(none);
}

/* The whole list of the system, as libpsl reads it: the same answer for each
 * rule, a host below it, and one further below. */
static char *
read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	size_t size = (size_t)4 << 20;
	char *text;

	if (file == NULL)
		return NULL;
	text = malloc(size);
	assert_non_null(text);
	*len = fread(text, 1, size, file);
	assert_true(*len < size);
	assert_int_equal(fclose(file), 0);
	return text;
}

static void
compare(const struct psi_suffixes *own, const psl_ctx_t *psl, const char *host)
{
	const char *want = psl_registrable_domain(psl, host);
	struct psi_endings endings;

	psi_suffixes_look_up(&endings, own, host, strlen(host));
	if (endings.start == strlen(host)) {
		if (want != NULL)
			fail_msg("%s: libpsl has %s", host, want);
		return;
	}
	if (want == NULL)
		fail_msg("%s: libpsl has none", host);
	assert_string_equal(host + endings.start, want);
}

static void
as_libpsl(void **state)
{
	static const char path[] =
	    "/usr/share/publicsuffix/public_suffix_list.dat";
	struct psi_suffixes *own = NULL;
	psl_ctx_t *psl = psl_load_file(path);
	size_t len = 0;
	char *text = read_file(path, &len);
	size_t num = 0;
	char *next;

	(void)state;
	if (psl == NULL || text == NULL) {
		print_message("skipped: the package publicsuffix is not "
			      "installed\n");
		psl_free(psl);
		free(text);
		skip();
	}
	assert_int_equal(
	    psi_suffixes_new(&own, (const uint8_t *)text, len, NULL), 0);
	text[len] = '\0';
	next = text;
	while (*next != '\0') {
		char host[300];
		char *line = next;
		char *rule = line;

		next += strcspn(line, "\n");
		if (*next != '\0')
			*next++ = '\0';
		if (line[0] == '/' || line[0] == '\0' || line[0] == ' ')
			continue;
		while (*rule == '!' || *rule == '*' || *rule == '.')
			rule++;
		for (const char *p = rule; *p != '\0'; p++) {
			if ((unsigned char)*p >= 0x80)
				rule = line + strlen(line);
		}
		if (*rule == '\0')
			continue;
		compare(own, psl, rule);
		(void)snprintf(host, sizeof host, "acme.%s", rule);
		compare(own, psl, host);
		(void)snprintf(host, sizeof host, "www.acme.%s", rule);
		compare(own, psl, host);
		(void)snprintf(host, sizeof host, "a.b.acme.%s", rule);
		compare(own, psl, host);
		num++;
	}
	assert_true(num > 5000);
	psi_suffixes_free(own);
	psl_free(psl);
	free(text);
}

/* They are looked into by halves, so they have to be in order. */
static void
sorted_lists(void **state)
{
	static const enum psi_domain_list lists[] = { PSI_DOMAINS_OWN_PAGES,
		PSI_DOMAINS_OWN_HOSTS, PSI_DOMAINS_FREE_MAIL };

	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		size_t num;
		const char *const *entries = psi_domain_list(lists[i], &num);

		assert_true(num > 0);
		for (size_t k = 0; k < num; k++) {
			size_t len = strlen(entries[k]);
			char more[64];

			if (!psi_domain_list_has(lists[i], entries[k], len))
				fail_msg("%s is not in order", entries[k]);
			(void)snprintf(more, sizeof more, "%s\x7f", entries[k]);
			assert_false(
			    psi_domain_list_has(lists[i], more, strlen(more)));
		}
		assert_false(psi_domain_list_has(lists[i], "", 0));
	}
	assert_true(psi_domain_list_has(PSI_DOMAINS_OWN_PAGES, "INDEX", 5));
	assert_true(psi_is_portal_label("WWW2", 4));
	assert_false(psi_is_portal_label("acme", 4));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses),
		cmocka_unit_test(guests),
		cmocka_unit_test(markup),
		cmocka_unit_test(other_scripts),
		cmocka_unit_test(special_rules),
		cmocka_unit_test(rejects),
		cmocka_unit_test(shared),
		cmocka_unit_test(long_hosts),
		cmocka_unit_test(several),
		cmocka_unit_test(labels),
		cmocka_unit_test(placeholders),
		cmocka_unit_test(sorted_lists),
		cmocka_unit_test(bad_lists),
		cmocka_unit_test(as_libpsl),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
