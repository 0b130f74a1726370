/* What somebody may have meant. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "psi/near.h"

static size_t
far(const char *a, const char *b)
{
	return psi_near_distance(a, strlen(a), b, strlen(b));
}

static bool
is_near(const char *a, const char *b)
{
	return psi_near_is(a, strlen(a), b, strlen(b));
}

static void
slips_are_counted(void **state)
{
	(void)state;
	assert_int_equal(far("owner", "owner"), 0);
	assert_int_equal(far("Owner-Email", "owner_email"), 0);
	assert_int_equal(far("ownr", "owner"), 1);
	assert_int_equal(far("ownner", "owner"), 1);
	assert_int_equal(far("owmer", "owner"), 1);
	assert_int_equal(far("onwer", "owner"), 1);
	assert_int_equal(far("onwre", "owner"), 2);
	assert_int_equal(far("", "owner"), 5);
	assert_int_equal(far("owner", ""), 5);
	assert_int_equal(far("abc", "cab"), 2);
}

/* Of a longer word the first 64 letters count. */
static void
long_words(void **state)
{
	char a[200];
	char b[200];

	(void)state;
	memset(a, 'x', sizeof a);
	memset(b, 'x', sizeof b);
	b[63] = 'y';
	b[64] = 'y';
	assert_int_equal(psi_near_distance(a, sizeof a, b, sizeof b), 1);
	memset(b, 'y', sizeof b);
	assert_int_equal(psi_near_distance(a, sizeof a, b, sizeof b), 64);
}

static void
near_words(void **state)
{
	(void)state;
	assert_true(is_near("nmae", "name"));
	assert_true(is_near("Runs", "runs"));
	assert_true(is_near("maximum-run", "maximum-runs"));
	assert_true(is_near("date", "close_date"));
	assert_false(is_near("all", "sales"));
	assert_false(is_near("fun", "gsi"));
	assert_false(is_near("", "name"));
	assert_false(is_near("name", "---"));
}

static void
the_nearest_is_offered_last(void **state)
{
	struct psi_near near;

	(void)state;
	psi_near_begin(&near, "brond", 5);
	assert_false(psi_near_offer(&near, "silver", 6));
	assert_true(psi_near_offer(&near, "bronze", 6));
	assert_true(psi_near_offer(&near, "brand", 5));
	assert_false(psi_near_offer(&near, "blond", 5));
	assert_true(psi_near_offer(&near, "Brond", 5));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slips_are_counted),
		cmocka_unit_test(long_words),
		cmocka_unit_test(near_words),
		cmocka_unit_test(the_nearest_is_offered_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
