/*
 * The field of integers mod p = 2^255 - 19 in double precision, for
 * processors whose fastest multiplier is the fused multiply-add. It stands
 * beside field_ifma.h; field.h lists what both offer.
 *
 * Representation: x = sum of limb[k] * 2^(51 k), k = 0..4, each limb a double
 * that is an integer. "Reduced" means |limb| <= 2^50 + 2^14; every `struct fe`
 * is reduced, always.
 *
 * Products. A product of two limbs has at most 101 bits and a sign; a double
 * has 53. With C = 1.5 * 2^103,
 *     hi = fma(a, b, C)
 * lies in [2^103, 2^104), where doubles are multiples of 2^51: so hi - C is
 * a * b rounded to a multiple of 2^51, and
 *     lo = fma(a, b, (C + 1.5 * 2^52) - hi)
 * is the rest plus 1.5 * 2^52. The rest is at most 2^50 in size, so lo lies
 * in [2^52, 2^53), where doubles are integers: it is exact. (The splitting is
 * Dekker's, T. J. Dekker, "A floating-point technique for extending the
 * available precision", 1971; with constants that put the two parts into
 * place for integer addition it is known from N. Emmart, "Faster modular
 * exponentiation using double precision floating point arithmetic on the
 * GPU", ARITH 2018.)
 *
 * A second product can be added onto the first one's hi: its exact rest is
 * c * d - (hi' - hi). |a b + c d| < 2^101.1, so hi' stays in [2^103, 2^104);
 * the two rests sum to at most 2^51, so that lo + lo' stays in [2^52, 2^53].
 * A third would leave that range: hence "chains" of two.
 *
 * Columns. The bit pattern of hi is that of C plus (hi - C) / 2^51, the
 * pattern of lo is that of 1.5 * 2^52 plus the rest: as 64-bit integers both
 * can simply be added, hi of column k to lo of column k + 1. The patterns of
 * the two constants (HI_BITS, LO_BITS) are multiples of 2^51. So a column
 * carries a known multiple of 2^51 that depends only on how many chains went
 * into it, and that wide_reduce takes out again.
 *
 * Needs round to nearest, which whoever calls a kernel sees to (rounding.h), and
 * a compiler that does not contract or reorder floating point
 * (-ffp-contract=off, never -ffast-math). All values are integers or zero, so no
 * operand is subnormal, and the time of an FMA does not depend on its operands.
 */
#ifndef PSI_GROUP_SIMD_FIELD_IMPL_H
#define PSI_GROUP_SIMD_FIELD_IMPL_H

#include <assert.h>
#include <stdbool.h>

#define FE_LIMBS 5
#define FE_RADIX 51
#define LIMB_MASK ((UINT64_C(1) << FE_RADIX) - 1)

/* A reduced element of the field, one in each lane. */
struct fe {
	vecd limb[FE_LIMBS];
};

/*
 * Unreduced columns of products and of their sums and differences. Apart from
 * the known constants, |column| <= 2^60 (checked by wide_reduce).
 */
struct wide {
	vec column[FE_LIMBS];
};

#define HI_MAGIC 0x1.8p103
#define LO_MAGIC 0x1.8p52
#define HI_BITS UINT64_C(0x4668000000000000)
#define LO_BITS UINT64_C(0x4338000000000000)
/* 2^52, below which no carry takes a limb, and to 2^53 none either. */
#define LIMB_MAGIC 0x1p52
#define LIMB_BITS UINT64_C(0x4330000000000000)

/*
 * How many chains end in each column, lo and hi: of columns 0..4, and of
 * 5..9, which count 19 times (2^255 = 19 mod p). Read off the functions
 * below; the unit test of the field would show any slip.
 */
#define CHAINS(lo, hi) ((lo)*LO_BITS + (hi)*HI_BITS)
#define MUL_COLUMN_0 (CHAINS(1, 0) + 19 * CHAINS(2, 3))
#define MUL_COLUMN_1 (CHAINS(1, 1) + 19 * CHAINS(2, 2))
#define MUL_COLUMN_2 (CHAINS(2, 1) + 19 * CHAINS(1, 2))
#define MUL_COLUMN_3 (CHAINS(2, 2) + 19 * CHAINS(1, 1))
#define MUL_COLUMN_4 (CHAINS(3, 2) + 19 * CHAINS(0, 1))
#define SQR_COLUMN_0 (CHAINS(1, 0) + 19 * CHAINS(2, 2))
#define SQR_COLUMN_1 (CHAINS(1, 1) + 19 * CHAINS(1, 2))
#define SQR_COLUMN_2 (CHAINS(1, 1) + 19 * CHAINS(1, 1))
#define SQR_COLUMN_3 (CHAINS(2, 1) + 19 * CHAINS(1, 1))
#define SQR_COLUMN_4 (CHAINS(2, 2) + 19 * CHAINS(0, 1))
#define SMALL_COLUMN_0 CHAINS(1, 0)
#define SMALL_COLUMN_K CHAINS(1, 1)

/* Two sums that belong together: multiples of 2^51, and the exact rest. */
struct chain {
	vecd hi;
	vecd lo;
};

/*
 * Where the chains of a product begin. A column that is carried is rounded to
 * nearest: it needs half a unit, 2^50, before its carry is shifted out. A
 * product that is "halved" brings it along for nothing. One chain in each of
 * columns 4..8 begins HALF_PART * 2^51 higher; its hi goes to columns 5..9,
 * and comes back 19 times, as HALF, near enough to 2^50. (Added to a column
 * of its own, 2^50 would take the hi of two products out of its range;
 * HALF_PART is below 2^-5 of that.)
 */
struct magic {
	double hi;
	double hi_lo;
};
#define HALF_PART 0x1.af286bca1afp45
#define HALF (19 * HALF_PART)
#define MAGIC(hi)                                                              \
	{                                                                      \
		(hi), (hi) + LO_MAGIC                                          \
	}
static const struct magic chain_magic[2] = { MAGIC(HI_MAGIC),
	MAGIC(HI_MAGIC + HALF_PART * 0x1p51) };

/* a * b */
LANE_INLINE struct chain
chain_start(vecd a, vecd b, const struct magic *magic)
{
	struct chain c;

	c.hi = d_fma(a, b, d_load_set(&magic->hi));
	c.lo = d_fma(a, b, d_sub(d_load_set(&magic->hi_lo), c.hi));
	return c;
}

/* a * b + c * d */
LANE_INLINE struct chain
chain_two(vecd a, vecd b, vecd c, vecd d, const struct magic *magic)
{
	const struct chain one = chain_start(a, b, magic);
	struct chain two;
	vecd rest;

	two.hi = d_fma(c, d, one.hi);
	rest = d_fma(c, d, d_sub(one.hi, two.hi));
	two.lo = d_add(one.lo, rest);
	return two;
}

LANE_INLINE vec
chain_hi(struct chain c)
{
	return d_to_bits(c.hi);
}

LANE_INLINE vec
chain_lo(struct chain c)
{
	return d_to_bits(c.lo);
}

/* Columns 5..9 come back as columns 0..4, times 19. */
LANE_INLINE void
wide_fold(struct wide *out, const vec low[FE_LIMBS], const vec high[FE_LIMBS])
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->column[k] = v_add(low[k], v_mul19(high[k]));
}

/*
 * Column k of the schoolbook product has min(k, 8 - k) + 1 products, each at
 * most 2^100.01: at most 5 * 2^50 from their lo and 5 * 2^49.01 from the hi of
 * column k - 1. Folded, |column| <= 20 * 7.6 * 2^50 < 2^57.3.
 */
LANE_INLINE void
wide_mul_inline(
    struct wide *out, const struct fe *x, const struct fe *y, bool half)
{
	const struct magic *plain = &chain_magic[0];
	const struct magic *halved = &chain_magic[half];
	const vecd *a = x->limb, *b = y->limb;
	vec low[FE_LIMBS], high[FE_LIMBS], carry;
	struct chain c, d, e;

	c = chain_two(a[1], b[4], a[2], b[3], halved);
	d = chain_two(a[3], b[2], a[4], b[1], plain);
	high[0] = v_add(chain_lo(c), chain_lo(d));
	carry = v_add(chain_hi(c), chain_hi(d));
	c = chain_two(a[2], b[4], a[3], b[3], plain);
	d = chain_start(a[4], b[2], halved);
	high[1] = v_add(v_add(chain_lo(c), chain_lo(d)), carry);
	carry = v_add(chain_hi(c), chain_hi(d));
	c = chain_two(a[3], b[4], a[4], b[3], halved);
	high[2] = v_add(chain_lo(c), carry);
	d = chain_start(a[4], b[4], halved);
	high[3] = v_add(chain_lo(d), chain_hi(c));
	high[4] = chain_hi(d);

	c = chain_start(a[0], b[0], plain);
	low[0] = chain_lo(c);
	carry = chain_hi(c);
	c = chain_two(a[0], b[1], a[1], b[0], plain);
	low[1] = v_add(chain_lo(c), carry);
	carry = chain_hi(c);
	c = chain_two(a[0], b[2], a[1], b[1], plain);
	d = chain_start(a[2], b[0], plain);
	low[2] = v_add(v_add(chain_lo(c), chain_lo(d)), carry);
	carry = v_add(chain_hi(c), chain_hi(d));
	c = chain_two(a[0], b[3], a[1], b[2], plain);
	d = chain_two(a[2], b[1], a[3], b[0], plain);
	low[3] = v_add(v_add(chain_lo(c), chain_lo(d)), carry);
	carry = v_add(chain_hi(c), chain_hi(d));
	c = chain_two(a[0], b[4], a[1], b[3], plain);
	d = chain_two(a[2], b[2], a[3], b[1], plain);
	e = chain_start(a[4], b[0], halved);
	low[4] =
	    v_add(v_add(chain_lo(c), chain_lo(d)), v_add(chain_lo(e), carry));
	high[0] =
	    v_add(high[0], v_add(v_add(chain_hi(c), chain_hi(d)), chain_hi(e)));
	wide_fold(out, low, high);
}

/*
 * The same with equal products taken once, one factor doubled: a chain holds
 * |2ab + cc| < 2^101.6 at most, and hi stays in [2^103, 2^104), halved or not.
 * The rest of each product is at most 2^50 whatever its size.
 */
LANE_INLINE void
wide_sqr_inline(struct wide *out, const struct fe *x, bool half)
{
	const struct magic *plain = &chain_magic[0];
	const struct magic *halved = &chain_magic[half];
	const vecd *a = x->limb;
	const vecd twice[4] = { d_add(a[0], a[0]), d_add(a[1], a[1]),
		d_add(a[2], a[2]), d_add(a[3], a[3]) };
	vec low[FE_LIMBS], high[FE_LIMBS], carry;
	struct chain c, d;

	c = chain_start(twice[1], a[4], halved);
	d = chain_start(twice[2], a[3], plain);
	high[0] = v_add(chain_lo(c), chain_lo(d));
	carry = v_add(chain_hi(c), chain_hi(d));
	c = chain_two(twice[2], a[4], a[3], a[3], halved);
	high[1] = v_add(chain_lo(c), carry);
	d = chain_start(twice[3], a[4], halved);
	high[2] = v_add(chain_lo(d), chain_hi(c));
	c = chain_start(a[4], a[4], halved);
	high[3] = v_add(chain_lo(c), chain_hi(d));
	high[4] = chain_hi(c);

	c = chain_start(a[0], a[0], plain);
	low[0] = chain_lo(c);
	d = chain_start(twice[0], a[1], plain);
	low[1] = v_add(chain_lo(d), chain_hi(c));
	c = chain_two(twice[0], a[2], a[1], a[1], plain);
	low[2] = v_add(chain_lo(c), chain_hi(d));
	carry = chain_hi(c);
	c = chain_start(twice[0], a[3], plain);
	d = chain_start(twice[1], a[2], plain);
	low[3] = v_add(v_add(chain_lo(c), chain_lo(d)), carry);
	carry = v_add(chain_hi(c), chain_hi(d));
	c = chain_start(twice[0], a[4], halved);
	d = chain_two(twice[1], a[3], a[2], a[2], plain);
	low[4] = v_add(v_add(chain_lo(c), chain_lo(d)), carry);
	high[0] = v_add(high[0], v_add(chain_hi(c), chain_hi(d)));
	wide_fold(out, low, high);
}

/* x * small for an integer 0 <= small < 2^20: |column| < 2^51 + 19 * 2^20. */
LANE_INLINE void
wide_mul_small(struct wide *out, const struct fe *x, unsigned int small)
{
	struct chain c[FE_LIMBS];
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		c[k] = chain_start(
		    x->limb[k], d_set((double)small), &chain_magic[0]);
	for (k = 1; k < FE_LIMBS; k++)
		out->column[k] = v_add(chain_lo(c[k]), chain_hi(c[k - 1]));
	/* The known part of hi is taken out here, because 19 times it would
	 * make a further case. */
	out->column[0] = v_add(
	    chain_lo(c[0]), v_mul19(v_sub(chain_hi(c[4]), v_set(HI_BITS))));
}

/* The limbs as columns, with no constant in them. */
LANE_INLINE void
wide_from_fe(struct wide *out, const struct fe *x)
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->column[k] =
		    v_sub(d_to_bits(d_add(x->limb[k], d_set(LO_MAGIC))),
			v_set(LO_BITS));
}

/* Columns from integers 0 <= x < 2^52. */
LANE_INLINE void
wide_from_limbs(struct wide *out, const vec limb[FE_LIMBS])
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->column[k] = limb[k];
}

LANE_INLINE void
wide_sub(struct wide *out, const struct wide *a, const struct wide *b)
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->column[k] = v_sub(a->column[k], b->column[k]);
}

/* How far wide_reduce lifts a carry, so that it is never negative. */
#define CARRY_LIFT 4096

#ifdef NDEBUG
#define CHECK_CARRY(carry, lift, most) ((void)0)
#else
#define CHECK_CARRY(carry, lift, most) check_carry(carry, lift, most)
/* |carry| <= most, lifted. */
LANE_CALL void
check_carry(vec carry, uint64_t lift, uint64_t most)
{
	uint64_t lane[LANES];
	int i;

	v_store(lane, carry);
	for (i = 0; i < LANES; i++)
		assert(lane[i] >= lift - most && lane[i] <= lift + most);
}
#endif

/*
 * What a column needs before its carry can be shifted out: half a unit for
 * rounding to nearest, and the lift in place of the known constant. The table
 * is indexed by how many results of wide_mul (-2..3), wide_sqr (-1..4) and
 * wide_mul_small (0, 1) are in the sum. It stands in memory, and is read from
 * there (v_load_set): a constant that the compiler knows comes by way of a
 * general register, which takes two instructions of those ports that the
 * arithmetic is short of.
 */
#define COLUMN_OFFSET(k, small, m, s, c)                                       \
	((UINT64_C(1) << 50) + ((uint64_t)CARRY_LIFT << FE_RADIX) -            \
	    ((uint64_t)(m)*MUL_COLUMN_##k + (uint64_t)(s)*SQR_COLUMN_##k +     \
		(uint64_t)(c)*SMALL_COLUMN_##small))
#define COLUMN_OFFSETS(m, s, c)                                                \
	{                                                                      \
		COLUMN_OFFSET(0, 0, m, s, c), COLUMN_OFFSET(1, K, m, s, c),    \
		    COLUMN_OFFSET(2, K, m, s, c),                              \
		    COLUMN_OFFSET(3, K, m, s, c),                              \
		    COLUMN_OFFSET(4, K, m, s, c),                              \
	}
#define OFFSETS_OF_SQRS(m, s)                                                  \
	{                                                                      \
		COLUMN_OFFSETS(m, s, 0), COLUMN_OFFSETS(m, s, 1)               \
	}
#define OFFSETS_OF_MULS(m)                                                     \
	{                                                                      \
		OFFSETS_OF_SQRS(m, -1), OFFSETS_OF_SQRS(m, 0),                 \
		    OFFSETS_OF_SQRS(m, 1), OFFSETS_OF_SQRS(m, 2),              \
		    OFFSETS_OF_SQRS(m, 3), OFFSETS_OF_SQRS(m, 4),              \
	}
#define MULS_LEAST (-2)
#define SQRS_LEAST (-1)

static const uint64_t column_offset[6][6][2][FE_LIMBS] = {
	OFFSETS_OF_MULS(-2),
	OFFSETS_OF_MULS(-1),
	OFFSETS_OF_MULS(0),
	OFFSETS_OF_MULS(1),
	OFFSETS_OF_MULS(2),
	OFFSETS_OF_MULS(3),
};
static const uint64_t limb_mask = LIMB_MASK;
static const uint64_t limb_bits = LIMB_BITS;
static const uint64_t carry_lift = (uint64_t)CARRY_LIFT << FE_RADIX;

/*
 * Carry a sum of columns once, all columns in parallel. `muls`, `sqrs` and
 * `smalls` are how many results of wide_mul, wide_sqr and wide_mul_small are
 * in the sum, those subtracted counting negative: they say which constant it
 * carries (mod 2^64). They must be constants of the compiler.
 *
 * With |column| <= 2^60, the carry is at most 2^9 in size: it is shifted out
 * of 64 bits as CARRY_LIFT + carry, exactly. The low 51 bits become the
 * significand of a double in [2^52, 2^52 + 2^51), to which the neighbour's
 * lifted carry, positive and below 2^17, is added as an integer: it stays
 * below 2^53, up to which the bit patterns of doubles count integers. The
 * last subtraction takes out 2^52, the rounding offset and the lift. So
 * |limb| <= 2^50 + 2^9, limb 0 with the folded carry 2^50 + 19 * 2^9 <
 * 2^50 + 2^14.
 *
 * The largest sum of the kernels is four squares minus two products (the
 * doubling of sum.h): 6 * 2^57.3 < 2^59.9.
 */
LANE_INLINE void
wide_reduce(
    struct fe *out, const struct wide *w, int muls, int sqrs, int smalls)
{
	const uint64_t *offset =
	    column_offset[muls - MULS_LEAST][sqrs - SQRS_LEAST][smalls];
	const vec mask = v_load_set(&limb_mask);
	const vec exponent = v_load_set(&limb_bits);
	const double base = LIMB_MAGIC + 0x1p50;
	vec carry[FE_LIMBS], low[FE_LIMBS];
	int k;

	for (k = 0; k < FE_LIMBS; k++) {
		const vec t = v_add(w->column[k], v_load_set(&offset[k]));

		carry[k] = v_shr(t, FE_RADIX);
		CHECK_CARRY(carry[k], CARRY_LIFT, 512);
		low[k] = v_and_or(t, mask, exponent);
	}
	low[0] = v_add(low[0], v_mul32(carry[4], v_set(19)));
	out->limb[0] =
	    d_sub(d_from_bits(low[0]), d_set(base + 19 * CARRY_LIFT));
	for (k = 1; k < FE_LIMBS; k++) {
		low[k] = v_add(low[k], carry[k - 1]);
		out->limb[k] =
		    d_sub(d_from_bits(low[k]), d_set(base + CARRY_LIFT));
	}
}

/*
 * The constant that a column's carry has without an offset, mod 2^13. Where it
 * is far enough from both ends, it lifts the carry as CARRY_LIFT does.
 */
#define COLUMN_LIFT(k, small, m, s, c)                                         \
	(((uint64_t)(m)*MUL_COLUMN_##k + (uint64_t)(s)*SQR_COLUMN_##k +        \
	     (uint64_t)(c)*SMALL_COLUMN_##small) >>                            \
	    FE_RADIX)
/*
 * How far the carry is from it, at most, with its rounding. A rest is at most
 * 2^50, the hi of a product of two limbs 2^49.0001. Column k of wide_mul is the
 * sum of k + 1 rests and k hi, and of 19 times 4 - k rests and 5 - k hi. In
 * wide_sqr a doubled product counts as one rest and two hi. A result of
 * wide_mul_small carries 1.
 */
#define MUL_CARRY_0 63
#define MUL_CARRY_1 49
#define MUL_CARRY_2 36
#define MUL_CARRY_3 22
#define MUL_CARRY_4 9
#define SQR_CARRY_0 44
#define SQR_CARRY_1 39
#define SQR_CARRY_2 26
#define SQR_CARRY_3 21
#define SQR_CARRY_4 8
#define COLUMN_CARRY(k, m, s, c)                                               \
	(uint64_t)(((m) < 0 ? -(m) : (m)) * MUL_CARRY_##k +                    \
	    ((s) < 0 ? -(s) : (s)) * SQR_CARRY_##k + (c))
#define OF_COLUMNS(F, m, s, c)                                                 \
	{                                                                      \
		F(0, 0, m, s, c), F(1, K, m, s, c), F(2, K, m, s, c),          \
		    F(3, K, m, s, c), F(4, K, m, s, c),                        \
	}
#define COLUMN_MOST(k, small, m, s, c) COLUMN_CARRY(k, m, s, c)
#define LIFT_FITS(k, small, m, s, c)                                           \
	(COLUMN_LIFT(k, small, m, s, c) >= COLUMN_CARRY(k, m, s, c) &&         \
	    COLUMN_LIFT(k, small, m, s, c) + COLUMN_CARRY(k, m, s, c) < 8192)
#define ASSERT_LIFTED(m, s, c)                                                 \
	_Static_assert(LIFT_FITS(0, 0, m, s, c) && LIFT_FITS(1, K, m, s, c) && \
		LIFT_FITS(2, K, m, s, c) && LIFT_FITS(3, K, m, s, c) &&        \
		LIFT_FITS(4, K, m, s, c),                                      \
	    "the constants do not lift the carries of this sum")

/* Every sum that the kernels give to wide_reduce_halved. */
ASSERT_LIFTED(1, 0, 0);
ASSERT_LIFTED(2, 0, 0);
ASSERT_LIFTED(0, 1, 0);
ASSERT_LIFTED(0, 1, 1);
ASSERT_LIFTED(1, 1, 0);
ASSERT_LIFTED(1, -1, 0);

/*
 * The same for a sum in which one product is halved: the half unit is there
 * already. The lift is as well, unless the constants cancel, as they do in a
 * difference of two products. |limb| is at most 2^50 + 2^9 again, and limb 0
 * 2^50 + 2^14.
 */
LANE_INLINE void
wide_reduce_halved(
    struct fe *out, const struct wide *w, int muls, int sqrs, int smalls)
{
	const bool lifted = muls != 0 || sqrs != 0 || smalls != 0;
	const uint64_t lifts[FE_LIMBS] =
	    OF_COLUMNS(COLUMN_LIFT, muls, sqrs, smalls);
	const uint64_t most[FE_LIMBS] =
	    OF_COLUMNS(COLUMN_MOST, muls, sqrs, smalls);
	const vec mask = v_load_set(&limb_mask);
	const vec exponent = v_load_set(&limb_bits);
	vec carry[FE_LIMBS], low[FE_LIMBS];
	double base[FE_LIMBS];
	int k;

	(void)most;
	for (k = 0; k < FE_LIMBS; k++) {
		const uint64_t lift = lifted ? lifts[k] : CARRY_LIFT;
		vec t = w->column[k];

		if (!lifted)
			t = v_add(t, v_load_set(&carry_lift));
		carry[k] = v_shr(t, FE_RADIX);
		CHECK_CARRY(carry[k], lift, lifted ? most[k] : 512);
		low[k] = v_and_or(t, mask, exponent);
		base[(k + 1) % FE_LIMBS] = LIMB_MAGIC + HALF +
		    (k + 1 < FE_LIMBS ? 1 : 19) * (double)lift;
	}
	low[0] = v_add(low[0], v_mul32(carry[4], v_set(19)));
	out->limb[0] = d_sub(d_from_bits(low[0]), d_set(base[0]));
	for (k = 1; k < FE_LIMBS; k++) {
		low[k] = v_add(low[k], carry[k - 1]);
		out->limb[k] = d_sub(d_from_bits(low[k]), d_set(base[k]));
	}
}

/* Integers 0 <= limb < 2^52 that stand for x: those of x + p. */
LANE_INLINE void
fe_to_limbs(vec limb[FE_LIMBS], const struct fe *x)
{
	struct wide w;
	int k;

	wide_from_fe(&w, x);
	limb[0] = v_add(w.column[0], v_set(LIMB_MASK - 18));
	for (k = 1; k < FE_LIMBS; k++)
		limb[k] = v_add(w.column[k], v_set(LIMB_MASK));
}

/* -x, reduced like x. */
LANE_INLINE void
fe_neg(struct fe *out, const struct fe *x)
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->limb[k] = d_sub(d_set(0.0), x->limb[k]);
}

/* b where the mask is set, else a. */
LANE_INLINE void
fe_select(struct fe *out, const struct fe *a, const struct fe *b, vmask m)
{
	int k;

	for (k = 0; k < FE_LIMBS; k++)
		out->limb[k] = d_select(a->limb[k], b->limb[k], m);
}

/* For storing and loading: the limbs as they are. */
LANE_INLINE vec
fe_limb_bits(const struct fe *x, int k)
{
	return d_to_bits(x->limb[k]);
}

LANE_INLINE void
fe_set_limb_bits(struct fe *x, int k, vec bits)
{
	x->limb[k] = d_from_bits(bits);
}

/*
 * How the ladder's step takes its products: by calls, since all nine unrolled
 * leave the compiler short of registers; and of two vectors in turn, as a
 * product alone cannot keep the multipliers busy.
 */
#define step_mul wide_mul
#define step_sqr wide_sqr
#define STEP_VECTORS PAIR

#endif
