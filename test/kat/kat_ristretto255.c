#include "kat/hex.h"
#include "kat/rfc9496_ristretto255.h"

#include "group/edwards.h"
#include "group/ristretto255.h"
#include "group/suite.h"

#define BYTES PSI_RISTRETTO255_ELEMENT_BYTES
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct psi_suite *const suite = &psi_suite_ristretto255;

/* A.1, from 1: the multiples by mul_base, mul, mul_add, add and as a
 * weighted sum. */
static void
test_multiples(void **state)
{
	uint8_t one[32] = { 1 };
	uint8_t sum[BYTES] = { 0 };

	(void)state;
	assert_int_equal(COUNT(kat_ristretto255_multiples), 16);
	for (size_t i = 1; i < COUNT(kat_ristretto255_multiples); i++) {
		struct psi_edwards_point point;
		uint8_t scalar[32] = { (uint8_t)i };
		uint8_t rest[32] = { (uint8_t)(i - 1) };
		uint8_t expected[BYTES];
		uint8_t out[BYTES];
		size_t bad;

		(void)kat_hex(expected, BYTES, kat_ristretto255_multiples[i]);
		assert_true(suite->element_valid(expected));
		assert_int_equal(suite->mul_base(out, scalar, NULL), 0);
		assert_memory_equal(out, expected, BYTES);
		assert_int_equal(
		    suite->mul(out, suite->generator, scalar, NULL), 0);
		assert_memory_equal(out, expected, BYTES);
		assert_int_equal(suite->mul_add(out, one, suite->generator,
				     rest, suite->generator, NULL),
		    0);
		assert_memory_equal(out, expected, BYTES);
		assert_int_equal(
		    suite->add(out, sum, suite->generator, NULL), 0);
		memcpy(sum, out, BYTES);
		assert_memory_equal(sum, expected, BYTES);
		assert_int_equal(suite->decode_range(
				     &point, suite->generator, 1, &bad, NULL),
		    0);
		assert_int_equal(
		    suite->weighted_sum(out, &point, scalar, 1, NULL), 0);
		assert_memory_equal(out, expected, BYTES);
	}
}

/* A.2, and the identity (A.1's first), which is no element here either:
 * refused wherever an element comes in. */
static void
test_invalid(void **state)
{
	const size_t num = COUNT(kat_ristretto255_invalid);

	(void)state;
	assert_int_equal(num, 29);
	for (size_t i = 0; i <= num; i++) {
		const char *hex = i < num ? kat_ristretto255_invalid[i]
					  : kat_ristretto255_multiples[0];
		struct psi_edwards_point points[2];
		const uint8_t scalar[32] = { 2 };
		uint8_t in[2 * BYTES];
		uint8_t out[2 * BYTES];
		size_t bad = 77;

		memcpy(in, suite->generator, BYTES);
		assert_int_equal(kat_hex(in + BYTES, BYTES, hex), BYTES);
		assert_false(suite->element_valid(in + BYTES));
		assert_int_equal(
		    suite->mul(out, in + BYTES, scalar, NULL), PSI_E_ELEMENT);
		assert_int_equal(
		    suite->mul_add(out, scalar, in, scalar, in + BYTES, NULL),
		    PSI_E_ELEMENT);
		assert_int_equal(
		    suite->check_range(in, 2, &bad, NULL), PSI_E_ELEMENT);
		assert_int_equal(bad, 1);
		bad = 77;
		assert_int_equal(
		    suite->mul_range(out, NULL, in, 2, scalar, &bad, NULL),
		    PSI_E_ELEMENT);
		assert_int_equal(bad, 1);
		bad = 77;
		assert_int_equal(
		    suite->mul_range(out, points, in, 2, scalar, &bad, NULL),
		    PSI_E_ELEMENT);
		assert_int_equal(bad, 1);
		bad = 77;
		assert_int_equal(suite->decode_range(points, in, 2, &bad, NULL),
		    PSI_E_ELEMENT);
		assert_int_equal(bad, 1);
		if (i < num)
			assert_int_equal(suite->add(out, in, in + BYTES, NULL),
			    PSI_E_ELEMENT);
	}
}

/* A.3: the map, with 1 as the scalar. */
static void
test_map(void **state)
{
	const uint8_t one[32] = { 1 };
	const size_t num = COUNT(kat_ristretto255_map);

	(void)state;
	assert_int_equal(num, 11);
	for (size_t i = 0; i < num; i++) {
		uint8_t uniform[PSI_RISTRETTO255_WIDE_BYTES];
		uint8_t expected[BYTES];
		uint8_t out[BYTES];

		(void)kat_hex(
		    uniform, sizeof uniform, kat_ristretto255_map[i].in);
		(void)kat_hex(expected, BYTES, kat_ristretto255_map[i].out);
		assert_int_equal(
		    psi_ristretto255_map_mul(out, uniform, 1, one, NULL), 0);
		assert_memory_equal(out, expected, BYTES);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_multiples),
		cmocka_unit_test(test_invalid),
		cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests_name(
	    "kat_ristretto255", tests, NULL, NULL);
}
