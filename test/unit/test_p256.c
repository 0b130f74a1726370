/* lib/group/p256_num.c and p256_point.c against OpenSSL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include "base/random.h"
#include "group/p256_point.h"

/* OpenSSL's side. */
struct library {
	EC_GROUP *group;
	BN_CTX *ctx;
	BIGNUM *p;
	BIGNUM *q;
};

static int
library_open(void **state)
{
	static struct library library;

	library.group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	library.ctx = BN_CTX_new();
	library.p = BN_new();
	library.q = BN_new();
	assert_int_equal(EC_GROUP_get_curve(
			     library.group, library.p, NULL, NULL, library.ctx),
	    1);
	assert_int_equal(
	    EC_GROUP_get_order(library.group, library.q, library.ctx), 1);
	*state = &library;
	return 0;
}

static int
library_close(void **state)
{
	struct library *library = *state;

	EC_GROUP_free(library->group);
	BN_CTX_free(library->ctx);
	BN_free(library->p);
	BN_free(library->q);
	return 0;
}

/*
 * Number i of a list of awkward ones, at most 2^256 - 1: words of zeros and
 * ones in all arrangements, each plus or minus a little; then random ones.
 */
#define NUM_NUMBERS 120

static void
number(uint8_t out[32], size_t i)
{
	assert_int_equal(psi_random(out, 32, NULL), 0);
	if (i >= 96)
		return;
	for (size_t word = 0; word < 4; word++)
		memset(out + 8 * word, (i >> word & 1) != 0 ? 0xff : 0, 8);
	if (i / 16 % 3 == 1)
		out[31] ^= 1;
	if (i / 16 % 3 == 2)
		out[0] ^= 0x80;
	if (i / 48 == 1)
		out[15] ^= 1;
}

static void
bn_bytes(uint8_t out[32], const BIGNUM *bn)
{
	assert_int_equal(BN_bn2binpad(bn, out, 32), 32);
}

/* All operations on two numbers, for one modulus. */
static void
check_pair(const struct library *library, const struct psi_p256_modulus *mod,
    const BIGNUM *m, const uint8_t a_bytes[32], const uint8_t b_bytes[32])
{
	BIGNUM *a = BN_bin2bn(a_bytes, 32, NULL);
	BIGNUM *b = BN_bin2bn(b_bytes, 32, NULL);
	BIGNUM *r = BN_new();
	struct psi_p256_num x, y, z;
	uint8_t expected[32];
	uint8_t out[32];

	assert_int_equal(psi_p256_load(mod, &x, a_bytes), BN_cmp(a, m) < 0);
	assert_int_equal(psi_p256_load(mod, &y, b_bytes), BN_cmp(b, m) < 0);
	assert_int_equal(BN_nnmod(a, a, m, library->ctx), 1);
	assert_int_equal(BN_nnmod(b, b, m, library->ctx), 1);
	psi_p256_store(mod, out, &x);
	bn_bytes(expected, a);
	assert_memory_equal(out, expected, 32);
	assert_int_equal(BN_mod_mul(r, a, b, m, library->ctx), 1);
	psi_p256_mul(mod, &z, &x, &y);
	psi_p256_store(mod, out, &z);
	bn_bytes(expected, r);
	assert_memory_equal(out, expected, 32);
	assert_int_equal(BN_mod_add(r, a, b, m, library->ctx), 1);
	psi_p256_add(mod, &z, &x, &y);
	psi_p256_store(mod, out, &z);
	bn_bytes(expected, r);
	assert_memory_equal(out, expected, 32);
	assert_int_equal(BN_mod_sub(r, a, b, m, library->ctx), 1);
	psi_p256_sub(mod, &z, &x, &y);
	psi_p256_store(mod, out, &z);
	bn_bytes(expected, r);
	assert_memory_equal(out, expected, 32);
	assert_int_equal(psi_p256_is_zero(&x) != 0, BN_is_zero(a));
	assert_int_equal(psi_p256_equal(&x, &y) != 0, BN_cmp(a, b) == 0);
	BN_free(a);
	BN_free(b);
	BN_free(r);
}

static void
test_numbers(void **state)
{
	const struct library *library = *state;

	for (size_t i = 0; i < NUM_NUMBERS; i++) {
		for (size_t j = 0; j < NUM_NUMBERS; j++) {
			uint8_t a[32], b[32];

			number(a, i);
			number(b, j);
			check_pair(library, &psi_p256_p, library->p, a, b);
			check_pair(library, &psi_p256_q, library->q, a, b);
		}
	}
}

/* Next to the moduli themselves. */
static void
test_near_modulus(void **state)
{
	const struct library *library = *state;
	const struct psi_p256_modulus *mods[] = { &psi_p256_p, &psi_p256_q };
	const BIGNUM *const ms[] = { library->p, library->q };

	for (size_t i = 0; i < 2; i++) {
		uint8_t near[9][32];

		for (unsigned int j = 0; j < 9; j++) {
			BIGNUM *n = BN_dup(ms[i]);

			assert_int_equal(BN_add_word(n, j), 1);
			assert_int_equal(BN_sub_word(n, 4), 1);
			bn_bytes(near[j], n);
			BN_free(n);
		}
		for (size_t j = 0; j < 9; j++)
			for (size_t k = 0; k < 9; k++)
				check_pair(
				    library, mods[i], ms[i], near[j], near[k]);
	}
}

static void
test_reduce(void **state)
{
	const struct library *library = *state;
	const struct psi_p256_modulus *mods[] = { &psi_p256_p, &psi_p256_q };
	const BIGNUM *const ms[] = { library->p, library->q };

	for (size_t i = 0; i < 200; i++) {
		uint8_t in[PSI_P256_WIDE_BYTES];
		uint8_t high[32];

		number(in + 16, i);
		number(high, i / 16);
		memcpy(in, high, 16);
		for (size_t j = 0; j < 2; j++) {
			BIGNUM *n = BN_bin2bn(in, sizeof in, NULL);
			struct psi_p256_num x;
			uint8_t expected[32];
			uint8_t out[32];

			assert_int_equal(
			    BN_nnmod(n, n, ms[j], library->ctx), 1);
			bn_bytes(expected, n);
			psi_p256_reduce(mods[j], &x, in);
			psi_p256_store(mods[j], out, &x);
			assert_memory_equal(out, expected, 32);
			BN_free(n);
		}
	}
}

static void
test_invert(void **state)
{
	(void)state;
	for (size_t i = 0; i < NUM_NUMBERS; i++) {
		struct psi_p256_num x, y;
		uint8_t bytes[32];

		number(bytes, i);
		(void)psi_p256_load(&psi_p256_p, &x, bytes);
		psi_p256_invert(&y, &x);
		if (psi_p256_is_zero(&x) != 0) {
			assert_true(psi_p256_is_zero(&y) != 0);
			continue;
		}
		psi_p256_mul(&psi_p256_p, &y, &y, &x);
		assert_true(psi_p256_equal(&y, &psi_p256_p.one) != 0);
	}
}

/* Every string of 33 bytes: the same points as OpenSSL, and the same bytes
 * back, compressed and not. */
static void
test_decode(void **state)
{
	const struct library *library = *state;
	EC_POINT *theirs = EC_POINT_new(library->group);
	size_t num_valid = 0;

	for (size_t i = 0; i < 600; i++) {
		struct psi_p256_point point;
		struct psi_p256_sum sum;
		uint8_t in[33], out[33];
		uint8_t plain[PSI_P256_PLAIN_BYTES];
		uint8_t expected[PSI_P256_PLAIN_BYTES];
		bool valid;

		number(in + 1, i % 200);
		in[0] = (uint8_t)(2 + i / 200);
		valid = psi_p256_decode(&point, in);
		if (in[0] == 4) {
			assert_false(valid);
			continue;
		}
		assert_int_equal(valid,
		    EC_POINT_oct2point(
			library->group, theirs, in, 33, library->ctx) == 1);
		if (!valid)
			continue;
		num_valid++;
		assert_int_equal(EC_POINT_point2oct(library->group, theirs,
				     POINT_CONVERSION_UNCOMPRESSED, expected,
				     sizeof expected, library->ctx),
		    sizeof expected);
		psi_p256_plain(plain, &point);
		assert_memory_equal(plain, expected, sizeof expected);
		psi_p256_group.zero(&sum);
		psi_p256_group.add_point(&sum, &point, false);
		assert_true(psi_p256_encode(out, &sum));
		assert_memory_equal(out, in, 33);
	}
	assert_in_range(num_valid, 120, 280);
	EC_POINT_free(theirs);
}

static void
random_sum(struct psi_p256_sum *sum, uint8_t encoded[33])
{
	uint8_t uniform[PSI_P256_UNIFORM_BYTES];

	assert_int_equal(psi_random(uniform, sizeof uniform, NULL), 0);
	psi_p256_map(sum, uniform);
	assert_true(psi_p256_encode(encoded, sum));
}

/* A chain of additions, doublings and differences. */
static void
test_sums(void **state)
{
	const struct library *library = *state;
	EC_POINT *expected = EC_POINT_new(library->group);
	EC_POINT *theirs = EC_POINT_new(library->group);
	struct psi_p256_sum sum;
	struct psi_p256_sum other;
	struct psi_p256_point point;
	uint8_t encoded[33], bytes[33], out[33];

	random_sum(&sum, encoded);
	assert_int_equal(EC_POINT_oct2point(library->group, expected, encoded,
			     33, library->ctx),
	    1);
	for (int i = 0; i < 300; i++) {
		random_sum(&other, encoded);
		assert_true(psi_p256_decode(&point, encoded));
		assert_int_equal(EC_POINT_oct2point(library->group, theirs,
				     encoded, 33, library->ctx),
		    1);
		if (i % 3 == 0) {
			psi_p256_group.add(&sum, &other);
		} else {
			psi_p256_group.add_point(&sum, &point, i % 3 == 2);
			if (i % 3 == 2)
				assert_int_equal(EC_POINT_invert(library->group,
						     theirs, library->ctx),
				    1);
		}
		assert_int_equal(EC_POINT_add(library->group, expected,
				     expected, theirs, library->ctx),
		    1);
		if (i % 7 == 0) {
			psi_p256_group.add(&sum, &sum);
			assert_int_equal(EC_POINT_dbl(library->group, expected,
					     expected, library->ctx),
			    1);
		}
		assert_int_equal(
		    EC_POINT_point2oct(library->group, expected,
			POINT_CONVERSION_COMPRESSED, bytes, 33, library->ctx),
		    33);
		assert_true(psi_p256_encode(out, &sum));
		assert_memory_equal(out, bytes, 33);
	}
	EC_POINT_free(expected);
	EC_POINT_free(theirs);
}

/* P - P, 0 + 0, P + 0 and 0 + P; no identity in a list of affine points. */
static void
test_identity(void **state)
{
	const uint8_t zeros[33] = { 0 };
	struct psi_p256_sum sums[3];
	struct psi_p256_point points[3];
	uint8_t encoded[33], out[33];

	(void)state;
	random_sum(&sums[0], encoded);
	assert_true(psi_p256_affine(points, sums, 1));
	sums[1] = sums[0];
	psi_p256_group.add_point(&sums[1], &points[0], true);
	assert_false(psi_p256_encode(out, &sums[1]));
	assert_memory_equal(out, zeros, 33);
	sums[2] = sums[0];
	assert_false(psi_p256_affine(points, sums, 3));
	psi_p256_group.add(&sums[1], &sums[1]);
	assert_false(psi_p256_encode(out, &sums[1]));
	psi_p256_group.add(&sums[1], &sums[0]);
	assert_true(psi_p256_encode(out, &sums[1]));
	assert_memory_equal(out, encoded, 33);
	psi_p256_group.zero(&sums[1]);
	psi_p256_group.add(&sums[0], &sums[1]);
	assert_true(psi_p256_encode(out, &sums[0]));
	assert_memory_equal(out, encoded, 33);
}

/* RFC 9380, section 6.6.2: the exceptional case of the map, u = 0, for one
 * half and for both; two equal halves are a doubling. */
static void
test_map_exceptions(void **state)
{
	uint8_t uniform[PSI_P256_UNIFORM_BYTES] = { 0 };
	struct psi_p256_point point;
	struct psi_p256_sum sum;
	uint8_t zero_twice[33], out[33];

	(void)state;
	psi_p256_map(&sum, uniform);
	assert_true(psi_p256_encode(zero_twice, &sum));
	assert_true(psi_p256_decode(&point, zero_twice));
	/* p itself is 0 too. */
	memset(uniform + 16, 0xff, 4);
	uniform[23] = 1;
	memset(uniform + 36, 0xff, 12);
	psi_p256_map(&sum, uniform);
	assert_true(psi_p256_encode(out, &sum));
	assert_memory_equal(out, zero_twice, 33);
	uniform[47]--;
	psi_p256_map(&sum, uniform);
	assert_true(psi_p256_encode(out, &sum));
	assert_true(psi_p256_decode(&point, out));
	assert_memory_not_equal(out, zero_twice, 33);
	memcpy(uniform + 48, uniform, 48);
	psi_p256_map(&sum, uniform);
	assert_true(psi_p256_encode(out, &sum));
	assert_true(psi_p256_decode(&point, out));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_near_modulus),
		cmocka_unit_test(test_reduce),
		cmocka_unit_test(test_invert),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_map_exceptions),
	};

	return cmocka_run_group_tests_name(
	    "p256", tests, library_open, library_close);
}
