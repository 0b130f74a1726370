#include "normal/text.h"

#include <stdlib.h>
#include <string.h>

#include "support/cm.h"

static void
check_is(const char *text, size_t len, size_t max, enum psi_text_status want)
{
	assert_int_equal(
	    psi_text_check(NULL, (const uint8_t *)text, len, max), want);
}

static void
check_refuses_what_is_no_utf8(void **state)
{
	(void)state;
	check_is("acme", 4, 0, PSI_TEXT_OK);
	check_is("", 0, 0, PSI_TEXT_OK);
	check_is("a\0b", 3, 0, PSI_TEXT_OK);
	check_is("\xC3\xA9", 2, 0, PSI_TEXT_OK);
	check_is("\xC3", 1, 0, PSI_TEXT_NOT_UTF8);
	check_is("a\x80", 2, 0, PSI_TEXT_NOT_UTF8);
	/* Overlong, a surrogate, above U+10FFFF. */
	check_is("\xC0\xAF", 2, 0, PSI_TEXT_NOT_UTF8);
	check_is("\xED\xA0\x80", 3, 0, PSI_TEXT_NOT_UTF8);
	check_is("\xF4\x90\x80\x80", 4, 0, PSI_TEXT_NOT_UTF8);
	check_is("\xFF", 1, 0, PSI_TEXT_NOT_UTF8);
}

static void
check_refuses_what_is_not_assigned(void **state)
{
	(void)state;
	/* U+0378 is a hole; U+FFFE will never be a character. */
	check_is("a\xCD\xB8", 3, 0, PSI_TEXT_UNASSIGNED);
	check_is("\xEF\xBF\xBE", 3, 0, PSI_TEXT_UNASSIGNED);
}

static void
check_counts_code_points(void **state)
{
	(void)state;
	check_is("acme", 4, 4, PSI_TEXT_OK);
	check_is("acmes", 5, 4, PSI_TEXT_TOO_LONG);
	check_is("\xC3\xA9\xC3\xA9", 4, 2, PSI_TEXT_OK);
	check_is("\xC3\xA9\xC3\xA9\xC3\xA9", 6, 2, PSI_TEXT_TOO_LONG);
}

static void
fold_is(const char *text, bool umlauts, const char *want)
{
	uint8_t out[PSI_TEXT_FOLD_BYTES(256)];
	size_t len = 0;

	assert_int_equal(psi_text_fold(out, sizeof(out), &len, NULL,
			     (const uint8_t *)text, strlen(text), umlauts),
	    PSI_TEXT_OK);
	assert_int_equal(len, strlen(want));
	assert_memory_equal(out, want, len);
}

static void
fold_makes_one_spelling(void **state)
{
	(void)state;
	fold_is("ACME, Inc.", false, "acme, inc.");
	fold_is("a\tb\x7F", false, "a b ");
	fold_is("ÄÖÜ", false, "aou");
	fold_is("A\u0308O\u0308U\u0308", false, "aou");
	fold_is("Stra\u00DFe \u1E9E", false, "strasse ss");
	fold_is("\u0130stanbul I\u0131", false, "istanbul ii");
	fold_is("\uFF21\uFF42\uFF11", false, "ab1");
	fold_is("\u0661\u0662", false, "12");
	fold_is("A\u2122 B\u00AE", false, "a b");
	fold_is("\u2019\u02BC\u00B4", false, "'''");
	fold_is("\u2013\u00AB\u20AC", false, "   ");
	fold_is("\u0429\u0443\u043A\u0430", false, "shchuka");
	fold_is("\u0386\u03BB\u03C6\u03B1", false, "alfa");
	fold_is("\u00C6\u00D8\u00C5", false, "aeoa");
}

static void
fold_keeps_scripts_whole(void **state)
{
	(void)state;
	/* Kana and Hangul are composed again, whatever they were. */
	fold_is("\u304B\u3099", false, "\u304C");
	fold_is("\u1109\u1161\u11B7", false, "\uC0BC");
	fold_is("\uFF76\uFF9E", false, "\u30AC");
	fold_is("\u682A\u5F0F", false, "\u682A\u5F0F");
	/* A mark of Devanagari is a vowel. */
	fold_is("\u0915\u093F", false, "\u0915\u093F");
}

static void
fold_writes_umlauts_out(void **state)
{
	uint8_t out[256];
	size_t len = 0;
	bool umlaut = true;

	(void)state;
	fold_is("ÄÖÜ", true, "aeoeue");
	fold_is("A\u0308O\u0308U\u0308", true, "aeoeue");
	fold_is("Åø", true, "aaoe");
	fold_is("é\u1E73", true, "eu");
	assert_int_equal(psi_text_fold(out, sizeof(out), &len, &umlaut,
			     (const uint8_t *)"caf\xC3\xA9", 5, false),
	    PSI_TEXT_OK);
	assert_false(umlaut);
	assert_int_equal(psi_text_fold(out, sizeof(out), &len, &umlaut,
			     (const uint8_t *)"M\xC3\xBC", 3, false),
	    PSI_TEXT_OK);
	assert_true(umlaut);
}

static void
fold_keeps_within_its_room(void **state)
{
	/* U+FDFA is 18 code points in NFKD, the most of all. */
	static const char ligature[] = "\uFDFA\uFDFA";
	uint8_t out[PSI_TEXT_FOLD_BYTES(6)];
	size_t len = 77;

	(void)state;
	assert_int_equal(psi_text_fold(out, 4, &len, NULL,
			     (const uint8_t *)ligature, 6, false),
	    PSI_TEXT_TOO_LONG);
	assert_int_equal(psi_text_fold(out, 3, &len, NULL,
			     (const uint8_t *)"acme", 4, false),
	    PSI_TEXT_TOO_LONG);
	assert_int_equal(len, 77);
	assert_int_equal(psi_text_fold(out, sizeof(out), &len, NULL,
			     (const uint8_t *)ligature, 6, false),
	    PSI_TEXT_OK);
	assert_true(len > 6);
}

static void
unicode_version_is_known(void **state)
{
	(void)state;
	assert_true(strtod(psi_text_unicode_version(), NULL) >= 12.0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_refuses_what_is_no_utf8),
		cmocka_unit_test(check_refuses_what_is_not_assigned),
		cmocka_unit_test(check_counts_code_points),
		cmocka_unit_test(fold_makes_one_spelling),
		cmocka_unit_test(fold_keeps_scripts_whole),
		cmocka_unit_test(fold_writes_umlauts_out),
		cmocka_unit_test(fold_keeps_within_its_room),
		cmocka_unit_test(unicode_version_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
