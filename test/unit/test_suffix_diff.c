#include "agree/suffix_diff.h"

#include <string.h>

#include "support/cm.h"

#define BEGIN "// ===BEGIN ICANN DOMAINS===\n"
#define END "// ===END ICANN DOMAINS===\n"
#define PRIVATE "// ===BEGIN PRIVATE DOMAINS===\n"
#define LAST "// ===END PRIVATE DOMAINS===\n"

static struct psi_suffix_diff
compare(const char *list, const char *installed)
{
	struct psi_suffix_diff diff;

	assert_int_equal(
	    psi_suffix_compare(&diff, (const uint8_t *)list, strlen(list),
		(const uint8_t *)installed, strlen(installed), NULL),
	    0);
	return diff;
}

static void
the_same_bytes(void **state)
{
	struct psi_suffix_diff diff = compare("com\n", "com\n");

	(void)state;
	assert_int_equal(diff.age, PSI_SUFFIX_SAME);
	assert_int_equal(diff.num_added + diff.num_missing + diff.num_shown, 0);
	diff = compare("", "");
	assert_int_equal(diff.age, PSI_SUFFIX_SAME);
}

static void
rules_of_one_list_only(void **state)
{
	struct psi_suffix_diff diff = compare(
	    "de\r\n  not a rule\ncom a comment\nuk\n*.ck", "com\nco.uk\nuk\n");

	(void)state;
	assert_int_equal(diff.age, PSI_SUFFIX_OTHER);
	assert_int_equal(diff.num_added, 2);
	assert_int_equal(diff.num_missing, 1);
	assert_int_equal(diff.num_wild, 1);
	assert_int_equal(diff.num_shown, 3);
	/* The wild ones first. */
	assert_string_equal(diff.shown[0], "+*.ck");
	assert_string_equal(diff.shown[1], "-co.uk");
	assert_string_equal(diff.shown[2], "+de");
	/* One that is gone makes no suffixes. */
	diff = compare("com\n", "com\n*.ck\n");
	assert_int_equal(diff.num_wild, 0);
	assert_int_equal(diff.num_missing, 1);
}

static void
each_section_by_itself(void **state)
{
	struct psi_suffix_diff diff;

	(void)state;
	diff = compare(BEGIN "com\n" END PRIVATE "github.io\na.com\n" LAST,
	    BEGIN "com\nde\n" END PRIVATE "b.com\nc.com\ngithub.io\n" LAST);
	assert_int_equal(diff.marks[0], PSI_SUFFIX_MARKED);
	assert_int_equal(diff.marks[1], PSI_SUFFIX_MARKED);
	assert_int_equal(diff.num_added, 0);
	assert_int_equal(diff.num_missing, 1);
	assert_int_equal(diff.num_private_added, 1);
	assert_int_equal(diff.num_private_missing, 2);
	/* The registries' first. */
	assert_string_equal(diff.shown[0], "-de");
	assert_string_equal(diff.shown[1], "+a.com");
	/* What moves from one to the other is missing, or more, there. */
	diff = compare(BEGIN "com\n" END PRIVATE "de\n" LAST,
	    BEGIN "com\nde\n" END PRIVATE LAST);
	assert_int_equal(diff.num_missing, 1);
	assert_int_equal(diff.num_private_added, 0);
	diff = compare(BEGIN "com\nde\n" END PRIVATE LAST,
	    BEGIN "com\n" END PRIVATE "de\n" LAST);
	assert_int_equal(diff.num_added, 1);
	assert_int_equal(diff.num_private_missing, 0);
}

/* A rule counts wherever it stands. */
static void
no_place_hides_a_rule(void **state)
{
	static const char *const lists[] = {
		"*.com\n" BEGIN "com\n" END PRIVATE "x.com\n" LAST,
		BEGIN "com\n" END "*.com\n" PRIVATE "x.com\n" LAST,
		BEGIN "com\n" END PRIVATE "*.com\nx.com\n" LAST,
		BEGIN "com\n" END PRIVATE "x.com\n" LAST "*.com\n",
		BEGIN "com\n*.com\n" BEGIN "com\n" END PRIVATE "x.com\n" LAST,
		BEGIN "com\n*.com\t// see below\r\n" END PRIVATE "x.com\n" LAST,
		BEGIN "com\n*.com\n*.com\n" END PRIVATE "x.com\n" LAST,
		"com\n*.com\nx.com",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		struct psi_suffix_diff diff =
		    compare(lists[i], BEGIN "com\n" END PRIVATE "x.com\n" LAST);

		assert_int_equal(diff.num_wild, 1);
		assert_string_equal(diff.shown[0], "+*.com");
	}
}

static void
marks_that_are_not_right(void **state)
{
	static const char *const lists[] = {
		"a\n" BEGIN "com\n" END PRIVATE "x.com\n" LAST,
		BEGIN "com\n" END PRIVATE "x.com\n",
		BEGIN "com\n" PRIVATE "x.com\n" LAST,
		END "com\n" BEGIN PRIVATE "x.com\n" LAST,
		PRIVATE "com\n" LAST BEGIN "x.com\n" END,
		BEGIN END BEGIN "com\n" END,
		BEGIN "com\n" END PRIVATE "x.com\n" LAST PRIVATE LAST,
	};

	(void)state;
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		assert_int_equal(
		    compare(lists[i], "com\n").marks[0], PSI_SUFFIX_CONFUSED);
	assert_int_equal(compare("com\n", "").marks[0], PSI_SUFFIX_UNMARKED);
	assert_int_equal(
	    compare(BEGIN "com\n" END, "").marks[0], PSI_SUFFIX_MARKED);
	/* Words that are like a mark are none. */
	assert_int_equal(
	    compare("// see ===BEGIN ICANN DOMAINS===\ncom\n", "").marks[0],
	    PSI_SUFFIX_UNMARKED);
}

static void
what_sweeps(void **state)
{
	static const char installed[] =
	    BEGIN "com\nuk\nco.uk\n" END PRIVATE LAST;
	struct psi_suffix_diff diff;

	(void)state;
	/* A private owner's own names are its own. */
	diff = compare(BEGIN "com\nuk\nco.uk\n" END PRIVATE
			     "*.compute.acme.com\n*.acme.com\n" LAST,
	    installed);
	assert_int_equal(diff.num_wild, 0);
	assert_int_equal(diff.num_private_added, 2);
	diff = compare(BEGIN "com\nuk\nco.uk\n" END PRIVATE
			     "*.co.uk\n*.net\n*\nx.*\n!a.net\n" LAST,
	    installed);
	assert_int_equal(diff.num_wild, 4);
	assert_int_equal(diff.num_exceptions, 1);
}

static void
the_older_by_its_version(void **state)
{
	static const char old[] = "// VERSION: 2024-05-01_10-00-00_UTC\ncom\n";
	static const char new[] = "// VERSION: 2025-01-31_10-00-00_UTC\ncom\n";
	struct psi_suffix_diff diff = compare(old, new);

	(void)state;
	assert_int_equal(diff.age, PSI_SUFFIX_OLDER);
	assert_string_equal(diff.date[0], "2024-05-01");
	assert_string_equal(diff.date[1], "2025-01-31");
	assert_int_equal(compare(new, old).age, PSI_SUFFIX_NEWER);
	assert_int_equal(compare(new, "com\n").age, PSI_SUFFIX_OTHER);
	diff = compare("// VERSION: 2024-xx-01_\ncom\n", old);
	assert_string_equal(diff.date[0], "");
	assert_int_equal(diff.age, PSI_SUFFIX_OTHER);
	assert_string_equal(
	    compare("// VERSION: 2024-02-30_\n", old).date[0], "");
	assert_string_equal(compare("// VERSION: 2024-05-0", old).date[0], "");
	/* The first one, and above the rules. */
	assert_string_equal(
	    compare("com\n// VERSION: 2024-05-01_\n", old).date[0], "");
	assert_string_equal(
	    compare("// a\r\n\n// VERSION: 2024-05-01_\n// VERSION: "
		    "2099-05-01_\n",
		old)
		.date[0],
	    "2024-05-01");
}

static void
shown_are_a_few_and_escaped(void **state)
{
	char text[256];
	struct psi_suffix_diff diff;

	(void)state;
	for (size_t i = 0; i < sizeof text; i += 4) {
		text[i] = (char)('a' + i / 4 % 26);
		text[i + 1] = (char)('a' + i / 4 / 26);
		text[i + 2] = text[i + 3] = '\n';
	}
	text[sizeof text - 1] = '\0';
	diff = compare(text, "");
	assert_int_equal(diff.num_added, 64);
	assert_int_equal(diff.num_shown, PSI_SUFFIX_SHOWN);
	memset(text, 'x', sizeof text);
	text[0] = '\033';
	text[sizeof text - 1] = '\0';
	diff = compare(text, "");
	assert_int_equal(diff.num_shown, 0);
	text[0] = 'x';
	text[1] = '\x7f';
	diff = compare(text, "");
	assert_null(strchr(diff.shown[0], '\x7f'));
	assert_true(strlen(diff.shown[0]) < PSI_SUFFIX_RULE_CHARS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_bytes),
		cmocka_unit_test(rules_of_one_list_only),
		cmocka_unit_test(each_section_by_itself),
		cmocka_unit_test(no_place_hides_a_rule),
		cmocka_unit_test(marks_that_are_not_right),
		cmocka_unit_test(what_sweeps),
		cmocka_unit_test(the_older_by_its_version),
		cmocka_unit_test(shown_are_a_few_and_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
