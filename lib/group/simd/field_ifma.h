/*
 * The field of integers mod p = 2^255 - 19 with the 52-bit integer multiply
 * and add of AVX-512 IFMA. It stands beside field_fma.h; field.h lists what
 * both offer.
 *
 * Representation: x = sum of limb[k] * 2^(51 k), k = 0..4, each limb an
 * unsigned integer. "Reduced" means limb < 2^51 + 2^16; every `struct fe` is
 * reduced, always. The instructions read the low 52 bits of their factors
 * only, so that not even the sum of two limbs may go in unreduced.
 *
 * Products. madd_lo adds the low 52 bits of a product to a 64-bit column,
 * madd_hi the rest, which belongs one column higher, twice: 2^52 is 2 * 2^51.
 * The hi of each column are therefore summed apart and doubled at the end.
 * (S. Gueron, V. Krasnov, "Accelerating big integer arithmetic using Intel
 * IFMA extensions", ARITH 2016, has the general method.)
 */
#ifndef PSI_GROUP_SIMD_FIELD_IMPL_H
#define PSI_GROUP_SIMD_FIELD_IMPL_H

#include <assert.h>

#define FE_LIMBS 5
#define FE_RADIX 51
#define LIMB_MASK ((UINT64_C(1) << FE_RADIX) - 1)

/* A reduced element of the field, one in each lane. */
struct fe {
	vec limb[FE_LIMBS];
};

/*
 * Unreduced columns of products and of their sums and differences. A product,
 * is below 2^59.1 in every column, and no sum or difference of them may reach
 * 2^62.5 (checked by wide_reduce).
 */
struct wide {
	vec column[FE_LIMBS];
};

LANE_INLINE vec
madd_lo(vec sum, vec a, vec b)
{
	return _mm512_madd52lo_epu64(sum, a, b);
}

LANE_INLINE vec
madd_hi(vec sum, vec a, vec b)
{
	return _mm512_madd52hi_epu64(sum, a, b);
}

/*
 * Columns 5..9 come back as columns 0..4, times 19 (2^255 = 19 mod p).
 *
 * With limbs below 2^51 + 2^16, a lo is below 2^52 and a hi at most
 * 2^50 + 2^16. Column k has min(k, 8 - k) + 1 products: column 5 is below
 * 4 * 2^52 + 10 * 2^50.01 < 6.6 * 2^52, and no other one above 4 is larger;
 * column 4 is below 5 * 2^52 + 8 * 2^50.01. So folded columns are below
 * (7.1 + 19 * 6.6) * 2^52 < 2^59.1.
 */
LANE_INLINE void
wide_fold(struct wide *out, const vec sum[2 * FE_LIMBS])
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->column[k] = v_add(sum[k], v_mul19(sum[k + FE_LIMBS]));
}

/* The doubled hi are what the sums of the lo begin with. */
LANE_INLINE void
wide_mul_inline(
    struct wide *out, const struct fe *x, const struct fe *y, bool halved)
{
	const vec *a = x->limb, *b = y->limb;
	vec hi[2 * FE_LIMBS - 1], sum[2 * FE_LIMBS];
	int i, j;

	(void)halved;
	for (i = 0; i < 2 * FE_LIMBS - 1; i++)
		hi[i] = v_set(0);
	for (i = 0; i < FE_LIMBS; i++) {
		for (j = 0; j < FE_LIMBS; j++)
			hi[i + j] = madd_hi(hi[i + j], a[i], b[j]);
	}
	sum[0] = v_set(0);
	for (i = 0; i < 2 * FE_LIMBS - 1; i++)
		sum[i + 1] = v_add(hi[i], hi[i]);
	for (i = 0; i < FE_LIMBS; i++) {
		for (j = 0; j < FE_LIMBS; j++)
			sum[i + j] = madd_lo(sum[i + j], a[i], b[j]);
	}
	wide_fold(out, sum);
}

/*
 * The same with equal products taken once. Doubling a factor would take it
 * over 52 bits: sums of mixed products are doubled instead, before the squares
 * are added. The sums of the lo begin with the hi undoubled here, because
 * they are doubled themselves.
 */
LANE_INLINE void
wide_sqr_inline(struct wide *out, const struct fe *x, bool halved)
{
	const vec *a = x->limb;
	vec hi[2 * FE_LIMBS - 1], sum[2 * FE_LIMBS];
	int i, j;

	(void)halved;
	for (i = 0; i < 2 * FE_LIMBS - 1; i++)
		hi[i] = v_set(0);
	for (i = 0; i < FE_LIMBS; i++) {
		for (j = i + 1; j < FE_LIMBS; j++)
			hi[i + j] = madd_hi(hi[i + j], a[i], a[j]);
	}
	/* The first and the last hold squares only. */
	for (i = 1; i < 2 * FE_LIMBS - 2; i++)
		hi[i] = v_add(hi[i], hi[i]);
	for (i = 0; i < FE_LIMBS; i++)
		hi[2 * i] = madd_hi(hi[2 * i], a[i], a[i]);
	for (i = 0; i < 2 * FE_LIMBS - 1; i++)
		sum[i + 1] = hi[i];
	for (i = 0; i < FE_LIMBS; i++) {
		for (j = i + 1; j < FE_LIMBS; j++)
			sum[i + j] = madd_lo(sum[i + j], a[i], a[j]);
	}
	sum[0] = v_set(0);
	for (i = 1; i < 2 * FE_LIMBS; i++)
		sum[i] = v_add(sum[i], sum[i]);
	for (i = 0; i < FE_LIMBS; i++)
		sum[2 * i] = madd_lo(sum[2 * i], a[i], a[i]);
	wide_fold(out, sum);
}

/*
 * x * small for an integer 0 <= small < 2^20: a hi is below 2^20, columns are
 * below 2^52 + 38 * 2^20.
 */
LANE_INLINE void
wide_mul_small(struct wide *out, const struct fe *x, unsigned int small)
{
	const vec c = v_set(small), zero = v_set(0);
	int k;

	out->column[0] = madd_lo(madd_lo(zero, x->limb[0], c),
	    madd_hi(zero, x->limb[4], c), v_set(2 * 19));
	for (k = 1; k < FE_LIMBS; k++) {
		out->column[k] = madd_lo(zero, x->limb[k], c);
		out->column[k] = madd_hi(out->column[k], x->limb[k - 1], c);
		out->column[k] = madd_hi(out->column[k], x->limb[k - 1], c);
	}
}

/* The limbs as columns. */
LANE_INLINE void
wide_from_fe(struct wide *out, const struct fe *x)
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->column[k] = x->limb[k];
}

/* Columns from integers 0 <= x < 2^52. */
LANE_INLINE void
wide_from_limbs(struct wide *out, const vec limb[FE_LIMBS])
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->column[k] = limb[k];
}

/*
 * a - b, kept from going negative by adding 2^10 * p, whose columns are above
 * 2^61 - 2^15: b must be below that, a product or the sum of two.
 */
LANE_INLINE void
wide_sub(struct wide *out, const struct wide *a, const struct wide *b)
{
	int k;

	out->column[0] = v_add(
	    a->column[0], v_sub(v_set((LIMB_MASK - 18) << 10), b->column[0]));
	for (k = 1; k < FE_LIMBS; k++)
		out->column[k] = v_add(
		    a->column[k], v_sub(v_set(LIMB_MASK << 10), b->column[k]));
}

#ifdef NDEBUG
#define CHECK_CARRY(carry) ((void)0)
#else
#define CHECK_CARRY(carry) check_carry(carry)
/* What the bound of struct wide comes to: 2^11.5. */
LANE_CALL void
check_carry(vec carry)
{
	uint64_t lane[LANES];
	int i;

	v_store(lane, carry);
	for (i = 0; i < LANES; i++)
		assert(lane[i] < 2896);
}
#endif

/*
 * Carry once, all columns in parallel. Columns are below 2^62.5, so a carry is
 * below 2^11.5 and a limb below 2^51 + 2^11.5; limb 0, with the folded carry,
 * below 2^51 + 19 * 2^11.5 < 2^51 + 2^16.
 *
 * The largest sum of the kernels is four squares minus two products (the
 * doubling of sum.h): 4 * 2^59.1 + 2^61 < 2^62.2.
 *
 * The three counts are for field_fma.h, and so is the difference to
 * wide_reduce_halved.
 */
LANE_INLINE void
wide_reduce(
    struct fe *out, const struct wide *w, int muls, int sqrs, int smalls)
{
	const vec mask = v_set(LIMB_MASK);
	vec carry[FE_LIMBS];
	int k;

	(void)muls;
	(void)sqrs;
	(void)smalls;
	for (k = 0; k < FE_LIMBS; k++) {
		carry[k] = v_shr(w->column[k], FE_RADIX);
		CHECK_CARRY(carry[k]);
	}
	out->limb[0] = madd_lo(v_and(w->column[0], mask), carry[4], v_set(19));
	for (k = 1; k < FE_LIMBS; k++)
		out->limb[k] = v_add(v_and(w->column[k], mask), carry[k - 1]);
}

#define wide_reduce_halved wide_reduce

/* Integers 0 <= limb < 2^52 that stand for x. */
LANE_INLINE void
fe_to_limbs(vec limb[FE_LIMBS], const struct fe *x)
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		limb[k] = x->limb[k];
}

/* -x, reduced. */
LANE_INLINE void
fe_neg(struct fe *out, const struct fe *x)
{
	struct wide zero = { { v_set(0), v_set(0), v_set(0), v_set(0),
	    v_set(0) } };
	struct wide w;

	wide_from_fe(&w, x);
	wide_sub(&w, &zero, &w);
	wide_reduce(out, &w, 0, 0, 0);
}

/* b where the mask is set, else a. */
LANE_INLINE void
fe_select(struct fe *out, const struct fe *a, const struct fe *b, vmask m)
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->limb[k] = v_select(a->limb[k], b->limb[k], m);
}

/* For storing and loading: the limbs as they are. */
LANE_INLINE vec
fe_limb_bits(const struct fe *x, int k)
{
	return x->limb[k];
}

LANE_INLINE void
fe_set_limb_bits(struct fe *x, int k, vec bits)
{
	x->limb[k] = bits;
}

/*
 * How the ladder's step takes its products: unrolled on the spot, which saves
 * a tenth. It still fits the cache of decoded instructions.
 */
#define step_mul wide_mul_inline
#define step_sqr wide_sqr_inline
#define STEP_VECTORS 1

#endif
