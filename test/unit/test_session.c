/*
 * Whole sessions: what both sides see in the end, in both suites and modes,
 * whoever learns; and that every step can be repeated.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/memory.h"
#include "support/session_world.h"

#define A 0
#define B 1

static const char rows_a[] = "a1,customer,domain,shared-one.example\n"
			     "a1,customer,name,shared one\n"
			     "a2,customer,domain,only-a.example\n"
			     "a3,prospect,name,shared two\n"
			     "a3,prospect,name+country,shared two|DE\n"
			     "\"a,4\",other,domain,shared-one.example\n"
			     "a5,customer,nonsense,shared one\n";
static const char rows_b[] = "b9,prospect,domain,shared-one.example\n"
			     "b8,prospect,name,shared two\n"
			     "b8,prospect,domain,only-b.example\n"
			     "b7,customer,name+country,shared two|DE\n";

static void
step_reveal(struct world *world, size_t who)
{
	struct psi_buf file = PSI_BUF_INIT;

	world_ok(world, world_copy(world, 1 - who, "evaluated", &file));
	world_ok(world, world_reveal(world, who, file.data, file.len));
	psi_buf_clear(&file);
}

/* The rows of a result: its lines without the tokens. */
static void
assert_result(struct world *world, size_t who,
    const struct psi_matches_options *options, const char *expected)
{
	struct psi_buf out = PSI_BUF_INIT;
	struct psi_buf bare = PSI_BUF_INIT;
	const char *line;

	world_ok(world, world_matches(world, who, options, &out));
	line = (const char *)out.data;
	for (size_t n = 0; *line != '\0'; n++) {
		const char *end = strchr(line, '\n');

		assert_non_null(end);
		if (n > 0) {
			assert_true(end - line > 33);
			assert_int_equal(strspn(line, "0123456789abcdef"), 32);
			line += 33;
		}
		assert_int_equal(
		    psi_buf_append(&bare, line, (size_t)(end + 1 - line), NULL),
		    0);
		line = end + 1;
	}
	assert_int_equal(psi_buf_append(&bare, "", 1, NULL), 0);
	assert_string_equal((const char *)bare.data, expected);
	psi_buf_clear(&bare);
	psi_buf_clear(&out);
}

#define RESULT_HEADER "match,account,score,tier,level,matched_on\n"

static void
check_accounts(const char *terms, unsigned int jobs)
{
	struct psi_session_status status;
	struct world world;

	world_init(&world, terms);
	world.jobs = jobs;
	world_exchange_both(&world, rows_a, rows_b);
	step_reveal(&world, A);
	step_reveal(&world, B);
	assert_result(&world, A, NULL,
	    RESULT_HEADER "a1,0.970,1,account,domain\n"
			  "a3,0.995,1,account,name name+country\n"
			  "\"a,4\",0.970,1,account,domain\n");
	assert_result(&world, B, NULL,
	    RESULT_HEADER "b9,0.970,1,account,domain\n"
			  "b8,0.980,1,account,name\n"
			  "b7,0.995,1,account,name+country\n");
	world_status(&world, A, &status);
	assert_int_equal(status.state, PSI_SESSION_REVEALED);
	assert_int_equal(status.role, 'a');
	assert_int_equal(status.run, 1);
	assert_int_equal(status.keys, 5);
	assert_int_equal(status.accounts, 4);
	assert_int_equal(status.dropped_types, 1);
	assert_int_equal(status.matches, 3);
	assert_int_equal(status.matched_accounts, 3);
	world_status(&world, B, &status);
	assert_int_equal(status.matches, 3);
	assert_int_equal(status.matched_accounts, 3);
	/* Nothing secret is left. */
	for (size_t i = 0; i < 2; i++) {
		struct store_memory *folder = &world.party[i].folder;

		assert_null(store_memory_get(folder, "scalar.bin"));
		assert_null(store_memory_get(folder, "seal.bin"));
		assert_null(store_memory_get(folder, "incoming.csv"));
		assert_non_null(store_memory_get(folder, "evaluated.csv"));
	}
	world_clear(&world);
}

static void
ristretto_accounts(void **state)
{
	(void)state;
	check_accounts("suite,ristretto255-SHA512\n", 1);
}

static void
p256_accounts(void **state)
{
	(void)state;
	check_accounts("suite,P256-SHA256\n", 1);
}

static void
threads(void **state)
{
	(void)state;
	check_accounts("padding-multiple,5000\n", 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ristretto_accounts),
		cmocka_unit_test(p256_accounts),
		cmocka_unit_test(threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
