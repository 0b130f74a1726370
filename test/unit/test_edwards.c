/* lib/group/edwards.c against libsodium, which shares no code with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <sodium.h>

#include "base/random.h"
#include "group/edwards.h"

#define BYTES PSI_EDWARDS_BYTES

/* Decoding agrees, and encoding gives the same bytes back. Bit 255 is clear:
 * libsodium 1.0.18 overlooks it. Returns whether it is an element. */
static bool
check(const uint8_t in[BYTES])
{
	struct psi_edwards_point point;
	struct psi_edwards_sum sum;
	uint8_t out[BYTES];
	const bool valid = psi_edwards_decode(&point, in);

	assert_int_equal(valid, crypto_core_ristretto255_is_valid_point(in));
	if (!valid)
		return false;
	psi_edwards_group.zero(&sum);
	psi_edwards_group.add_point(&sum, &point, false);
	psi_edwards_encode(out, &sum);
	assert_memory_equal(out, in, BYTES);
	return true;
}

/* Numbers next to 0, and to p = 2^255 - 19: carries through all limbs. */
static void
test_decode_borders(void **state)
{
	size_t num_valid = 0;

	(void)state;
	for (unsigned int i = 0; i < 1024; i++) {
		uint8_t low[BYTES] = { (uint8_t)i, (uint8_t)(i >> 8) };
		uint8_t high[BYTES];

		memset(high, 0xff, BYTES);
		high[BYTES - 1] = 0x7f;
		high[0] = (uint8_t)~i;
		high[1] = (uint8_t) ~(i >> 8);
		num_valid += check(low);
		num_valid += check(high);
	}
	/* About one even number in four is an element. */
	assert_in_range(num_valid, 100, 400);
}

/* A limb of all ones or zeros among random ones. */
static void
test_decode_limbs(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 2000; i++) {
		const unsigned int limb = i % 5;
		uint8_t in[BYTES];

		assert_int_equal(psi_random(in, BYTES, NULL), 0);
		in[0] &= 0xfe;
		for (unsigned int bit = 51 * limb; bit < 51 * (limb + 1);
		     bit++) {
			const uint8_t mask = (uint8_t)(1 << bit % 8);

			if (i % 2 == 0 && bit > 0)
				in[bit / 8] |= mask;
			else
				in[bit / 8] &= (uint8_t)~mask;
		}
		in[BYTES - 1] &= 0x7f;
		(void)check(in);
	}
}

static void
random_point(struct psi_edwards_point *point, uint8_t encoded[BYTES])
{
	crypto_core_ristretto255_random(encoded);
	assert_true(psi_edwards_decode(point, encoded));
}

static void
test_sums(void **state)
{
	struct psi_edwards_point points[2];
	struct psi_edwards_sum sum;
	struct psi_edwards_sum other;
	uint8_t encoded[2][BYTES];
	uint8_t expected[BYTES];
	uint8_t out[BYTES];

	(void)state;
	random_point(&points[0], encoded[0]);
	psi_edwards_group.zero(&sum);
	psi_edwards_group.add_point(&sum, &points[0], false);
	memcpy(expected, encoded[0], BYTES);
	/* One long chain, so that coordinates are not fresh from a decoding. */
	for (int i = 0; i < 500; i++) {
		random_point(&points[1], encoded[1]);
		psi_edwards_group.add_point(&sum, &points[1], i % 2 == 1);
		assert_int_equal(i % 2 == 1
			? crypto_core_ristretto255_sub(
			      expected, expected, encoded[1])
			: crypto_core_ristretto255_add(
			      expected, expected, encoded[1]),
		    0);
		psi_edwards_encode(out, &sum);
		assert_memory_equal(out, expected, BYTES);
		if (i % 7 != 0)
			continue;
		/* Doubled, as two sums and as one with itself. */
		assert_int_equal(
		    crypto_core_ristretto255_add(expected, expected, expected),
		    0);
		other = sum;
		psi_edwards_group.add(&other, &sum);
		psi_edwards_encode(out, &other);
		assert_memory_equal(out, expected, BYTES);
		psi_edwards_group.add(&sum, &sum);
		psi_edwards_encode(out, &sum);
		assert_memory_equal(out, expected, BYTES);
	}
}

/* One element has four points on the curve; all encode to the same bytes.
 * Adding a point to itself and taking it away walks through them. */
static void
test_identity(void **state)
{
	const uint8_t zero[BYTES] = { 0 };
	struct psi_edwards_point point;
	struct psi_edwards_sum sum;
	uint8_t encoded[BYTES];
	uint8_t out[BYTES];

	(void)state;
	psi_edwards_group.zero(&sum);
	psi_edwards_encode(out, &sum);
	assert_memory_equal(out, zero, BYTES);
	assert_true(psi_edwards_decode(&point, zero));
	psi_edwards_group.add_point(&sum, &point, false);
	psi_edwards_encode(out, &sum);
	assert_memory_equal(out, zero, BYTES);
	for (int i = 0; i < 50; i++) {
		random_point(&point, encoded);
		psi_edwards_group.zero(&sum);
		for (int j = 0; j < 5; j++)
			psi_edwards_group.add_point(&sum, &point, false);
		for (int j = 0; j < 5; j++)
			psi_edwards_group.add_point(&sum, &point, true);
		psi_edwards_encode(out, &sum);
		assert_memory_equal(out, zero, BYTES);
	}
}

static void
test_mul_add(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++) {
		struct psi_edwards_point A;
		struct psi_edwards_point B;
		struct psi_edwards_sum sum;
		uint8_t a_bytes[BYTES], b_bytes[BYTES];
		uint8_t a[32], b[32], x[BYTES], y[BYTES], out[BYTES];

		random_point(&A, a_bytes);
		random_point(&B, b_bytes);
		crypto_core_ristretto255_scalar_random(a);
		crypto_core_ristretto255_scalar_random(b);
		assert_int_equal(
		    crypto_scalarmult_ristretto255(x, a, a_bytes), 0);
		assert_int_equal(
		    crypto_scalarmult_ristretto255(y, b, b_bytes), 0);
		assert_int_equal(crypto_core_ristretto255_add(x, x, y), 0);
		psi_edwards_mul_add(&sum, a, &A, b, &B);
		psi_edwards_encode(out, &sum);
		assert_memory_equal(out, x, BYTES);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode_borders),
		cmocka_unit_test(test_decode_limbs),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_mul_add),
	};

	if (sodium_init() < 0)
		return 1;
	return cmocka_run_group_tests_name("edwards", tests, NULL, NULL);
}
