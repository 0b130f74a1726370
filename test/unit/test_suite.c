#include "unit/group_rows.h"

#include "base/random.h"
#include "group/msm.h"

/* Orders, big-endian: RFC 9496, section 4; SEC 2, section 2.4.2. */
static const char order_ristretto255[] =
    "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed";
static const char order_p256[] =
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

/* The order plus `more`, in the suite's byte order. */
static void
order_plus(
    const struct psi_suite *suite, uint8_t out[PSI_SCALAR_BYTES], int more)
{
	const bool p256 = suite == &psi_suite_p256;
	uint8_t big[PSI_SCALAR_BYTES];

	assert_true(psi_hex_decode(
	    big, 32, p256 ? order_p256 : order_ristretto255, 64));
	/* Neither order's last byte carries for -1, 0 and 1. */
	big[31] = (uint8_t)(big[31] + more);
	for (size_t i = 0; i < 32; i++)
		out[i] = big[p256 ? i : 31 - i];
}

static void
test_find(void **state)
{
	(void)state;
	assert_ptr_equal(
	    psi_suite_find("ristretto255-SHA512"), &psi_suite_ristretto255);
	assert_ptr_equal(psi_suite_find("P256-SHA256"), &psi_suite_p256);
	assert_null(psi_suite_find(""));
	assert_null(psi_suite_find("p256-sha256"));
	assert_null(psi_suite_find("P256-SHA256 "));
	assert_null(psi_suite_find("decaf448-SHAKE256"));
}

static void
test_tags(void **state)
{
	static const char expected[] = "Seed-OPRFV1-\x01-P256-SHA256";
	uint8_t dst[PSI_DST_MAX_BYTES];

	(void)state;
	assert_int_equal(
	    psi_suite_dst(&psi_suite_p256, "Seed-", dst), sizeof expected - 1);
	assert_memory_equal(dst, expected, sizeof expected - 1);
}

static void
test_scalar_range(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	uint8_t scalar[PSI_SCALAR_BYTES] = { 0 };

	assert_false(suite->scalar_valid(scalar));
	group_small(suite, scalar, 1);
	assert_true(suite->scalar_valid(scalar));
	order_plus(suite, scalar, -1);
	assert_true(suite->scalar_valid(scalar));
	order_plus(suite, scalar, 0);
	assert_false(suite->scalar_valid(scalar));
	order_plus(suite, scalar, 1);
	assert_false(suite->scalar_valid(scalar));
	memset(scalar, 0xff, sizeof scalar);
	assert_false(suite->scalar_valid(scalar));
}

static void
test_scalar_arithmetic(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	uint8_t a[32], b[32], c[32], expected[32], zero[32] = { 0 };

	group_small(suite, a, 70000);
	group_small(suite, b, 60000);
	group_small(suite, expected, 4200000000);
	assert_int_equal(suite->scalar_mul(c, a, b, NULL), 0);
	assert_memory_equal(c, expected, 32);
	group_small(suite, expected, 10000);
	assert_int_equal(suite->scalar_sub(c, a, b, NULL), 0);
	assert_memory_equal(c, expected, 32);
	assert_int_equal(suite->scalar_sub(c, a, a, NULL), 0);
	assert_memory_equal(c, zero, 32);
	/* 0 - 1 = q - 1, and its square is 1. */
	group_small(suite, a, 1);
	assert_int_equal(suite->scalar_sub(c, zero, a, NULL), 0);
	order_plus(suite, expected, -1);
	assert_memory_equal(c, expected, 32);
	assert_int_equal(suite->scalar_mul(b, c, c, NULL), 0);
	assert_memory_equal(b, a, 32);
}

/* Scalars act on the group as numbers modulo q. */
static void
test_scalars_act(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	const size_t size = suite->element_bytes;
	uint8_t a[32], b[32], c[32];
	uint8_t A[33], B[33], C[33], D[33];

	for (uint32_t i = 0; i < 20; i++) {
		group_scalar(suite, a, 2 * i);
		group_scalar(suite, b, 2 * i + 1);
		assert_true(suite->scalar_valid(a));
		/* (a b) G = a (b G) */
		assert_int_equal(suite->scalar_mul(c, a, b, NULL), 0);
		assert_int_equal(suite->mul_base(C, c, NULL), 0);
		assert_int_equal(suite->mul_base(B, b, NULL), 0);
		assert_int_equal(suite->mul(D, B, a, NULL), 0);
		assert_memory_equal(C, D, size);
		assert_int_equal(suite->mul(D, suite->generator, c, NULL), 0);
		assert_memory_equal(C, D, size);
		/* (a - b) G + b G = a G */
		assert_int_equal(suite->scalar_sub(c, a, b, NULL), 0);
		assert_int_equal(suite->mul_base(C, c, NULL), 0);
		assert_int_equal(suite->mul_base(A, a, NULL), 0);
		assert_int_equal(suite->add(D, C, B, NULL), 0);
		assert_memory_equal(D, A, size);
		/* a B + b A = 2 a b G */
		assert_int_equal(suite->mul_add(C, a, B, b, A, NULL), 0);
		assert_int_equal(suite->mul(D, B, a, NULL), 0);
		assert_int_equal(suite->add(D, D, D, NULL), 0);
		assert_memory_equal(C, D, size);
	}
}

static void
test_random(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	uint8_t a[32], b[32], A[33], B[33];

	assert_int_equal(suite->scalar_random(a, NULL), 0);
	assert_int_equal(suite->scalar_random(b, NULL), 0);
	assert_true(suite->scalar_valid(a));
	assert_true(suite->scalar_valid(b));
	assert_memory_not_equal(a, b, 32);
	assert_int_equal(suite->element_random(A, NULL), 0);
	assert_int_equal(suite->element_random(B, NULL), 0);
	assert_true(suite->element_valid(A));
	assert_true(suite->element_valid(B));
	assert_memory_not_equal(A, B, suite->element_bytes);
}

/* The identity comes out of sums as zeros, goes into `add`, and is refused
 * as an element. */
static void
test_identity(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	const size_t size = suite->element_bytes;
	const uint8_t zeros[33] = { 0 };
	uint8_t a[32], b[32], A[33], out[33];
	size_t bad;

	assert_false(suite->element_valid(zeros));
	group_small(suite, a, 5);
	assert_int_equal(suite->mul(out, zeros, a, NULL), PSI_E_ELEMENT);
	assert_int_equal(
	    suite->check_range(zeros, 1, &bad, NULL), PSI_E_ELEMENT);
	assert_int_equal(suite->mul_base(A, a, NULL), 0);
	/* 1 A + (q - 1) A, and 0 A + 0 A. */
	group_small(suite, a, 1);
	order_plus(suite, b, -1);
	assert_int_equal(suite->mul_add(out, a, A, b, A, NULL), 0);
	assert_memory_equal(out, zeros, size);
	assert_int_equal(suite->mul_add(out, zeros, A, zeros, A, NULL), 0);
	assert_memory_equal(out, zeros, size);
	/* A + (-A), A + 0, 0 + A, 0 + 0. */
	assert_int_equal(suite->mul(out, A, b, NULL), 0);
	assert_int_equal(suite->add(out, A, out, NULL), 0);
	assert_memory_equal(out, zeros, size);
	assert_int_equal(suite->add(out, A, zeros, NULL), 0);
	assert_memory_equal(out, A, size);
	assert_int_equal(suite->add(out, zeros, A, NULL), 0);
	assert_memory_equal(out, A, size);
	assert_int_equal(suite->add(out, zeros, zeros, NULL), 0);
	assert_memory_equal(out, zeros, size);
	/* A zero scalar has no element for a result. */
	assert_int_equal(suite->mul(out, A, zeros, NULL), PSI_E_ELEMENT);
	assert_int_equal(suite->mul_base(out, zeros, NULL), PSI_E_ELEMENT);
}

/* libsodium 1.0.18 decodes as if bit 255 were not there. */
static void
test_ristretto255_top_bit(void **state)
{
	const struct psi_suite *suite = &psi_suite_ristretto255;
	const uint8_t scalar[32] = { 3 };
	uint8_t in[32], out[32];
	size_t bad = 7;

	(void)state;
	memcpy(in, suite->generator, 32);
	in[31] |= 0x80;
	assert_false(suite->element_valid(in));
	assert_int_equal(suite->mul(out, in, scalar, NULL), PSI_E_ELEMENT);
	assert_int_equal(suite->mul_range(out, NULL, in, 1, scalar, &bad, NULL),
	    PSI_E_ELEMENT);
	assert_int_equal(bad, 0);
}

/* Every form that is not compressed, x not below p, x without a point. */
static void
test_p256_invalid(void **state)
{
	const struct psi_suite *suite = &psi_suite_p256;
	static const char *const invalid[] = {
		/* p, and 2^256 - 1, as x. */
		"02ffffffff00000001000000000000000000000000ffffffffffffffffffff"
		"ffff",
		"02ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"ffff",
		/* x = 1: 1 - 3 + b is no square. */
		"020000000000000000000000000000000000000000000000000000000000"
		"000001",
	};
	uint8_t in[33];

	(void)state;
	memcpy(in, suite->generator, 33);
	for (unsigned int first = 0; first < 256; first++) {
		in[0] = (uint8_t)first;
		assert_int_equal(
		    suite->element_valid(in), first == 2 || first == 3);
	}
	for (size_t i = 0; i < 3; i++) {
		assert_true(psi_hex_decode(in, 33, invalid[i], 66));
		assert_false(suite->element_valid(in));
		in[0] = 3;
		assert_false(suite->element_valid(in));
	}
	/* p + 5 would be the x of a point, were it reduced. */
	assert_true(psi_hex_decode(in, 33,
	    "0200000000000000000000000000000000000000000000000000000000000000"
	    "05",
	    66));
	assert_true(suite->element_valid(in));
	assert_true(psi_hex_decode(in, 33,
	    "02ffffffff00000001000000000000000000000001000000000000000000000"
	    "004",
	    66));
	assert_false(suite->element_valid(in));
}

/*
 * Nobody may know the logarithm of a hashed element: with hash_to_scalar(x)
 * times the generator in its place, one run of the protocol would give away
 * the whole list to a dictionary. Under no tag of ours is it that.
 */
static void
test_hash_is_no_multiple_of_generator(void **state)
{
	static const char *const prefixes[] = { "HashToGroup-",
		"HashToScalar-" };
	const struct psi_suite *suite = group_suite(state);
	const uint8_t *key = (const uint8_t *)"domain:acme.com";

	for (size_t i = 0; i < 2; i++) {
		uint8_t element[33], multiple[33], scalar[32];

		for (size_t j = 0; j < 2; j++) {
			uint8_t dst[2][PSI_DST_MAX_BYTES];
			size_t len[2];

			len[0] = psi_suite_dst(suite, prefixes[i], dst[0]);
			len[1] = psi_suite_dst(suite, prefixes[j], dst[1]);
			assert_int_equal(suite->hash_to_group(element, key, 15,
					     dst[0], len[0], NULL),
			    0);
			assert_int_equal(suite->hash_to_scalar(scalar, key, 15,
					     dst[1], len[1], NULL),
			    0);
			assert_int_equal(
			    suite->mul_base(multiple, scalar, NULL), 0);
			assert_true(suite->element_valid(element));
			assert_memory_not_equal(
			    element, multiple, suite->element_bytes);
		}
	}
}

/* A weight as a scalar, in the suite's byte order. */
static void
weight_scalar(
    const struct psi_suite *suite, uint8_t out[32], const uint8_t weight[16])
{
	memset(out, 0, 32);
	for (size_t i = 0; i < 16; i++)
		out[suite == &psi_suite_p256 ? 31 - i : i] = weight[i];
}

/* The sum of `num` rows of the given weights, the slow way and the fast. */
static void
check_sum(const struct psi_suite *suite, const uint8_t *rows,
    const uint8_t *weights, size_t num)
{
	const size_t size = suite->element_bytes;
	void *points = malloc(num * suite->point_bytes + 1);
	uint8_t expected[33] = { 0 };
	uint8_t zero[32] = { 0 };
	uint8_t out[33];
	size_t bad;

	assert_non_null(points);
	for (size_t i = 0; i < num; i++) {
		uint8_t scalar[32], product[33], next[33];

		weight_scalar(suite, scalar, weights + 16 * i);
		assert_int_equal(
		    suite->mul_add(product, scalar, rows + i * size, zero,
			suite->generator, NULL),
		    0);
		assert_int_equal(suite->add(next, expected, product, NULL), 0);
		memcpy(expected, next, size);
	}
	assert_int_equal(suite->decode_range(points, rows, num, &bad, NULL), 0);
	assert_int_equal(
	    suite->weighted_sum(out, points, weights, num, NULL), 0);
	assert_memory_equal(out, expected, size);
	free(points);
}

static void
test_weighted_sum(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	static const size_t nums[] = { 0, 1, 2, 3, 7, 64, 300, 1000 };
	uint8_t *weights = malloc(16 * 1000);
	uint8_t *rows = group_rows(suite, 1, 1000);

	assert_non_null(weights);
	assert_int_equal(psi_random(weights, 16 * 1000, NULL), 0);
	for (size_t i = 0; i < sizeof nums / sizeof nums[0]; i++)
		check_sum(suite, rows, weights, nums[i]);
	free(weights);
	free(rows);
}

/* Weights of all zeros, all ones, and one bit: every carry and digit. */
static void
test_weighted_sum_borders(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	uint8_t *rows = group_rows(suite, 2, 128);
	uint8_t weights[16 * 128] = { 0 };

	check_sum(suite, rows, weights, 128);
	memset(weights, 0xff, sizeof weights);
	check_sum(suite, rows, weights, 1);
	check_sum(suite, rows, weights, 128);
	memset(weights, 0, sizeof weights);
	for (size_t i = 0; i < 128; i++)
		weights[16 * i + i / 8] = (uint8_t)(1 << i % 8);
	check_sum(suite, rows, weights, 128);
	memset(weights, 0x80, sizeof weights);
	check_sum(suite, rows, weights, 128);
	free(rows);
}

/* Equal rows, and rows that cancel: additions of equal and opposite points,
 * which a careless formula gets wrong. */
static void
test_weighted_sum_of_equals(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	const size_t size = suite->element_bytes;
	uint8_t minus_one[32];
	uint8_t rows[64 * 33];
	uint8_t weights[64 * 16] = { 0 };

	order_plus(suite, minus_one, -1);
	for (size_t i = 0; i < 64; i++) {
		memcpy(rows + i * size, suite->generator, size);
		weights[16 * i] = 3;
	}
	check_sum(suite, rows, weights, 64);
	for (size_t i = 1; i < 64; i += 2)
		assert_int_equal(suite->mul(rows + i * size, suite->generator,
				     minus_one, NULL),
		    0);
	check_sum(suite, rows, weights, 64);
	check_sum(suite, rows, weights, 63);
}

/* mul_range's points are decode_range's. */
static void
test_points_of_mul_range(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	uint8_t *rows = group_rows(suite, 3, 40);
	uint8_t scalar[32], weights[16 * 40], sums[2][33];
	uint8_t *out = malloc(40 * suite->element_bytes);
	void *points = malloc(40 * suite->point_bytes);
	size_t bad;

	assert_non_null(out);
	assert_non_null(points);
	group_scalar(suite, scalar, 9);
	memset(weights, 0x5a, sizeof weights);
	assert_int_equal(
	    suite->mul_range(out, points, rows, 40, scalar, &bad, NULL), 0);
	assert_int_equal(
	    suite->weighted_sum(sums[0], points, weights, 40, NULL), 0);
	assert_int_equal(suite->decode_range(points, rows, 40, &bad, NULL), 0);
	assert_int_equal(
	    suite->weighted_sum(sums[1], points, weights, 40, NULL), 0);
	assert_memory_equal(sums[0], sums[1], suite->element_bytes);
	free(points);
	free(out);
	free(rows);
}

/* hash_mul_range is hash_to_group and mul, for lengths from none on. */
static void
test_hash_mul_range(void **state)
{
	const struct psi_suite *suite = group_suite(state);
	const size_t size = suite->element_bytes;
	enum { NUM = 300 };
	static uint8_t data[NUM];
	static uint8_t out[NUM * PSI_ELEMENT_MAX_BYTES];
	struct psi_message msg[NUM];
	uint8_t dst[PSI_DST_MAX_BYTES];
	const size_t dst_len = psi_suite_dst(suite, "HashToGroup-", dst);
	uint8_t scalar[32];

	group_scalar(suite, scalar, 4);
	for (size_t i = 0; i < NUM; i++) {
		data[i] = (uint8_t)(i * 7);
		msg[i].data = data;
		msg[i].len = i;
	}
	assert_int_equal(
	    suite->hash_mul_range(out, msg, NUM, dst, dst_len, scalar, NULL),
	    0);
	for (size_t i = 0; i < NUM; i++) {
		uint8_t hashed[33], expected[33];

		assert_int_equal(suite->hash_to_group(hashed, msg[i].data,
				     msg[i].len, dst, dst_len, NULL),
		    0);
		assert_int_equal(suite->mul(expected, hashed, scalar, NULL), 0);
		assert_memory_equal(out + i * size, expected, size);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_ristretto255_top_bit),
		cmocka_unit_test(test_p256_invalid),
		GROUP_TEST(test_scalar_range),
		GROUP_TEST(test_scalar_arithmetic),
		GROUP_TEST(test_scalars_act),
		GROUP_TEST(test_random),
		GROUP_TEST(test_identity),
		GROUP_TEST(test_hash_is_no_multiple_of_generator),
		GROUP_TEST(test_weighted_sum),
		GROUP_TEST(test_weighted_sum_borders),
		GROUP_TEST(test_weighted_sum_of_equals),
		GROUP_TEST(test_points_of_mul_range),
		GROUP_TEST(test_hash_mul_range),
	};

	return cmocka_run_group_tests_name("suite", tests, NULL, NULL);
}
