#include "suffix_diff.h"

#include <string.h>

#include "support/cm.h"

#define BEGIN "// ===BEGIN ICANN DOMAINS===\n"
#define END "// ===END ICANN DOMAINS===\n"

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
the_section_of_registries_only(void **state)
{
	struct psi_suffix_diff diff =
	    compare("before\n" BEGIN "com\n" END "github.io\n", "com\nde\n");

	(void)state;
	assert_int_equal(diff.num_added, 0);
	assert_int_equal(diff.num_missing, 1);
	assert_string_equal(diff.shown[0], "-de");
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
	diff = compare("// VERSION: 2024-05-0", old);
	assert_string_equal(diff.date[0], "");
}

static void
shown_are_a_few_and_escaped(void **state)
{
	char text[256];
	struct psi_suffix_diff diff;

	(void)state;
	diff = compare("a\nb\nc\nd\ne\nf\ng\n", "");
	assert_int_equal(diff.num_added, 7);
	assert_int_equal(diff.num_shown, PSI_SUFFIX_SHOWN);
	memset(text, 'x', sizeof text);
	text[0] = '\033';
	text[sizeof text - 1] = '\0';
	diff = compare(text, "");
	assert_null(strchr(diff.shown[0], '\033'));
	assert_true(strlen(diff.shown[0]) < PSI_SUFFIX_RULE_CHARS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_bytes),
		cmocka_unit_test(rules_of_one_list_only),
		cmocka_unit_test(the_section_of_registries_only),
		cmocka_unit_test(the_older_by_its_version),
		cmocka_unit_test(shown_are_a_few_and_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
