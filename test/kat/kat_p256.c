#include "kat/hex.h"
#include "kat/rfc9380_p256.h"

#include "group/suite.h"

#define NUM_VECTORS (sizeof kat_p256_map / sizeof kat_p256_map[0])

/* Compressed SEC 1 of the vector's coordinates. */
static void
expected_element(uint8_t out[33], const struct kat_p256_map *kat)
{
	uint8_t y[32];

	assert_int_equal(kat_hex(out + 1, 32, kat->x), 32);
	assert_int_equal(kat_hex(y, 32, kat->y), 32);
	out[0] = (uint8_t)(2 | (y[31] & 1));
}

static void
test_hash_to_group(void **state)
{
	(void)state;
	assert_int_equal(NUM_VECTORS, 5);
	for (size_t i = 0; i < NUM_VECTORS; i++) {
		const struct kat_p256_map *kat = &kat_p256_map[i];
		uint8_t expected[33];
		uint8_t out[33];

		expected_element(expected, kat);
		assert_int_equal(
		    psi_suite_p256.hash_to_group(out, (const uint8_t *)kat->msg,
			strlen(kat->msg), (const uint8_t *)kat_p256_map_dst,
			strlen(kat_p256_map_dst), NULL),
		    0);
		assert_memory_equal(out, expected, 33);
	}
}

/* The batch path, with 1 as the scalar. */
static void
test_hash_mul_range(void **state)
{
	const uint8_t one[32] = { [31] = 1 };
	struct psi_message msg[NUM_VECTORS];
	uint8_t out[NUM_VECTORS * 33];

	(void)state;
	for (size_t i = 0; i < NUM_VECTORS; i++) {
		msg[i].data = (const uint8_t *)kat_p256_map[i].msg;
		msg[i].len = strlen(kat_p256_map[i].msg);
	}
	assert_int_equal(psi_suite_p256.hash_mul_range(out, msg, NUM_VECTORS,
			     (const uint8_t *)kat_p256_map_dst,
			     strlen(kat_p256_map_dst), one, NULL),
	    0);
	for (size_t i = 0; i < NUM_VECTORS; i++) {
		uint8_t expected[33];

		expected_element(expected, &kat_p256_map[i]);
		assert_memory_equal(out + 33 * i, expected, 33);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hash_to_group),
		cmocka_unit_test(test_hash_mul_range),
	};

	return cmocka_run_group_tests_name("kat_p256", tests, NULL, NULL);
}
