/* lib/terms/made_id: ids of accounts that have none, made and known again. */
#include "support/cm.h"

#include <string.h>

#include "terms/made_id.h"

static struct psi_cell
cell(const char *text)
{
	struct psi_cell out = { text, strlen(text) };

	return out;
}

static void
made(void **state)
{
	static const struct {
		unsigned int list;
		uint64_t line;
		const char *id;
	} cases[] = {
		{ 0, 7, "line-7" },
		{ 1, 7, "list-2-line-7" },
		{ 0, UINT64_MAX, "line-18446744073709551615" },
		{ 4294967294U, UINT64_MAX,
		    "list-4294967295-line-18446744073709551615" },
	};
	char out[PSI_MADE_ID_CHARS];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct psi_cell id =
		    psi_made_id(out, cases[i].list, cases[i].line);

		assert_int_equal(id.len, strlen(cases[i].id));
		assert_memory_equal(id.text, cases[i].id, id.len);
		assert_true(psi_is_made_id(id));
	}
}

static void
others(void **state)
{
	static const char *const ids[] = { "", "line", "line-", "line-x",
		"line-7x", "Line-7", "line--7", "list-", "list-2", "list-2-",
		"list-2-line", "list-2-line-", "list--line-7", "list-x-line-7",
		"list-2-list-3-line-7", "A-line-7", "0017F00000abcde" };

	(void)state;
	for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++)
		if (psi_is_made_id(cell(ids[i])))
			fail_msg("%s", ids[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(made),
		cmocka_unit_test(others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
