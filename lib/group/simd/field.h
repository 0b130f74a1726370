/*
 * The field over lanes, above field_fma.h or field_ifma.h, one of which is
 * included first. That one gives
 *     struct fe, struct wide (and their bounds),
 *     wide_mul_inline, wide_sqr_inline, wide_mul_small, wide_from_fe,
 *     wide_from_limbs, wide_sub, wide_reduce, wide_reduce_halved,
 *     fe_to_limbs, fe_neg, fe_select, fe_limb_bits, fe_set_limb_bits;
 * this adds what follows from them. Outputs may be inputs everywhere.
 *
 * A sum of columns with one product that is "halved" may be reduced by
 * wide_reduce_halved, which is cheaper where that makes a difference.
 *
 * The point of `struct wide`: the additions of point formulas are made on
 * unreduced columns, and carried once with the product that they belong to.
 */
#ifndef PSI_GROUP_SIMD_FIELD_H
#define PSI_GROUP_SIMD_FIELD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Work is done on this many vectors in turn, so that the long dependent
 * chains of one fill the waiting times of the other.
 */
#define PAIR 2

/* Constants of RFC 9496 section 4.1, in limbs of 51 bits. */
static const uint64_t const_one[FE_LIMBS] = { 1, 0, 0, 0, 0 };
static const uint64_t const_d[FE_LIMBS] = { 0x34dca135978a3, 0x1a8283b156ebd,
	0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff };
static const uint64_t const_2d[FE_LIMBS] = { 0x69b9426b2f159, 0x35050762add7a,
	0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff };
static const uint64_t const_sqrt_m1[FE_LIMBS] = { 0x61b274a0ea0b0,
	0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d };
static const uint64_t const_sqrt_ad_minus_one[FE_LIMBS] = { 0x7f6a0497b2e1b,
	0x1836f0a97afd2, 0x7d747f6be7638, 0x456079e7e6498, 0x376931bf2b834 };
static const uint64_t const_invsqrt_a_minus_d[FE_LIMBS] = { 0x0fdaa805d40ea,
	0x2eb482e57d339, 0x007610274bc58, 0x6510b613dc8ff, 0x786c8905cfaff };
static const uint64_t const_one_minus_d_sq[FE_LIMBS] = { 0x409c1945fc176,
	0x719abc6a1fc4f, 0x1c37f90b20684, 0x06bccca55eedf, 0x029072a8b2b3e };
static const uint64_t const_d_minus_one_sq[FE_LIMBS] = { 0x55aaa44ed4d20,
	0x59603c3332635, 0x26d3baf4a7928, 0x120a66e6997a9, 0x5968b37af66c2 };

LANE_INLINE void
wide_add(struct wide *out, const struct wide *a, const struct wide *b)
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->column[k] = v_add(a->column[k], b->column[k]);
}

LANE_CALL void
wide_mul(struct wide *out, const struct fe *a, const struct fe *b, bool halved)
{
	wide_mul_inline(out, a, b, halved);
}

LANE_CALL void
wide_sqr(struct wide *out, const struct fe *a, bool halved)
{
	wide_sqr_inline(out, a, halved);
}

LANE_CALL void
fe_mul(struct fe *out, const struct fe *a, const struct fe *b)
{
	struct wide w;

	wide_mul_inline(&w, a, b, true);
	wide_reduce_halved(out, &w, 1, 0, 0);
}

LANE_CALL void
fe_sqr(struct fe *out, const struct fe *a)
{
	struct wide w;

	wide_sqr_inline(&w, a, true);
	wide_reduce_halved(out, &w, 0, 1, 0);
}

LANE_INLINE void
fe_add(struct fe *out, const struct fe *a, const struct fe *b)
{
	struct wide x, y;

	wide_from_fe(&x, a);
	wide_from_fe(&y, b);
	wide_add(&x, &x, &y);
	wide_reduce(out, &x, 0, 0, 0);
}

LANE_INLINE void
fe_sub(struct fe *out, const struct fe *a, const struct fe *b)
{
	struct wide x, y;

	wide_from_fe(&x, a);
	wide_from_fe(&y, b);
	wide_sub(&x, &x, &y);
	wide_reduce(out, &x, 0, 0, 0);
}

/* x * small, small < 2^20. */
LANE_INLINE void
fe_mul_small(struct fe *out, const struct fe *x, unsigned int small)
{
	struct wide w;

	wide_mul_small(&w, x, small);
	wide_reduce(out, &w, 0, 0, 1);
}

/* From integers below 2^52, which need not be below p together. */
LANE_INLINE void
fe_from_limbs(struct fe *out, const vec limb[FE_LIMBS])
{
	struct wide w;

	wide_from_limbs(&w, limb);
	wide_reduce(out, &w, 0, 0, 0);
}

/* A constant, in all lanes. */
LANE_INLINE void
fe_set(struct fe *out, const uint64_t limb[FE_LIMBS])
{
	vec v[FE_LIMBS];
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		v[k] = v_set(limb[k]);
	fe_from_limbs(out, v);
}

/* Make one pass of carries from limb to limb; returns what leaves the top. */
LANE_INLINE vec
limbs_carry(vec limb[FE_LIMBS])
{
	const vec mask = v_set(LIMB_MASK);
	vec carry;
	int k;

	for (k = 0; k < FE_LIMBS - 1; k++) {
		carry = v_shr(limb[k], FE_RADIX);
		limb[k] = v_and(limb[k], mask);
		limb[k + 1] = v_add(limb[k + 1], carry);
	}
	carry = v_shr(limb[FE_LIMBS - 1], FE_RADIX);
	limb[FE_LIMBS - 1] = v_and(limb[FE_LIMBS - 1], mask);
	return carry;
}

/*
 * The canonical limbs of x: 0 <= limb < 2^51, and below p together.
 *
 * fe_to_limbs gives limbs below 2^52, a number below 2^256.01. After the first
 * pass it is below 2^255 + 19 * 3, after the second below 2^255. Then it is
 * below p, or x + 19 reaches 2^255, and x + 19 - 2^255 = x - p.
 */
LANE_CALL void
fe_canonical(vec limb[FE_LIMBS], const struct fe *x)
{
	const vec mask = v_set(LIMB_MASK);
	vec carry;
	int k;

	fe_to_limbs(limb, x);
	carry = limbs_carry(limb);
	limb[0] = v_add(limb[0], v_mul32(carry, v_set(19)));
	carry = limbs_carry(limb);
	limb[0] = v_add(limb[0], v_mul32(carry, v_set(19)));

	carry = v_shr(v_add(limb[0], v_set(19)), FE_RADIX);
	for (k = 1; k < FE_LIMBS; k++)
		carry = v_shr(v_add(limb[k], carry), FE_RADIX);
	limb[0] = v_add(limb[0], v_mul32(carry, v_set(19)));
	(void)limbs_carry(limb);
	limb[FE_LIMBS - 1] = v_and(limb[FE_LIMBS - 1], mask);
}

LANE_INLINE vmask
limbs_are_zero(const vec limb[FE_LIMBS])
{
	return v_is_zero(v_or(
	    v_or(v_or(limb[0], limb[1]), v_or(limb[2], limb[3])), limb[4]));
}

LANE_INLINE vmask
fe_is_zero(const struct fe *x)
{
	vec limb[FE_LIMBS];

	fe_canonical(limb, x);
	return limbs_are_zero(limb);
}

/* IS_NEGATIVE of RFC 9496 section 4.1: the lowest bit. */
LANE_INLINE vmask
fe_is_negative(const struct fe *x)
{
	vec limb[FE_LIMBS];

	fe_canonical(limb, x);
	return v_is_odd(limb[0]);
}

LANE_INLINE void
fe_neg_if(struct fe *out, const struct fe *x, vmask m)
{
	struct fe minus;

	fe_neg(&minus, x);
	fe_select(out, x, &minus, m);
}

/* CT_ABS of RFC 9496 section 4.1. */
LANE_INLINE void
fe_abs(struct fe *out, const struct fe *x)
{
	fe_neg_if(out, x, fe_is_negative(x));
}

/* For each of `n` vectors, square `times` times, then multiply by y. */
LANE_CALL void
power_step(
    struct fe *out, const struct fe *x, int times, const struct fe *y, size_t n)
{
	struct fe t[PAIR];
	size_t g;
	int i;

	for (g = 0; g < n; g++)
		fe_sqr(&t[g], &x[g]);
	for (i = 1; i < times; i++) {
		for (g = 0; g < n; g++)
			fe_sqr(&t[g], &t[g]);
	}
	for (g = 0; g < n; g++)
		fe_mul(&out[g], &t[g], &y[g]);
}

/*
 * x^(2^252 - 3) = x^((p - 5) / 8) for n <= PAIR vectors: 252 squarings and 11
 * products, by the addition chain with which D. J. Bernstein, "Curve25519: new
 * Diffie-Hellman speed records" (2006), inverts, cut short. The exponents
 * stand at the right.
 */
LANE_CALL void
fe_pow22523(struct fe *out, const struct fe *x, size_t n)
{
	struct fe x2[PAIR], x9[PAIR], x11[PAIR], a[PAIR], b[PAIR], c[PAIR];
	size_t g = 0;

	/* At least one, which a compiler that looks for variables without a
	 * value must see. */
	do
		fe_sqr(&x2[g], &x[g]);
	while (++g < n);
	power_step(x9, x2, 2, x, n); /* 9 */
	for (g = 0; g < n; g++)
		fe_mul(&x11[g], &x9[g], &x2[g]);
	power_step(a, x11, 1, x9, n); /* 2^5 - 1 */
	power_step(a, a, 5, a, n);    /* 2^10 - 1 */
	power_step(b, a, 10, a, n);   /* 2^20 - 1 */
	power_step(c, b, 20, b, n);   /* 2^40 - 1 */
	power_step(a, c, 10, a, n);   /* 2^50 - 1 */
	power_step(b, a, 50, a, n);   /* 2^100 - 1 */
	power_step(c, b, 100, b, n);  /* 2^200 - 1 */
	power_step(a, c, 50, a, n);   /* 2^250 - 1 */
	power_step(out, a, 2, x, n);  /* 2^252 - 3 */
}

/* 1 / x = x^(p - 2) = (x^(2^252 - 3))^8 * x^3, and 0 for 0. */
LANE_CALL void
fe_invert(struct fe *out, const struct fe *x)
{
	struct fe t, x3;

	fe_sqr(&t, x);
	fe_mul(&x3, &t, x);
	fe_pow22523(&t, x, 1);
	power_step(out, &t, 3, &x3, 1);
}

/*
 * out[i] = 1 / x[i] for n elements, none of which is zero in any lane, by
 * Montgomery's trick: one inversion and 3 n products. A zero would make its
 * lane zero for all.
 */
LANE_CALL void
fe_invert_batch(struct fe *out, const struct fe *x, size_t n)
{
	struct fe inverse;
	size_t i;

	out[0] = x[0];
	for (i = 1; i < n; i++)
		fe_mul(&out[i], &out[i - 1], &x[i]);
	fe_invert(&inverse, &out[n - 1]);
	for (i = n - 1; i > 0; i--) {
		fe_mul(&out[i], &out[i - 1], &inverse);
		fe_mul(&inverse, &inverse, &x[i]);
	}
	out[0] = inverse;
}

/*
 * SQRT_RATIO_M1(u, v) of RFC 9496 section 4.2 for PAIR vectors: out[g] is the
 * root of u/v or of i * u/v that is not negative; returns in square[g]
 * whether it is that of u/v.
 */
LANE_CALL void
fe_sqrt_ratio(struct fe out[PAIR], vmask square[PAIR], const struct fe u[PAIR],
    const struct fe v[PAIR])
{
	struct fe uv3[PAIR], uv7[PAIR], power[PAIR];
	struct fe i, r, check, t;
	size_t g;

	for (g = 0; g < PAIR; g++) {
		fe_sqr(&t, &v[g]);
		fe_mul(&uv3[g], &t, &v[g]);
		fe_sqr(&t, &uv3[g]);
		fe_mul(&t, &t, &v[g]);
		fe_mul(&uv7[g], &t, &u[g]);
		fe_mul(&uv3[g], &uv3[g], &u[g]);
	}
	fe_pow22523(power, uv7, PAIR);
	fe_set(&i, const_sqrt_m1);
	for (g = 0; g < PAIR; g++) {
		vmask correct, flipped, flipped_i;

		fe_mul(&r, &uv3[g], &power[g]);
		fe_sqr(&check, &r);
		fe_mul(&check, &check, &v[g]);
		fe_sub(&t, &check, &u[g]);
		correct = fe_is_zero(&t);
		fe_add(&t, &check, &u[g]);
		flipped = fe_is_zero(&t);
		fe_mul(&t, &u[g], &i);
		fe_add(&t, &check, &t);
		flipped_i = fe_is_zero(&t);
		fe_mul(&t, &r, &i);
		fe_select(&r, &r, &t, m_or(flipped, flipped_i));
		fe_abs(&out[g], &r);
		square[g] = m_or(correct, flipped);
	}
}

#endif
