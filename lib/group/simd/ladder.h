/*
 * One secret scalar times a different point in each lane: the Montgomery
 * ladder, and the way back to Edwards coordinates.
 *
 * The curve is B: v^2 = u^3 + A u^2 + u with A = 486662 (RFC 7748 section
 * 4.1), whose points correspond to those of -x^2 + y^2 = 1 + d x^2 y^2 by
 *     u = (1 + y) / (1 - y),  x = c * u / v,  c^2 = -(A + 2).
 * The ladder needs only u of its base point, and an encoding s of ristretto
 * gives it without an inversion: y = (1 - s^2) / (1 + s^2), so u = 1 / s^2.
 * With sigma = s^2 the point is (1 : sigma).
 */
#ifndef PSI_GROUP_SIMD_LADDER_H
#define PSI_GROUP_SIMD_LADDER_H

#include <string.h>

/* The base point of a ladder. */
struct operand {
	/* 1 / u = (1 - y) / (1 + y) */
	struct fe sigma;
	/* x of the Edwards curve */
	struct fe x;
};

/* A result (x, y) = (X / Z, Y / Z) on the Edwards curve. */
struct projective {
	struct fe X;
	struct fe Y;
	struct fe Z;
};

#define LADDER_BITS 252

/*
 * A scalar as the ladder takes it: the odd-and-even trouble of the encoding
 * and the ladder's one weak spot are both removed here.
 */
struct ladder_scalar {
	/* m < 2^252 with 2 m = k or 2 m = -k mod l, as bytes */
	uint64_t word[4];
	/* 1 if it is -k */
	uint64_t negate;
};

/* l = 2^252 + 27742317777372353535851937790883648493 (RFC 9496 section 4). */
static const unsigned long long order[4] = { 0x5812631a5cf5d3ed,
	0x14def9dea2f79cd6, 0, 0x1000000000000000 };

/* out = mask ? a : b; mask is all ones or zero, and secret. */
LANE_INLINE void
words_select(uint64_t out[4], const unsigned long long a[4],
    const unsigned long long b[4], uint64_t mask)
{
	int i;

	for (i = 0; i < 4; i++)
		out[i] = (a[i] & mask) | (b[i] & ~mask);
}

/* Returns the borrow. */
LANE_INLINE uint64_t
words_sub(unsigned long long out[4], const unsigned long long a[4],
    const unsigned long long b[4])
{
	unsigned char borrow = 0;
	int i;

	for (i = 0; i < 4; i++)
		borrow = _subborrow_u64(borrow, a[i], b[i], &out[i]);
	return borrow;
}

/*
 * Halve k mod l, and take the smaller of the two m and l - m.
 *
 * Halved, because results are encoded by way of their doubles, which is
 * cheap for many at once (encode). The smaller one, because the way back from
 * the ladder needs m * P and (m + 1) * P to be other than the identity: with
 * 0 < m <= (l - 1) / 2 they are, for every P outside the small subgroup.
 */
LANE_CALL void
ladder_scalar_set(struct ladder_scalar *out, const uint8_t scalar[32])
{
	unsigned long long k[4], m[4], rest[4], lost[4];
	unsigned char carry = 0;
	uint64_t odd;
	int i;

	memcpy(k, scalar, sizeof k);
	odd = 0 - (uint64_t)(k[0] & 1);
	for (i = 0; i < 4; i++)
		carry = _addcarry_u64(carry, k[i], order[i] & odd, &m[i]);
	for (i = 0; i < 3; i++)
		m[i] = m[i] >> 1 | m[i + 1] << 63;
	m[3] >>= 1;
	(void)words_sub(rest, order, m);
	out->negate = words_sub(lost, rest, m);
	words_select(out->word, rest, m, 0 - out->negate);
	/* Stacks of workers live as long as the process. */
	psi_wipe(k, sizeof k);
	psi_wipe(m, sizeof m);
	psi_wipe(rest, sizeof rest);
	psi_wipe(lost, sizeof lost);
}

/*
 * Two points of the ladder that differ by the base point, each as the sum and
 * the difference of its U and W (u = U / W): that is all the next step needs.
 */
struct ladder {
	/* the point that came out of the addition */
	struct fe sum_plus;
	struct fe sum_minus;
	/* the point that came out of the doubling */
	struct fe double_plus;
	struct fe double_minus;
};

/*
 * For the vectors of a step, one after the other. The compiler cannot see how
 * far the loop counts: unrolled, the step would not fit the cache of decoded
 * instructions of Intel's processors before Ice Lake, which holds 1536.
 */
#define EACH_VECTOR(g) for ((g) = 0; (g) < STEP_VECTORS; (g) = next_vector(g))

LANE_INLINE size_t
next_vector(size_t g)
{
	g++;
	if (STEP_VECTORS > 1)
		__asm__("" : "+r"(g));
	return g;
}

/*
 * One step: double one of the two points, and add both. `swap` says which:
 * all lanes set for the one that came out of the addition. Formulas of
 * P. L. Montgomery, "Speeding the Pollard and elliptic curve methods of
 * factorization" (1987), page 261, in the order of RFC 7748 section 5:
 * 5 products, 4 squares, one product by a small constant.
 *
 * The additions between them are made on unreduced columns, so that there is
 * one carry for each factor and none besides. Every sum has one halved
 * product, but for AA - BB.
 *
 * It is made for STEP_VECTORS vectors at once, product by product.
 */
LANE_CALL void
ladder_step(struct ladder *l, const struct operand *base, vmask swap)
{
	struct fe plus[STEP_VECTORS], minus[STEP_VECTORS], e[STEP_VECTORS],
	    f[STEP_VECTORS], s[STEP_VECTORS], t[STEP_VECTORS];
	struct wide AA[STEP_VECTORS], BB[STEP_VECTORS], DA[STEP_VECTORS],
	    CB[STEP_VECTORS], X[STEP_VECTORS], Z[STEP_VECTORS], w;
	size_t g;

	EACH_VECTOR(g)
	{
		fe_select(&plus[g], &l[g].double_plus, &l[g].sum_plus, swap);
		fe_select(&minus[g], &l[g].double_minus, &l[g].sum_minus, swap);
	}
	EACH_VECTOR(g)
	step_sqr(&AA[g], &plus[g], true);
	EACH_VECTOR(g)
	step_sqr(&BB[g], &minus[g], true);
	EACH_VECTOR(g)
	step_mul(&DA[g], &l[g].sum_minus, &l[g].double_plus, true);
	EACH_VECTOR(g)
	{
		wide_sub(&w, &AA[g], &BB[g]);
		wide_reduce(&e[g], &w, 0, 0, 0);
		wide_reduce_halved(&s[g], &AA[g], 0, 1, 0);
		wide_reduce_halved(&t[g], &BB[g], 0, 1, 0);
	}
	EACH_VECTOR(g)
	step_mul(&CB[g], &l[g].sum_plus, &l[g].double_minus, false);
	EACH_VECTOR(g)
	{
		wide_mul_small(&w, &e[g], 121665);
		wide_add(&w, &w, &AA[g]);
		wide_reduce_halved(&f[g], &w, 0, 1, 1);
	}
	EACH_VECTOR(g)
	step_mul(&X[g], &s[g], &t[g], true);
	EACH_VECTOR(g)
	{
		wide_add(&w, &DA[g], &CB[g]);
		wide_reduce_halved(&plus[g], &w, 2, 0, 0);
		wide_sub(&w, &DA[g], &CB[g]);
		wide_reduce_halved(&minus[g], &w, 0, 0, 0);
	}
	EACH_VECTOR(g)
	step_mul(&Z[g], &e[g], &f[g], false);
	EACH_VECTOR(g)
	step_sqr(&AA[g], &plus[g], true);
	EACH_VECTOR(g)
	step_sqr(&BB[g], &minus[g], false);
	EACH_VECTOR(g)
	{
		wide_add(&w, &X[g], &Z[g]);
		wide_reduce_halved(&l[g].double_plus, &w, 2, 0, 0);
		wide_sub(&w, &X[g], &Z[g]);
		wide_reduce_halved(&l[g].double_minus, &w, 0, 0, 0);
		wide_reduce_halved(&t[g], &AA[g], 0, 1, 0);
	}
	EACH_VECTOR(g)
	step_mul(&X[g], &t[g], &base[g].sigma, true);
	EACH_VECTOR(g)
	{
		wide_add(&w, &X[g], &BB[g]);
		wide_reduce_halved(&l[g].sum_plus, &w, 1, 1, 0);
		wide_sub(&w, &X[g], &BB[g]);
		wide_reduce_halved(&l[g].sum_minus, &w, 1, -1, 0);
	}
}

/*
 * The ladder for PAIR vectors: m * P and (m + 1) * P. Every step is the same
 * whatever the bit, which is a mask in a register and nothing else: secret
 * bits reach neither a branch nor an address. Returns the mask that says
 * which of the two points is m * P: that of the addition, if set.
 */
LANE_CALL vmask
ladder_run(struct ladder l[PAIR], const struct operand base[PAIR],
    const struct ladder_scalar *scalar)
{
	struct fe one;
	uint64_t bit, last = 0;
	size_t g;
	int i;

	/* (1 : 0), the identity, and (1 : sigma), the base point. */
	fe_set(&one, const_one);
	for (g = 0; g < PAIR; g++) {
		l[g].double_plus = one;
		l[g].double_minus = one;
		fe_add(&l[g].sum_plus, &one, &base[g].sigma);
		fe_sub(&l[g].sum_minus, &one, &base[g].sigma);
	}
	for (i = LADDER_BITS - 1; i >= 0; i--) {
		bit = scalar->word[i / 64] >> (i % 64) & 1;
		for (g = 0; g < PAIR; g += STEP_VECTORS)
			ladder_step(&l[g], &base[g], m_set(bit ^ last));
		last = bit;
	}
	return m_set(last);
}

/*
 * From the ladder's end, Q = m * P = (U : W) and Q + P = (V : T), and from P
 * to the Edwards coordinates of Q, or of -Q.
 *
 * K. Okeya, K. Sakurai, "Efficient elliptic curve cryptosystems from a scalar
 * multiplication algorithm with recovery of the y-coordinate on a
 * Montgomery-form elliptic curve" (CHES 2001). Here:
 *     v_Q = ((u_Q u_P + 1)(u_Q + u_P + 2A) - 2A - (u_Q - u_P)^2 u_(Q+P))
 *           / (2 v_P).
 * With u_P = 1 / sigma, and every fraction expanded, the numerator is N over
 * sigma^2 W^2 T:
 *     N = ((U + sigma W)(W + sigma U + 2A sigma W) - 2A (sigma W)^2) T
 *         - (W - sigma U)^2 V.
 * From v_P = c u_P / x_P and x_Q = c u_Q / v_Q:
 *     x_Q = -2 (A + 2) sigma W U T / (x_P N),  y_Q = (U - W) / (U + W).
 *
 * The sums and differences that the ladder keeps give 2U and 2W, 2V and 2T;
 * all formulas are homogeneous in the pairs, so the twos vanish.
 */
LANE_CALL void
ladder_recover(struct projective *out, const struct ladder *l, vmask sum,
    vmask negate, const struct operand *P)
{
	struct fe plus, minus, U, W, V, T, sW, sU, t, twice_A, N, num, den;

	fe_select(&plus, &l->double_plus, &l->sum_plus, sum);
	fe_select(&minus, &l->double_minus, &l->sum_minus, sum);
	fe_add(&U, &plus, &minus);
	fe_sub(&W, &plus, &minus);
	fe_select(&plus, &l->sum_plus, &l->double_plus, sum);
	fe_select(&minus, &l->sum_minus, &l->double_minus, sum);
	fe_add(&V, &plus, &minus);
	fe_sub(&T, &plus, &minus);

	fe_mul(&sW, &P->sigma, &W);
	fe_mul(&sU, &P->sigma, &U);
	fe_mul_small(&twice_A, &sW, 2 * 486662);
	fe_add(&N, &U, &sW);
	fe_add(&t, &W, &sU);
	fe_add(&t, &t, &twice_A);
	fe_mul(&N, &N, &t);
	fe_mul(&t, &twice_A, &sW);
	fe_sub(&N, &N, &t);
	fe_mul(&N, &N, &T);
	fe_sub(&t, &W, &sU);
	fe_sqr(&t, &t);
	fe_mul(&t, &t, &V);
	fe_sub(&N, &N, &t);

	/* x = num / den; the sign is that of -Q where it is to be Q. */
	fe_mul(&num, &sW, &U);
	fe_mul(&num, &num, &T);
	fe_mul_small(&num, &num, 2 * (486662 + 2));
	fe_neg_if(&num, &num, m_not(negate));
	fe_mul(&den, &P->x, &N);

	/* y = t / V */
	fe_sub(&t, &U, &W);
	fe_add(&V, &U, &W);
	fe_mul(&out->X, &num, &V);
	fe_mul(&out->Y, &t, &den);
	fe_mul(&out->Z, &den, &V);
}

#endif
