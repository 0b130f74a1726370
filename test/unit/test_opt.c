#include "kit/opt.h"

#include <string.h>

#include "psi/escape.h"

#include "kit/diag.h"
#include "kit/exitcode.h"
#include "support/cm.h"

static const struct psi_opt own[] = {
	{ "output", 'o', false, "FILE", "Where to.", NULL, NULL },
	{ "map", 'm', true, "A=B", "What is what.", NULL, NULL },
	{ "force", 'f', false, NULL, "Replace.", NULL, NULL },
	{ "long-only", 0, false, NULL, "No letter.", NULL, NULL }, PSI_OPT_END
};
static const struct psi_opt common[] = {
	{ "quiet", 'q', false, NULL, "Hush.", NULL, NULL }, PSI_OPT_END
};

#define ARGS_MAX 12

/* Parse words between blanks; the words live until the next call. */
static int
parse(struct psi_opts *opts, const char *line, struct psi_error *err)
{
	static char words[512];
	char *argv[ARGS_MAX] = { NULL };
	int argc = 1;

	assert_true(strlen(line) < sizeof words);
	memcpy(words, line, strlen(line) + 1);
	argv[0] = words + strlen(words);
	for (char *p = words; *p != '\0';) {
		assert_true(argc < ARGS_MAX - 1);
		argv[argc++] = p;
		p += strcspn(p, " ");
		if (*p == ' ')
			*p++ = '\0';
	}
	return psi_opts_parse(opts, own, common, argc, argv, err);
}

static void
expect_usage(const char *line, const char *text)
{
	struct psi_opts opts;
	struct psi_error err;

	assert_int_equal(parse(&opts, line, &err), PSI_CLI_USAGE);
	assert_string_equal(err.text, text);
	psi_opts_clear(&opts);
}

static void
spellings_of_a_value_are_the_same(void **state)
{
	static const char *const lines[] = { "--output=a.csv", "--output a.csv",
		"-oa.csv", "-o a.csv", "-fqo a.csv", "-fqoa.csv",
		"x --output a.csv y" };

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct psi_opts opts;

		assert_int_equal(parse(&opts, lines[i], NULL), 0);
		assert_int_equal(psi_opts_count(&opts, "output"), 1);
		assert_string_equal(psi_opts_nth(&opts, "output", 0), "a.csv");
		assert_int_equal(
		    psi_opts_count(&opts, "force"), i == 4 || i == 5);
		assert_int_equal(
		    psi_opts_count(&opts, "quiet"), i == 4 || i == 5);
		assert_int_equal(opts.num_operands, i == 6 ? 2 : 0);
		psi_opts_clear(&opts);
	}
}

static void
values_may_look_like_anything(void **state)
{
	struct psi_opts opts;

	(void)state;
	assert_int_equal(parse(&opts, "-o --force -m=b --map=", NULL), 0);
	assert_string_equal(psi_opts_nth(&opts, "output", 0), "--force");
	assert_int_equal(psi_opts_count(&opts, "force"), 0);
	assert_string_equal(psi_opts_nth(&opts, "map", 0), "=b");
	assert_string_equal(psi_opts_nth(&opts, "map", 1), "");
	assert_null(psi_opts_nth(&opts, "map", 2));
	psi_opts_clear(&opts);
}

static void
operands_and_the_double_dash(void **state)
{
	struct psi_opts opts;

	(void)state;
	assert_int_equal(parse(&opts, "- a -f b -- -q --", NULL), 0);
	assert_int_equal(opts.num_operands, 5);
	assert_string_equal(opts.operands[0], "-");
	assert_string_equal(opts.operands[1], "a");
	assert_string_equal(opts.operands[2], "b");
	assert_string_equal(opts.operands[3], "-q");
	assert_string_equal(opts.operands[4], "--");
	assert_int_equal(psi_opts_count(&opts, "force"), 1);
	assert_int_equal(psi_opts_count(&opts, "quiet"), 0);
	psi_opts_clear(&opts);
}

static void
mistakes_are_named(void **state)
{
	(void)state;
	expect_usage("--outpu x", "unknown option '--outpu'");
	expect_usage("--outputs=x", "unknown option '--outputs'");
	expect_usage("--=x", "unknown option '--'");
	expect_usage("-x", "unknown option '-x'");
	expect_usage("-f-", "unknown option '--'");
	expect_usage("--force=1", "--force takes no value");
	expect_usage("--output", "--output needs a value (FILE)");
	expect_usage("-fo", "-o needs a value (FILE)");
	expect_usage("-o a --output=b", "--output is given twice");
	expect_usage("-ff", "--force is given twice");
	expect_usage("-q a --quiet", "--quiet is given twice");
}

static void
expect_number(const char *text, int want_rc, uint64_t want)
{
	struct psi_error err;
	uint64_t got = 77;

	assert_int_equal(
	    psi_opt_parse_number(&got, "jobs", text, 1, 1024, &err), want_rc);
	assert_int_equal(got, want_rc == 0 ? want : 77);
	if (want_rc != 0)
		assert_non_null(strstr(err.text,
		    "--jobs takes a whole number from 1 to 1024, not '"));
}

static void
numbers_have_a_range(void **state)
{
	uint64_t big = 0;

	(void)state;
	expect_number("1", 0, 1);
	expect_number("1024", 0, 1024);
	expect_number("0007", 0, 7);
	expect_number("0", PSI_CLI_USAGE, 0);
	expect_number("1025", PSI_CLI_USAGE, 0);
	expect_number("18446744073709551617", PSI_CLI_USAGE, 0);
	expect_number("", PSI_CLI_USAGE, 0);
	expect_number("+1", PSI_CLI_USAGE, 0);
	expect_number("-1", PSI_CLI_USAGE, 0);
	expect_number(" 1", PSI_CLI_USAGE, 0);
	expect_number("1k", PSI_CLI_USAGE, 0);
	expect_number("0x10", PSI_CLI_USAGE, 0);
	assert_int_equal(psi_opt_parse_number(&big, "n", "18446744073709551615",
			     0, UINT64_MAX, NULL),
	    0);
	assert_true(big == UINT64_MAX);
	assert_int_equal(psi_opt_parse_number(&big, "n", "18446744073709551616",
			     0, UINT64_MAX, NULL),
	    PSI_CLI_USAGE);
	assert_int_equal(
	    psi_opt_parse_number(&big, "n", "5", 0, 3, NULL), PSI_CLI_USAGE);
}

static void
expect_escape(const char *in, size_t in_len, const char *want)
{
	char got[256];
	size_t len = psi_escape(got, sizeof got, in, in_len);

	assert_int_equal(len, strlen(want));
	assert_string_equal(got, want);
}

static void
escapes_what_drives_a_terminal(void **state)
{
	(void)state;
	expect_escape("a\x1b[31mb", 7, "a\\x1b[31mb");
	expect_escape("\0\t\r\n\x7f", 5, "\\x00\\x09\\x0d\\x0a\\x7f");
	/* C1 as UTF-8, and a bare byte of C1. */
	expect_escape("\xc2\x9b", 2, "\\u009b");
	expect_escape("\x9b", 1, "\\x9b");
	/* Overriding direction, invisible, line separator, tag. */
	expect_escape("\xe2\x80\xae", 3, "\\u202e");
	expect_escape("\xe2\x80\x8b", 3, "\\u200b");
	expect_escape("\xe2\x80\xa8", 3, "\\u2028");
	expect_escape("\xf3\xa0\x81\x81", 4, "\\ue0041");
	/* Blanks that are none, and characters that are not seen. */
	expect_escape("\xc2\xa0\xe2\x80\x83\xe3\x80\x80\xe2\xa0\x80", 11,
	    "\\u00a0\\u2003\\u3000\\u2800");
	expect_escape("\xe1\xa0\x8e\xe3\x85\xa4\xe1\x85\x9f\xcd\x8f", 11,
	    "\\u180e\\u3164\\u115f\\u034f");
	expect_escape("\xe1\x9e\xb4\xef\xb8\x8f\xf0\x9d\x85\xb3", 10,
	    "\\u17b4\\ufe0f\\u1d173");
	/* Marks that stand on nothing, and so many that they reach other lines. */
	expect_escape("\xcc\xb6"
		      "a",
	    3, "\\u0336a");
	expect_escape("a \xcc\x81", 4, "a \\u0301");
	expect_escape("\"\xe2\x83\x9d", 4, "\"\\u20dd");
	expect_escape(
	    "a\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86z\xcc\x87", 16,
	    "a\xcc\x81\xcc\x82\xcc\x83\xcc\x84\\u0305\\u0306z\xcc\x87");
	/* Not UTF-8: overlong, a surrogate, too large, cut off. */
	expect_escape("\xc0\xaf", 2, "\\xc0\\xaf");
	expect_escape("\xe0\x80\xaf", 3, "\\xe0\\x80\\xaf");
	expect_escape("\xed\xa0\x80", 3, "\\xed\\xa0\\x80");
	expect_escape("\xf4\x90\x80\x80", 4, "\\xf4\\x90\\x80\\x80");
	expect_escape("\xe2\x82", 2, "\\xe2\\x82");
	expect_escape("\xff", 1, "\\xff");
}

static void
leaves_the_words_of_the_world_alone(void **state)
{
	static const char *const texts[] = { "", "acme-1.csv", "a\\b 'c'",
		"M\xc3\xbcller", "\xe6\xa0\xaa\xe5\xbc\x8f",
		"\xd8\xb4\xd8\xb1\xd9\x83\xd8\xa9", "\xf0\x9f\x8c\x8d",
		/* Marks on their letters: Vietnamese, Thai, Hebrew, kana. */
		"Vie\xcc\xa3\xcc\x82t", "\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88",
		"\xd7\x91\xd6\xbc\xd6\xb0\xd6\x91",
		"\xe3\x81\x8b\xe3\x82\x99" };

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		expect_escape(texts[i], strlen(texts[i]), texts[i]);
}

static void
cuts_between_characters(void **state)
{
	char got[8];

	(void)state;
	/* Seven bytes would end inside the second escape. */
	assert_int_equal(psi_escape(got, sizeof got, "a\x01\x02", 3), 9);
	assert_string_equal(got, "a\\x01");
	assert_int_equal(psi_escape(got, 3, "ab\xc3\xbc", 4), 4);
	assert_string_equal(got, "ab");
	/* Nothing that follows what was cut can slip in behind it. */
	assert_int_equal(psi_escape(got, 4,
			     "ab\xc3\xbc"
			     "c",
			     5),
	    5);
	assert_string_equal(got, "ab");
	assert_int_equal(psi_escape(got, 1, "a", 1), 1);
	assert_string_equal(got, "");
	assert_int_equal(psi_escape(NULL, 0, "ab", 2), 2);
}

static void
long_names_are_cut(void **state)
{
	char name[201];
	char out[PSI_SHORT_NAME_BYTES];

	(void)state;
	psi_short_name(out, "Globex");
	assert_string_equal(out, "\"Globex\"");
	psi_short_name(out, "A\", which is \"yours");
	assert_string_equal(out, "\"A', which is 'yours\"");
	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	psi_short_name(out, name);
	assert_int_equal(strlen(out), PSI_SHORT_NAME_BYTES - 1);
	assert_string_equal(out + PSI_SHORT_NAME_BYTES - 6, "x...\"");
	name[PSI_SHORT_NAME_BYTES - 3] = '\0';
	psi_short_name(out, name);
	assert_int_equal(strlen(out), PSI_SHORT_NAME_BYTES - 1);
	assert_string_equal(out + PSI_SHORT_NAME_BYTES - 4, "xx\"");
	/* Between characters: two bytes that the cut would part. */
	name[PSI_SHORT_NAME_BYTES - 3] = 'x';
	memcpy(name + PSI_SHORT_NAME_BYTES - 7, "\xc3\xbc", 2);
	psi_short_name(out, name);
	assert_string_equal(out + PSI_SHORT_NAME_BYTES - 7, "x...\"");
	assert_int_equal(strlen(out), PSI_SHORT_NAME_BYTES - 2);
}

static void
every_code_has_its_status(void **state)
{
	static const struct {
		int code;
		int status;
	} want[] = {
		{ 0, 0 },
		{ PSI_E_IO, 1 },
		{ PSI_E_NOMEM, 1 },
		{ PSI_E_RANDOM, 1 },
		{ PSI_CLI_PIPE, 1 },
		{ PSI_E_ARG, 1 },
		{ PSI_CLI_USAGE, 2 },
		{ PSI_E_EXISTS, 2 },
		{ PSI_E_INPUT, 3 },
		{ PSI_E_PASSPHRASE, 3 },
		{ PSI_E_GRAMMAR, 4 },
		{ PSI_E_LIMIT, 4 },
		{ PSI_E_DIGEST, 4 },
		{ PSI_E_SIGNATURE, 4 },
		{ PSI_E_MISMATCH, 4 },
		{ PSI_E_ORDER, 4 },
		{ PSI_E_ELEMENT, 4 },
		{ PSI_E_PROOF, 4 },
		{ PSI_E_SEAL, 4 },
		{ PSI_E_AGREEMENT, 5 },
		{ PSI_E_STATE, 6 },
		{ PSI_E_ABSENT, 6 },
		{ -999, 1 },
	};
	const struct psi_exit_line *lines;
	size_t num = 0;

	(void)state;
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		assert_int_equal(psi_exit_status(want[i].code), want[i].status);
	lines = psi_exit_table(&num);
	assert_int_equal(num, 7);
	for (size_t i = 0; i < num; i++)
		assert_int_equal(lines[i].status, i);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(spellings_of_a_value_are_the_same),
		cmocka_unit_test(values_may_look_like_anything),
		cmocka_unit_test(operands_and_the_double_dash),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(numbers_have_a_range),
		cmocka_unit_test(escapes_what_drives_a_terminal),
		cmocka_unit_test(leaves_the_words_of_the_world_alone),
		cmocka_unit_test(cuts_between_characters),
		cmocka_unit_test(long_names_are_cut),
		cmocka_unit_test(every_code_has_its_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
