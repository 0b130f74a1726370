/* lib/normal/idna: Punycode, what is allowed, and libidn2 as a witness. */
#include "normal/idna.h"

#include <idn2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "normal/codepoint.h"
#include "support/cm.h"

static void
expect(const char *text, const char *want)
{
	char host[PSI_HOST_BYTES_MAX + 1];
	size_t len = 0;

	if (psi_idna_to_ascii(host, &len, text, strlen(text)) != PSI_IDNA_OK)
		fail_msg("%s has no ASCII form", text);
	assert_string_equal(host, want);
	assert_int_equal(len, strlen(want));
}

static void
refuse(const char *text)
{
	char host[PSI_HOST_BYTES_MAX + 1];
	size_t len = 77;

	if (psi_idna_to_ascii(host, &len, text, strlen(text)) != PSI_IDNA_NONE)
		fail_msg("%s becomes %s", text, host);
	assert_int_equal(len, 77);
}

/* RFC 3492, section 7.1, those that are allowed in host names; in lower case
 * where they have upper. Both ways. */
static void
punycode(void **state)
{
	static const char *const samples[][2] = {
		/* (A) Arabic, (B) and (C) Chinese, (D) Czech. */
		{ "\u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644"
		  "\u0645\u0648\u0634\u0639\u0631\u0628\u064A\u061F",
		    NULL },
		{ "\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587",
		    "xn--ihqwcrb4cv8a8dqg056pqjye" },
		{ "\u4ED6\u5011\u7232\u4EC0\u9EBD\u4E0D\u8AAA\u4E2D\u6587",
		    "xn--ihqwctvzc91f659drss3x8bo0yb" },
		{ "pro\u010Dprost\u011Bnemluv\u00ED\u010Desky",
		    "xn--proprostnemluvesky-uyb24dma41a" },
		/* (E) Hebrew, (F) Hindi, (G) Japanese. */
		{ "\u05DC\u05DE\u05D4\u05D4\u05DD\u05E4\u05E9\u05D5\u05D8"
		  "\u05DC\u05D0\u05DE\u05D3\u05D1\u05E8\u05D9\u05DD\u05E2"
		  "\u05D1\u05E8\u05D9\u05EA",
		    "xn--4dbcagdahymbxekheh6e0a7fei0b" },
		{ "\u306A\u305C\u307F\u3093\u306A\u65E5\u672C\u8A9E\u3092"
		  "\u8A71\u3057\u3066\u304F\u308C\u306A\u3044\u306E\u304B",
		    "xn--n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa" },
		/* (I) Russian, (J) Spanish, (K) Vietnamese. */
		{ "\u043F\u043E\u0447\u0435\u043C\u0443\u0436\u0435\u043E"
		  "\u043D\u0438\u043D\u0435\u0433\u043E\u0432\u043E\u0440"
		  "\u044F\u0442\u043F\u043E\u0440\u0443\u0441\u0441\u043A"
		  "\u0438",
		    "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l" },
		{ "porqu\u00E9nopuedensimplementehablarenespa\u00F1ol",
		    "xn--porqunopuedensimplementehablarenespaol-fmd56a" },
		{ "t\u1EA1isaoh\u1ECDkh\u00F4ngth\u1EC3ch\u1EC9n\u00F3i"
		  "ti\u1EBFngvi\u1EC7t",
		    "xn--tisaohkhngthchnitingvit-kjcr8268qyxafd2f1b9g" },
		/* (L), (N) to (R): Japanese titles. */
		{ "3\u5E74b\u7D44\u91D1\u516B\u5148\u751F",
		    "xn--3b-ww4c5e180e575a65lsy2b" },
		{ "maji\u3067koi\u3059\u308B5\u79D2\u524D",
		    "xn--majikoi5-783gue6qz075azm5e" },
		{ "\u30D1\u30D5\u30A3\u30FCde\u30EB\u30F3\u30D0",
		    "xn--de-jg4avhby1noc0d" },
		{ "\u305D\u306E\u30B9\u30D4\u30FC\u30C9\u3067",
		    "xn--d9juau41awczczp" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		if (samples[i][1] == NULL) {
			/* It ends in a question mark. */
			refuse(samples[i][0]);
			continue;
		}
		expect(samples[i][0], samples[i][1]);
		expect(samples[i][1], samples[i][1]);
	}
}

static void
ascii_forms_are_checked(void **state)
{
	(void)state;
	expect("xn--bcher-kva.example", "xn--bcher-kva.example");
	expect("XN--BCHER-KVA.example", "xn--bcher-kva.example");
	/* With U+200C, which registries allow in some scripts. */
	expect("xn--ab-j1t.de", "xn--ab-j1t.de");
	refuse("xn--");
	refuse("xn--a");
	/* All ASCII, a capital letter, not composed, a sign, a mark first. */
	refuse("xn--acme-");
	refuse("xn--bcher-2pa");
	refuse("xn--bucher-xyd");
	refuse("xn--n3h");
	refuse("xn--a-ubb");
	/* Unassigned, assigned in Unicode 15.0, ignorable. */
	refuse("xn--a-qib");
	refuse("xn--a-bx5s");
	refuse("xn--abc-ifa90b");
	/* Behind the end of a number, and numbers that are too large. */
	refuse("xn--bcher-kv");
	refuse("xn--bcher-9999999");
	refuse("xn--99999999");
	refuse("xn--a-\xC3\xBC");
	/* Nothing special in other places. */
	expect("ab--cd.axn--b", "ab--cd.axn--b");
}

static void
characters_are_checked(void **state)
{
	(void)state;
	expect("paral\u00B7lel.cat", "xn--parallel-koa.cat");
	expect("acme\u3002com", "acme.com");
	expect("\uFF41\uFF42\uFF0Ecom", "ab.com");
	expect("acme\uFF61com\u3002", "acme.com.");
	expect("STRA\u1E9EE.de", "xn--strae-oqa.de");
	/* ASCII is the caller's. */
	expect("b\u00FC_x.a/b", "xn--b_x-hoa.a/b");
	expect("..\u00FC", "..xn--tda");
	refuse("\u2603.com");
	refuse("\u0300a.com");
	refuse("\u0378.com");
	refuse("\U0001FAE8.com");
	refuse("a\u20DDb.com");
	refuse("\u1100\u1100.kr");
	refuse("\xFF.com");
}

static void
long_hosts(void **state)
{
	char text[2 * PSI_HOST_VALUE_BYTES_MAX];

	(void)state;
	memset(text, 'a', sizeof text);
	text[PSI_HOST_BYTES_MAX] = '\0';
	expect(text, text);
	text[PSI_HOST_BYTES_MAX] = 'a';
	text[PSI_HOST_BYTES_MAX + 1] = '\0';
	refuse(text);
	text[PSI_HOST_BYTES_MAX + 1] = 'a';
	text[PSI_HOST_VALUE_BYTES_MAX + 1] = '\0';
	refuse(text);
	/* U+FDFA becomes 18 code points. */
	for (size_t i = 0; i < 1800; i += 3)
		memcpy(text + i, "\uFDFA", 3);
	text[1800] = '\0';
	refuse(text);
}

/*
 * Every letter of the repertoire as libidn2 has it, wherever both have an
 * ASCII form. Its version decides which letters it knows and a few mappings,
 * so that is no rule of ours, but nothing else may differ.
 */
static void
as_libidn2(void **state)
{
	size_t num = 0, num_other = 0;

	(void)state;
	for (uint32_t c = 0x80; c < 0x110000; c++) {
		char text[16], host[PSI_HOST_BYTES_MAX + 1];
		uint8_t *want = NULL;
		size_t len = 0;
		int n;

		if (psi_code_point_kind(c) != PSI_KIND_LETTER || c == 0x1E9E)
			continue;
		n = c < 0x800
		    ? snprintf(text, sizeof text, "a%c%c.de",
			  (int)(0xC0 | c >> 6), (int)(0x80 | (c & 0x3F)))
		    : c < 0x10000
		    ? snprintf(text, sizeof text, "a%c%c%c.de",
			  (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3F)),
			  (int)(0x80 | (c & 0x3F)))
		    : snprintf(text, sizeof text, "a%c%c%c%c.de",
			  (int)(0xF0 | c >> 18), (int)(0x80 | (c >> 12 & 0x3F)),
			  (int)(0x80 | (c >> 6 & 0x3F)),
			  (int)(0x80 | (c & 0x3F)));
		if (idn2_lookup_u8((const uint8_t *)text, &want,
			IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK &&
		    psi_idna_to_ascii(host, &len, text, (size_t)n) ==
			PSI_IDNA_OK) {
			num++;
			if (strcmp(host, (const char *)want) != 0) {
				print_message("U+%04X: %s, libidn2 %s\n",
				    (unsigned int)c, host, want);
				num_other++;
			}
		}
		idn2_free(want);
	}
	assert_true(num > 100000);
	assert_int_equal(num_other, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(punycode),
		cmocka_unit_test(ascii_forms_are_checked),
		cmocka_unit_test(characters_are_checked),
		cmocka_unit_test(long_hosts),
		cmocka_unit_test(as_libidn2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
