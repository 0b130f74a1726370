#include "base/secret.h"

#include <string.h>

#include "base/random.h"
#include "support/cm.h"

static void
new_is_zero_and_clear_empties(void **state)
{
	static const uint8_t zero[48];
	struct psi_secret secret = PSI_SECRET_INIT;

	(void)state;
	assert_int_equal(psi_secret_new(&secret, sizeof zero, NULL), 0);
	assert_int_equal(secret.len, sizeof zero);
	assert_memory_equal(secret.data, zero, sizeof zero);
	memset(secret.data, 7, secret.len);
	psi_secret_clear(&secret);
	assert_null(secret.data);
	assert_int_equal(secret.len, 0);
	psi_secret_clear(&secret);
}

static void
refuses_what_no_machine_has(void **state)
{
	struct psi_secret secret = PSI_SECRET_INIT;
	struct psi_error err;

	(void)state;
	assert_int_equal(
	    psi_secret_new(&secret, SIZE_MAX / 2, &err), PSI_E_NOMEM);
	assert_null(secret.data);
	assert_int_equal(secret.len, 0);
}

static void
equal_sees_every_bit(void **state)
{
	uint8_t a[33];
	uint8_t b[33];

	(void)state;
	memset(a, 0x5a, sizeof a);
	memcpy(b, a, sizeof a);
	assert_true(psi_secret_equal(a, b, sizeof a));
	for (size_t i = 0; i < 8 * sizeof a; i++) {
		b[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_false(psi_secret_equal(a, b, sizeof a));
		b[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	assert_true(psi_secret_equal(a, b, 0));
}

static void
wipe_is_exact(void **state)
{
	uint8_t a[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	(void)state;
	psi_wipe(a + 2, 3);
	assert_memory_equal(a, "\1\2\0\0\0\6\7\10", 8);
	psi_wipe(NULL, 0);
}

/* Not a test of quality: that every byte is written, and anew. */
static void
random_fills(void **state)
{
	uint8_t any[37] = { 0 };
	uint8_t a[37];
	uint8_t b[37];

	(void)state;
	assert_int_equal(psi_random(a, sizeof a, NULL), 0);
	assert_int_equal(psi_random(b, sizeof b, NULL), 0);
	assert_memory_not_equal(a, b, sizeof a);
	for (unsigned int round = 0; round < 64; round++) {
		assert_int_equal(psi_random(a, sizeof a, NULL), 0);
		for (size_t i = 0; i < sizeof a; i++)
			any[i] |= a[i];
	}
	for (size_t i = 0; i < sizeof any; i++)
		assert_int_equal(any[i], 0xff);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_is_zero_and_clear_empties),
		cmocka_unit_test(refuses_what_no_machine_has),
		cmocka_unit_test(equal_sees_every_bit),
		cmocka_unit_test(wipe_is_exact),
		cmocka_unit_test(random_fills),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
