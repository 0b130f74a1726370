#include "base/error.h"

#include <errno.h>
#include <string.h>

#include "support/cm.h"

static void
set_fills_everything(void **state)
{
	struct psi_error err;

	(void)state;
	memset(&err, 0xee, sizeof err);
	assert_int_equal(
	    psi_error_set_line(&err, PSI_E_INPUT, 12, "column %d is empty", 3),
	    PSI_E_INPUT);
	assert_int_equal(err.code, PSI_E_INPUT);
	assert_int_equal(err.line, 12);
	assert_int_equal(err.sys_errno, 0);
	assert_string_equal(err.text, "column 3 is empty");
	assert_string_equal(err.hint, "");
	psi_error_hint(&err, "name it with %s", "--map");
	assert_string_equal(err.hint, "name it with --map");
	/* A second error leaves nothing of the first. */
	assert_int_equal(
	    psi_error_set_errno(&err, PSI_E_IO, ENOSPC, "writing failed"),
	    PSI_E_IO);
	assert_int_equal(err.sys_errno, ENOSPC);
	assert_int_equal(err.line, 0);
	assert_string_equal(err.hint, "");
}

static void
null_is_fine(void **state)
{
	(void)state;
	assert_int_equal(psi_error_set(NULL, PSI_E_IO, "x"), PSI_E_IO);
	assert_int_equal(psi_error_set_errno(NULL, PSI_E_IO, 1, "x"), PSI_E_IO);
	assert_int_equal(
	    psi_error_set_line(NULL, PSI_E_INPUT, 1, "x"), PSI_E_INPUT);
	assert_int_equal(psi_error_nomem(NULL), PSI_E_NOMEM);
	psi_error_hint(NULL, "x");
}

/* Too long a text is cut between characters, not within one. */
static void
long_text_stays_utf8(void **state)
{
	struct psi_error err;
	char name[2 * PSI_ERROR_TEXT_BYTES + 1];

	(void)state;
	for (size_t i = 0; i < sizeof name - 1; i += 2)
		memcpy(name + i, "\xc3\xbc", 2);
	name[sizeof name - 1] = '\0';
	for (int before = 0; before < 2; before++) {
		size_t len;

		(void)psi_error_set(
		    &err, PSI_E_INPUT, "%s%s", before ? "x" : "", name);
		len = strlen(err.text);
		assert_true(len >= PSI_ERROR_TEXT_BYTES - 3);
		assert_int_equal((unsigned char)err.text[len - 1], 0xbc);
		psi_error_hint(&err, "%s%s", before ? "x" : "", name);
		len = strlen(err.hint);
		assert_int_equal((unsigned char)err.hint[len - 1], 0xbc);
	}
}

/* Names may come from a partner's file: nothing reaches a terminal raw. */
static void
control_characters_are_spelled_out(void **state)
{
	struct psi_error err;

	(void)state;
	(void)psi_error_set(&err, PSI_E_INPUT, "a\x1b[31mb\nc\x7f%s", "\t");
	assert_string_equal(err.text, "a\\x1b[31mb\\x0ac\\x7f\\x09");
	/* U+009B, the eight-bit CSI, and U+00FC beside it. */
	(void)psi_error_set(&err, PSI_E_INPUT,
	    "a\xc2\x9b"
	    "1m\xc3\xbc");
	assert_string_equal(err.text, "a\\u009b1m\xc3\xbc");
}

/* A name may have been cut in the middle of a character, by a precision. */
static void
what_is_no_utf8_is_spelled_out(void **state)
{
	struct psi_error err;

	(void)state;
	(void)psi_error_set(
	    &err, PSI_E_INPUT, "no '%.*s' here", 3, "x\xc3\xbc\xc3\xbc");
	assert_string_equal(err.text, "no 'x\xc3\xbc' here");
	(void)psi_error_set(
	    &err, PSI_E_INPUT, "no '%.*s' here", 4, "x\xc3\xbc\xc3\xbc");
	assert_string_equal(err.text, "no 'x\xc3\xbc\\xc3' here");
	psi_error_hint(&err, "%s", "\xfe\xe2\x82\xac\xe2\x82 \x80\xed\xa0\x80");
	assert_string_equal(
	    err.hint, "\\xfe\xe2\x82\xac\\xe2\\x82 \\x80\\xed\\xa0\\x80");
}

static void
refuse_sets_all(void **state)
{
	struct psi_error err;

	(void)state;
	memset(&err, 0xee, sizeof err);
	assert_int_equal(psi_refuse(&err, PSI_E_GRAMMAR, 7, "send 100 % of it",
			     "cell %d is empty", 2),
	    PSI_E_GRAMMAR);
	assert_int_equal(err.code, PSI_E_GRAMMAR);
	assert_int_equal(err.line, 7);
	assert_int_equal(err.sys_errno, 0);
	assert_string_equal(err.text, "cell 2 is empty");
	assert_string_equal(err.hint, "send 100 % of it");
	assert_int_equal(
	    psi_refuse(&err, PSI_E_STATE, 0, NULL, "later"), PSI_E_STATE);
	assert_int_equal(err.line, 0);
	assert_string_equal(err.hint, "");
	assert_int_equal(
	    psi_refuse(NULL, PSI_E_STATE, 0, "x", "y"), PSI_E_STATE);
}

/* An escape at the end is there whole or not at all; bytes that are no UTF-8
 * lead to no reading beyond the text. */
static void
the_end_is_whole(void **state)
{
	struct psi_error err;
	char name[PSI_ERROR_TEXT_BYTES];

	(void)state;
	for (size_t n = PSI_ERROR_TEXT_BYTES - 8; n < sizeof name; n++) {
		memset(name, 'x', n);
		name[n] = '\0';
		(void)psi_error_set(&err, PSI_E_INPUT, "%s\n", name);
		if (n + 4 < PSI_ERROR_TEXT_BYTES)
			assert_string_equal(err.text + n, "\\x0a");
		else
			assert_string_equal(err.text, name);
		(void)psi_error_set(&err, PSI_E_INPUT, "%s\xf0", name);
		assert_int_equal(
		    err.text[n < sizeof name - 1 ? n : n - 1] == 'x',
		    n == sizeof name - 1);
	}
}

static void
names(void **state)
{
	(void)state;
	assert_string_equal(psi_error_name(PSI_E_PROOF), "PSI_E_PROOF");
	assert_string_equal(psi_error_name(PSI_E_STATE), "PSI_E_STATE");
	assert_string_equal(psi_error_name(-9999), "PSI_E_?");
	assert_string_equal(psi_error_name(1), "PSI_E_?");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_fills_everything),
		cmocka_unit_test(null_is_fine),
		cmocka_unit_test(long_text_stays_utf8),
		cmocka_unit_test(control_characters_are_spelled_out),
		cmocka_unit_test(what_is_no_utf8_is_spelled_out),
		cmocka_unit_test(refuse_sets_all),
		cmocka_unit_test(the_end_is_whole),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
