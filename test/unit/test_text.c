#include "normal/text.h"
#include "normal/text_host.h"

#include <string.h>

#include "normal/codepoint.h"
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
	const struct psi_text_reading reading = { umlauts ? 1 : 0, NULL };
	uint8_t out[PSI_TEXT_FOLD_BYTES(256)];
	size_t len = 0;

	assert_int_equal(psi_text_read(out, sizeof out, &len, NULL,
			     (const uint8_t *)text, strlen(text), &reading),
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
	fold_is("華為", false, "华为");
	fold_is("廣島 広島 广岛", false, "广岛 广岛 广岛");
	fold_is("臺灣 台湾", false, "台湾 台湾");
	fold_is("齋斎斋 齊斉齐", false, "斋斋斋 齐齐齐");
	fold_is("𠮷 髙 﨑 神", false, "吉 高 崎 神");
	fold_is("弁辨", false, "弁辨");
	fold_is("ニッカウヰスキー ﾆｯｶ しょう", false,
	    "ニツカウイスキー ニツカ しよう");
	fold_is("ٱإأآ ہھة کی", false, "اااا ههه كي");
	fold_is("A\u0308O\u0308U\u0308", false, "aou");
	fold_is("Stra\u00DFe \u1E9E", false, "strasse ss");
	fold_is("\u0130stanbul I\u0131", false, "istanbul ii");
	fold_is("\uFF21\uFF42\uFF11", false, "ab1");
	fold_is("\u0661\u0662", false, "12");
	fold_is("A\u2122 B\u00AE", false, "a b");
	fold_is("\u2019\u02BC\u00B4", false, "'''");
	fold_is("\u00AB\u20AC", false, "  ");
	fold_is("\u2010\u2011\u2013\u2014\u2212\u2192", false, "------");
	fold_is("\u2022\u2605\u26A0", false, "***");
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
read_is(const char *text, const char *country, unsigned int number,
    const char *want)
{
	const struct psi_text_reading reading = { number, country };
	uint8_t out[PSI_TEXT_FOLD_BYTES(256)];
	size_t len = 0;

	assert_int_equal(psi_text_read(out, sizeof out, &len, NULL,
			     (const uint8_t *)text, strlen(text), &reading),
	    PSI_TEXT_OK);
	out[len] = '\0';
	assert_string_equal((const char *)out, want);
}

static void
cyrillic_and_greek_are_read_as_companies_write(void **state)
{
	(void)state;
	read_is("Щёлковский завод", NULL, 0, "shchelkovskiy zavod");
	read_is("Щёлковский завод", NULL, 1, "shchelkovsky zavod");
	read_is("ЩЁЛКОВСКИЙ ЗАВОД", NULL, 1, "shchelkovsky zavod");
	read_is("Алексей", NULL, 1, "alexey");
	read_is("Лукойл", NULL, 2, "lukoil");
	read_is("Юнион", NULL, 2, "union");
	read_is("Київстар", NULL, 1, "kyivstar");
	read_is("Гривна", "UA", 1, "hryvna");
	read_is("Гривна", "RU", 1, "grivna");
	read_is("Външна", NULL, 0, "vanshna");
	read_is("Химик", "BG", 1, "himik");
	read_is("Телеком Србија", NULL, 1, "telekom srbija");
	read_is("Ђорђе Шпиц", NULL, 1, "dorde spic");
	read_is("Παπαδόπουλος", NULL, 0, "papadopoulos");
	read_is("ΠΑΠΑΔΟΠΟΥΛΟΣ", NULL, 0, "papadopoulos");
	read_is("Παπαδόπουλος", NULL, 2, "papadopoylos");
	read_is("προϋπόθεση", NULL, 0, "proypothesi");
	read_is("Μπουτάρης Ευαγγέλιο", NULL, 0, "boutaris evangelio");
	read_is("Αυτοκίνητα Ευρώπης", NULL, 0, "aftokinita evropis");
	read_is("Χατζηιωάννου", NULL, 1, "hatziioannou");
	read_is("Mü Яxь-x", NULL, 1, "mue yax-x");
}

static void
fold_writes_umlauts_out(void **state)
{
	uint8_t out[256];
	size_t len = 0;
	const struct psi_text_reading plain = { 0, NULL };
	unsigned int num = 0;

	(void)state;
	fold_is("ÄÖÜ", true, "aeoeue");
	fold_is("A\u0308O\u0308U\u0308", true, "aeoeue");
	fold_is("Åø", true, "aaoe");
	fold_is("é\u1E73", true, "eu");
	assert_int_equal(psi_text_read(out, sizeof out, &len, &num,
			     (const uint8_t *)"caf\xC3\xA9", 5, &plain),
	    PSI_TEXT_OK);
	assert_int_equal(num, 1);
	assert_int_equal(psi_text_read(out, sizeof out, &len, &num,
			     (const uint8_t *)"M\xC3\xBC", 3, &plain),
	    PSI_TEXT_OK);
	assert_int_equal(num, 2);
	assert_int_equal(psi_text_read(out, sizeof out, &len, &num,
			     (const uint8_t *)"\xD0\x9C", 2, &plain),
	    PSI_TEXT_OK);
	assert_int_equal(num, 3);
}

static void
fold_keeps_within_its_room(void **state)
{
	/* U+FDFA is 18 code points in NFKD, the most of all. */
	static const char ligature[] = "\uFDFA\uFDFA";
	uint8_t out[PSI_TEXT_FOLD_BYTES(6)];
	size_t len = 77;

	(void)state;
	assert_int_equal(
	    psi_text_fold(out, 4, &len, (const uint8_t *)ligature, 6),
	    PSI_TEXT_TOO_LONG);
	assert_int_equal(
	    psi_text_fold(out, 3, &len, (const uint8_t *)"acme", 4),
	    PSI_TEXT_TOO_LONG);
	assert_int_equal(len, 77);
	assert_int_equal(
	    psi_text_fold(out, sizeof out, &len, (const uint8_t *)ligature, 6),
	    PSI_TEXT_OK);
	assert_true(len > 6);
}

/* The first code points that later versions of Unicode assigned are unknown,
 * whatever the library of this system has. */
static void
repertoire_is_that_of_14(void **state)
{
	(void)state;
	/* 14.0 */
	check_is("\u0870", 3, 0, PSI_TEXT_OK);
	check_is("\U0001FAE7", 4, 0, PSI_TEXT_OK);
	/* 15.0, 15.1, 16.0, 17.0 */
	check_is("\U0001FAE8", 4, 0, PSI_TEXT_UNASSIGNED);
	check_is("\U0001E4D0", 4, 0, PSI_TEXT_UNASSIGNED);
	check_is("\U0002EBF0", 4, 0, PSI_TEXT_UNASSIGNED);
	check_is("\U000105C0", 4, 0, PSI_TEXT_UNASSIGNED);
	check_is("\U00011DB0", 4, 0, PSI_TEXT_UNASSIGNED);
	assert_int_equal(psi_code_point_kind(0x110000), PSI_KIND_UNASSIGNED);
	assert_int_equal(psi_code_point_kind(UINT32_MAX), PSI_KIND_UNASSIGNED);
}

static void
digits_have_values(void **state)
{
	(void)state;
	assert_int_equal(psi_code_point_digit('0'), 0);
	assert_int_equal(psi_code_point_digit('9'), 9);
	assert_int_equal(psi_code_point_digit('a'), -1);
	assert_int_equal(psi_code_point_digit(0x0667), 7);
	assert_int_equal(psi_code_point_digit(0x1D7FF), 9);
	assert_int_equal(psi_code_point_digit(0x00B2), -1);
}

static void
host_is(const char *text, const char *want)
{
	uint32_t in[64], out[64], expected[64];
	size_t in_len = 0, out_len = 0, num = 0;

	assert_int_equal(psi_text_decode(in, 64, &in_len, (const uint8_t *)text,
			     strlen(text)),
	    PSI_TEXT_OK);
	assert_int_equal(
	    psi_text_fold_host(out, 64, &out_len, in, in_len), PSI_TEXT_OK);
	assert_int_equal(psi_text_decode(expected, 64, &num,
			     (const uint8_t *)want, strlen(want)),
	    PSI_TEXT_OK);
	assert_int_equal(out_len, num);
	assert_memory_equal(out, expected, num * sizeof out[0]);
}

static void
host_keeps_letters_of_their_own(void **state)
{
	uint32_t out[2], in[2] = { 0x0378, 'a' };
	size_t len = 9;

	(void)state;
	host_is("", "");
	host_is("STRA\u1E9EE.\u00DF\u00DFX", "stra\u00DFe.\u00DF\u00DFx");
	host_is("\u039F\u03A3\u03C2", "\u03BF\u03C3\u03C2");
	host_is("\u0130", "i\u0307");
	host_is("\uFF21\uFF0E\u3002\u2116", "a.\u3002no");
	/* A lunate sigma is no final one, though NFKC makes it one. */
	host_is("\u03F2\u03F9", "\u03C3\u03C3");
	/* Composed again, whatever it was. */
	host_is("u\u0308", "\u00FC");
	assert_int_equal(
	    psi_text_fold_host(out, 2, &len, in, 2), PSI_TEXT_UNASSIGNED);
	in[0] = 'b';
	assert_int_equal(
	    psi_text_fold_host(out, 1, &len, in, 2), PSI_TEXT_TOO_LONG);
	assert_int_equal(len, 9);
	assert_int_equal(
	    psi_text_decode(out, 2, &len, (const uint8_t *)"\xFF", 1),
	    PSI_TEXT_NOT_UTF8);
	assert_int_equal(
	    psi_text_decode(out, 2, &len, (const uint8_t *)"abc", 3),
	    PSI_TEXT_TOO_LONG);
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
		cmocka_unit_test(
		    cyrillic_and_greek_are_read_as_companies_write),
		cmocka_unit_test(fold_writes_umlauts_out),
		cmocka_unit_test(fold_keeps_within_its_room),
		cmocka_unit_test(repertoire_is_that_of_14),
		cmocka_unit_test(digits_have_values),
		cmocka_unit_test(host_keeps_letters_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
