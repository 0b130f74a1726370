/*
 * The kernels' field against OpenSSL's big integers, with limbs at the ends
 * of the range that field_fma.h and field_ifma.h allow.
 */
#include "kernel_field.h"

#include <string.h>

#include <openssl/bn.h>

#include "base/random.h"
#include "support/cm.h"

static const struct field_ops *const all_ops[] = { &field_ops_avx2,
	&field_ops_avx512, &field_ops_avx512ifma };

/* Numbers of one check, and p. */
struct numbers {
	BN_CTX *ctx;
	BIGNUM *p;
	BIGNUM *a;
	BIGNUM *b;
	BIGNUM *x;
	BIGNUM *y;
	BIGNUM *got;
};

static void
numbers_new(struct numbers *n)
{
	BIGNUM **const all[] = { &n->p, &n->a, &n->b, &n->x, &n->y, &n->got };

	n->ctx = BN_CTX_new();
	assert_non_null(n->ctx);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		*all[i] = BN_new();
		assert_non_null(*all[i]);
	}
	assert_true(BN_set_bit(n->p, 255) && BN_sub_word(n->p, 19));
}

static void
numbers_free(struct numbers *n)
{
	BIGNUM *const all[] = { n->p, n->a, n->b, n->x, n->y, n->got };

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		BN_free(all[i]);
	BN_CTX_free(n->ctx);
}

/* The number that the limbs of a lane stand for, mod p. */
static void
from_lane(struct numbers *n, BIGNUM *out, const struct field_lanes *in, int i)
{
	BN_zero(out);
	for (int k = FIELD_LIMBS - 1; k >= 0; k--) {
		const int64_t limb = in->limb[k][i];

		assert_true(BN_lshift(out, out, 51));
		if (limb < 0)
			assert_true(BN_sub_word(out, (BN_ULONG)-limb));
		else
			assert_true(BN_add_word(out, (BN_ULONG)limb));
	}
	assert_true(BN_nnmod(out, out, n->p, n->ctx));
}

/* n->x = factor * a^i * b^j mod p */
static void
term(struct numbers *n, BIGNUM *out, unsigned int factor, int i, int j)
{
	assert_true(BN_set_word(out, factor));
	for (; i > 0; i--)
		assert_true(BN_mod_mul(out, out, n->a, n->p, n->ctx));
	for (; j > 0; j--)
		assert_true(BN_mod_mul(out, out, n->b, n->p, n->ctx));
}

/* Each operation as the difference of two terms, or their sum. */
static const struct {
	unsigned int factor[2];
	int power[2][2];
	int sign;
} want[FIELD_INVERT] = {
	[FIELD_MUL] = { { 1, 0 }, { { 1, 1 }, { 0, 0 } }, 1 },
	[FIELD_SQR] = { { 1, 0 }, { { 2, 0 }, { 0, 0 } }, 1 },
	[FIELD_ADD] = { { 1, 1 }, { { 1, 0 }, { 0, 1 } }, 1 },
	[FIELD_SUB] = { { 1, 1 }, { { 1, 0 }, { 0, 1 } }, -1 },
	[FIELD_NEG] = { { 0, 1 }, { { 0, 0 }, { 1, 0 } }, -1 },
	[FIELD_SMALL] = { { 973328, 0 }, { { 1, 0 }, { 0, 0 } }, 1 },
	[FIELD_LADDER] = { { 121665, 1 }, { { 1, 0 }, { 0, 2 } }, 1 },
	[FIELD_SUM] = { { 1, 1 }, { { 1, 1 }, { 0, 2 } }, 1 },
	[FIELD_DIFFERENCE] = { { 1, 1 }, { { 1, 1 }, { 0, 2 } }, -1 },
	[FIELD_PLUS] = { { 1, 1 }, { { 1, 1 }, { 0, 2 } }, 1 },
	[FIELD_MINUS] = { { 1, 1 }, { { 1, 1 }, { 0, 2 } }, -1 },
	[FIELD_SQRS] = { { 1, 1 }, { { 2, 0 }, { 0, 2 } }, -1 },
	[FIELD_DOUBLE_F] = { { 4, 2 }, { { 2, 0 }, { 0, 2 } }, -1 },
	[FIELD_DOUBLE_G] = { { 0, 2 }, { { 0, 0 }, { 1, 1 } }, -1 },
	[FIELD_TWICE_MINUS] = { { 2, 1 }, { { 1, 0 }, { 1, 1 } }, -1 },
};

static void
expected(struct numbers *n, enum field_op op)
{
	if (op == FIELD_INVERT) {
		if (!BN_is_zero(n->a))
			assert_non_null(
			    BN_mod_inverse(n->x, n->a, n->p, n->ctx));
		else
			BN_zero(n->x);
		return;
	}
	term(n, n->x, want[op].factor[0], want[op].power[0][0],
	    want[op].power[0][1]);
	term(n, n->y, want[op].factor[1], want[op].power[1][0],
	    want[op].power[1][1]);
	if (want[op].sign > 0)
		assert_true(BN_mod_add(n->x, n->x, n->y, n->p, n->ctx));
	else
		assert_true(BN_mod_sub(n->x, n->x, n->y, n->p, n->ctx));
}

/* Reduced, and the right number: in every lane. */
static void
check_op(struct numbers *n, const struct field_ops *ops, enum field_op op,
    const struct field_lanes *a, const struct field_lanes *b)
{
	struct field_lanes out;

	ops->apply(op, &out, a, b);
	for (int i = 0; i < ops->lanes; i++) {
		for (int k = 0; k < FIELD_LIMBS; k++) {
			assert_true(out.limb[k][i] >= ops->limb_min);
			assert_true(out.limb[k][i] <= ops->limb_max);
		}
		from_lane(n, n->a, a, i);
		from_lane(n, n->b, b, i);
		from_lane(n, n->got, &out, i);
		expected(n, op);
		assert_int_equal(BN_cmp(n->x, n->got), 0);
	}
}

static void
check_canonical(
    struct numbers *n, const struct field_ops *ops, const struct field_lanes *a)
{
	struct field_lanes out;
	const unsigned int zero = ops->canonical(&out, a);

	for (int i = 0; i < ops->lanes; i++) {
		for (int k = 0; k < FIELD_LIMBS; k++)
			assert_in_range(
			    out.limb[k][i], 0, (UINT64_C(1) << 51) - 1);
		from_lane(n, n->a, a, i);
		/* Without the reduction of from_lane this time. */
		BN_zero(n->got);
		for (int k = FIELD_LIMBS - 1; k >= 0; k--)
			assert_true(BN_lshift(n->got, n->got, 51) &&
			    BN_add_word(n->got, (BN_ULONG)out.limb[k][i]));
		assert_int_equal(BN_cmp(n->a, n->got), 0);
		assert_int_equal(zero >> i & 1, BN_is_zero(n->a));
	}
}

/* A limb: often one at an end of the range, or one that makes p of it. */
static int64_t
choose_limb(const struct field_ops *ops, int k, uint64_t random)
{
	const int64_t p_limb =
	    (INT64_C(1) << 51) - (k == 0 ? INT64_C(19) : INT64_C(1));
	const int64_t ends[] = { ops->limb_min, ops->limb_min + 1, 0, 1,
		ops->limb_max - 1, ops->limb_max,
		p_limb < ops->limb_max ? p_limb : ops->limb_max, 18 };
	const uint64_t range = (uint64_t)(ops->limb_max - ops->limb_min) + 1;

	if ((random & 8) != 0)
		return ends[random & 7];
	return ops->limb_min + (int64_t)((random >> 4) % range);
}

static void
choose(const struct field_ops *ops, struct field_lanes *out, unsigned int mode)
{
	uint64_t random[FIELD_LIMBS][FIELD_LANES_MAX];

	assert_int_equal(psi_random((uint8_t *)random, sizeof random, NULL), 0);
	for (int i = 0; i < ops->lanes; i++)
		for (int k = 0; k < FIELD_LIMBS; k++)
			out->limb[k][i] = mode == 0 ? ops->limb_max
			    : mode == 1             ? ops->limb_min
			    : mode == 2             ? choose_limb(ops, k, 8 + 6)
					: choose_limb(ops, k, random[k][i]);
}

static void
operations(void **state)
{
	struct field_lanes a, b;
	struct numbers n;

	(void)state;
	numbers_new(&n);
	for (size_t v = 0; v < sizeof all_ops / sizeof all_ops[0]; v++) {
		const struct field_ops *ops = all_ops[v];

		if (!ops->supported())
			continue;
		/* All pairs of extremes, then mixtures. */
		for (unsigned int round = 0; round < 300; round++) {
			choose(ops, &a, round % 4);
			choose(ops, &b, round / 4 % 4);
			for (int op = 0; op < FIELD_NUM_OPS; op++)
				check_op(&n, ops, (enum field_op)op, &a, &b);
		}
	}
	numbers_free(&n);
}

static void
canonical_limbs(void **state)
{
	struct field_lanes a;
	struct numbers n;

	(void)state;
	numbers_new(&n);
	for (size_t v = 0; v < sizeof all_ops / sizeof all_ops[0]; v++) {
		const struct field_ops *ops = all_ops[v];

		if (!ops->supported())
			continue;
		for (unsigned int round = 0; round < 1000; round++) {
			choose(ops, &a, round % 4);
			check_canonical(&n, ops, &a);
		}
		/* 0, p and their neighbours, in small limbs and large. */
		memset(&a, 0, sizeof a);
		for (int i = 0; i < ops->lanes; i++)
			a.limb[0][i] = i < 4 ? i : i + 11;
		check_canonical(&n, ops, &a);
		for (int k = 0; k < FIELD_LIMBS && ops->limb_min == 0; k++)
			for (int i = 0; i < ops->lanes; i++)
				a.limb[k][i] = (INT64_C(1) << 51) - 1 -
				    (k == 0 ? 20 - i : 0);
		check_canonical(&n, ops, &a);
	}
	numbers_free(&n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operations),
		cmocka_unit_test(canonical_limbs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
