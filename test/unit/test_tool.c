/* What every program does before its own work (cli/kit/tool.c). */
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kit/shell_word.h"
#include "kit/tool.h"
#include "support/cm.h"

static bool has_run;

/* Keys and accounts are in no core image, and no other process looks in. */
static int
run(struct psi_cli *cli, struct psi_error *err)
{
	struct rlimit limit;

	(void)cli;
	(void)err;
	has_run = true;
	assert_int_equal(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
	assert_int_equal(limit.rlim_cur, 0);
	assert_int_equal(limit.rlim_max, 0);
	return 0;
}

static const struct psi_opt options[] = { PSI_OPT_END };
static const struct psi_tool tool = {
	.name = "psi-test",
	.options = options,
	.run = run,
};

static void
memory_stays_private(void **state)
{
	static char name[] = "psi-test";
	char *argv[] = { name, NULL };

	(void)state;
	assert_int_equal(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
	assert_int_equal(psi_tool_main(&tool, 1, argv), 0);
	assert_true(has_run);
}

/* Words of commands that are shown. */
static void
words_are_quoted_for_the_shell(void **state)
{
	static const char *const cases[][2] = {
		{ "acme/globex", "acme/globex" },
		{ "a b", "\"a b\"" },
		{ "it's", "\"it's\"" },
		{ "$HOME it's", "'$HOME it'\\''s'" },
		{ "a!b", "'a!b'" },
		{ "-f", "./-f" },
		{ "- f", "\"./- f\"" },
		{ "", "\"\"" },
		{ "Müller", "Müller" },
		{ "~x", "\"~x\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(psi_shell_word(cases[i][0]), cases[i][1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_stays_private),
		cmocka_unit_test(words_are_quoted_for_the_shell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
