/* UTF-8 and what nobody sees in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <unictype.h>

#include <cmocka.h>

#include "base/utf8.h"

/* libunistring knows Unicode by its own tables. */
static void
invisible_is_what_unicode_says(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		bool is_annotation = c >= 0xfff9 && c <= 0xfffb;
		bool expected =
		    uc_is_property_default_ignorable_code_point(c) ||
		    is_annotation;

		if (psi_is_invisible(c) != expected)
			fail_msg("U+%04lX", (unsigned long)c);
		if (uc_is_property_bidi_control(c))
			assert_true(psi_is_invisible(c));
	}
}

static void
control_is_what_unicode_says(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		bool expected = uc_is_general_category_withtable(c,
		    UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Zl |
			UC_CATEGORY_MASK_Zp);

		if (psi_is_control(c) != expected)
			fail_msg("U+%04lX", (unsigned long)c);
	}
}

static void
every_character_is_read_back(void **state)
{
	static const struct {
		const char *text;
		uint32_t c;
	} known[] = { { "A", 'A' }, { "\xc3\xa9", 0xe9 },
		{ "\xe2\x82\xac", 0x20ac }, { "\xf0\x9f\x98\x80", 0x1f600 },
		{ "\xf4\x8f\xbf\xbf", 0x10ffff } };

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		size_t pos = 0;

		assert_int_equal(
		    psi_utf8_next(known[i].text, &pos), known[i].c);
		assert_int_equal(pos, strlen(known[i].text));
	}
}

static void
check_clean(const char *text, size_t max, const char *expected)
{
	struct psi_buf out = PSI_BUF_INIT;

	assert_int_equal(psi_buf_append_text(&out, "<", NULL), 0);
	assert_int_equal(
	    psi_text_clean(&out, text, strlen(text), max, NULL), 0);
	assert_int_equal(psi_buf_append(&out, "", 1, NULL), 0);
	assert_string_equal((const char *)out.data + 1, expected);
	psi_buf_clear(&out);
}

static void
clean_text_has_nothing_hidden(void **state)
{
	(void)state;
	check_clean("", 10, "");
	check_clean("Acme", 10, "Acme");
	check_clean("  Acme Inc  ", 20, "Acme Inc");
	check_clean("\xc2\xa0 A\xc2\xa0", 20, "A");
	check_clean("A\tB\r\nC\x7f\xc2\x85", 20, "ABC");
	check_clean("a\xe2\x80\xae\xe2\x80\x8b\xef\xbb\xbf!", 20, "a!");
	check_clean("\xe2\x80\xae\xc2\xa0", 20, "");
	/* Cut between characters, never in one; no blank is left behind. */
	check_clean("ab\xc3\xa9", 3, "ab");
	check_clean("ab\xc3\xa9", 4, "ab\xc3\xa9");
	check_clean("ab cd", 3, "ab");
}

static void
hidden_text_is_revealed(void **state)
{
	static const char text[] = "a\xe2\x80\xae"
				   "b\tc\xf3\xa0\x81\x81";
	struct psi_buf out = PSI_BUF_INIT;

	(void)state;
	assert_int_equal(psi_text_reveal(&out, text, sizeof text - 1, NULL), 0);
	assert_int_equal(psi_buf_append(&out, "", 1, NULL), 0);
	assert_string_equal(
	    (const char *)out.data, "a\\u{202e}b\\u{9}c\\u{e0041}");
	psi_buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invisible_is_what_unicode_says),
		cmocka_unit_test(control_is_what_unicode_says),
		cmocka_unit_test(every_character_is_read_back),
		cmocka_unit_test(clean_text_has_nothing_hidden),
		cmocka_unit_test(hidden_text_is_revealed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
