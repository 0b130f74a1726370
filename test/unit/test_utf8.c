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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invisible_is_what_unicode_says),
		cmocka_unit_test(control_is_what_unicode_says),
		cmocka_unit_test(every_character_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
