#include "group/edwards.h"

#include <string.h>

/*
 * Field arithmetic in radix 2^51 with five limbs.
 *
 * Bounds. A number is *reduced* when each limb is below 2^51 + 2^13, and
 * *loose* when each limb is below 2^54. Multiplication takes loose numbers and
 * gives a reduced one; so do squaring and loading. The sum of two reduced
 * numbers is below 2^52 + 2^14 in each limb. A difference a - b needs b
 * reduced; with a reduced it is below 2^51 + 2^13 + 2^52 < 2^53, with a the
 * sum of two reduced numbers below 2^53 + 2^14: all loose.
 */
typedef struct psi_edwards_number number;
__extension__ typedef unsigned __int128 wide;

#define MASK (((uint64_t)1 << 51) - 1)

static const number one = { { 1, 0, 0, 0, 0 } };
/* d = -121665/121666 (RFC 9496, section 4.1), and 2 d. */
static const number d = { { 0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029,
    0x739c663a03cbb, 0x52036cee2b6ff } };
static const number d2 = { { 0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052,
    0x6738cc7407977, 0x2406d9dc56dff } };
/* SQRT_M1 and INVSQRT_A_MINUS_D of the same section. */
static const number sqrt_m1 = { { 0x61b274a0ea0b0, 0x0d5a5fc8f189d,
    0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d } };
static const number invsqrt_a_minus_d = { { 0x0fdaa805d40ea, 0x2eb482e57d339,
    0x007610274bc58, 0x6510b613dc8ff, 0x786c8905cfaff } };

static inline void
add(number *out, const number *a, const number *b)
{
	for (int i = 0; i < 5; i++)
		out->v[i] = a->v[i] + b->v[i];
}

/* a + 2p - b: each limb of 2p, 2^52 - 38 and then 2^52 - 2, is above every
 * limb of a reduced b. */
static inline void
sub(number *out, const number *a, const number *b)
{
	out->v[0] = a->v[0] + 0xfffffffffffda - b->v[0];
	for (int i = 1; i < 5; i++)
		out->v[i] = a->v[i] + 0xffffffffffffe - b->v[i];
}

/*
 * The five columns of a product of loose numbers as a reduced number. A
 * column is at most 1 + 4 * 19 = 77 products of 2^108, below 2^114.3, so its
 * carry is below 2^64 and the next column stays below 2^115. Nothing is
 * folded into column 4: five products, below 2^110.4, so its carry is below
 * 2^59.4, 19 times that plus limb 0 is below 2^64, and what limb 1 gets of it
 * is below 2^13.
 */
static inline void
carry(number *out, wide r0, wide r1, wide r2, wide r3, wide r4)
{
	uint64_t v0;

	r1 += (uint64_t)(r0 >> 51);
	r2 += (uint64_t)(r1 >> 51);
	r3 += (uint64_t)(r2 >> 51);
	r4 += (uint64_t)(r3 >> 51);
	v0 = ((uint64_t)r0 & MASK) + 19 * (uint64_t)(r4 >> 51);
	out->v[0] = v0 & MASK;
	out->v[1] = ((uint64_t)r1 & MASK) + (v0 >> 51);
	out->v[2] = (uint64_t)r2 & MASK;
	out->v[3] = (uint64_t)r3 & MASK;
	out->v[4] = (uint64_t)r4 & MASK;
}

/* 2^255 = 19 modulo p: what is over limb 4 comes back 19 times. 19 * 2^54
 * fits a word. */
static inline void
mul(number *out, const number *a, const number *b)
{
	const uint64_t a0 = a->v[0];
	const uint64_t a1 = a->v[1];
	const uint64_t a2 = a->v[2];
	const uint64_t a3 = a->v[3];
	const uint64_t a4 = a->v[4];
	const uint64_t b0 = b->v[0];
	const uint64_t b1 = b->v[1];
	const uint64_t b2 = b->v[2];
	const uint64_t b3 = b->v[3];
	const uint64_t b4 = b->v[4];
	const uint64_t f1 = 19 * b1;
	const uint64_t f2 = 19 * b2;
	const uint64_t f3 = 19 * b3;
	const uint64_t f4 = 19 * b4;

	carry(out,
	    (wide)a0 * b0 + (wide)a1 * f4 + (wide)a2 * f3 + (wide)a3 * f2 +
		(wide)a4 * f1,
	    (wide)a0 * b1 + (wide)a1 * b0 + (wide)a2 * f4 + (wide)a3 * f3 +
		(wide)a4 * f2,
	    (wide)a0 * b2 + (wide)a1 * b1 + (wide)a2 * b0 + (wide)a3 * f4 +
		(wide)a4 * f3,
	    (wide)a0 * b3 + (wide)a1 * b2 + (wide)a2 * b1 + (wide)a3 * b0 +
		(wide)a4 * f4,
	    (wide)a0 * b4 + (wide)a1 * b3 + (wide)a2 * b2 + (wide)a3 * b1 +
		(wide)a4 * b0);
}

/* The same columns with equal products taken together: 38 * 2^54 < 2^60. */
static inline void
sqr(number *out, const number *a)
{
	const uint64_t a0 = a->v[0];
	const uint64_t a1 = a->v[1];
	const uint64_t a2 = a->v[2];
	const uint64_t a3 = a->v[3];
	const uint64_t a4 = a->v[4];
	const uint64_t d0 = 2 * a0;
	const uint64_t e1 = 2 * a1;
	const uint64_t f3 = 19 * a3;
	const uint64_t f4 = 19 * a4;

	carry(out, (wide)a0 * a0 + (wide)e1 * f4 + (wide)(2 * a2) * f3,
	    (wide)d0 * a1 + (wide)(2 * a2) * f4 + (wide)a3 * f3,
	    (wide)d0 * a2 + (wide)a1 * a1 + (wide)(2 * a3) * f4,
	    (wide)d0 * a3 + (wide)e1 * a2 + (wide)a4 * f4,
	    (wide)d0 * a4 + (wide)e1 * a3 + (wide)a2 * a2);
}

/* a^(2^n). */
static void
sqr_times(number *out, const number *a, int n)
{
	sqr(out, a);
	for (int i = 1; i < n; i++)
		sqr(out, out);
}

/* a^((p-5)/8) = a^(2^252 - 3): xN below stands for a^(2^N - 1). */
static void
power(number *out, const number *a)
{
	number x5;
	number x10;
	number x50;
	number t;

	sqr(&t, a);
	mul(&t, &t, a); /* x2 */
	sqr_times(&x5, &t, 2);
	mul(&t, &x5, &t); /* x4 */
	sqr(&t, &t);
	mul(&x5, &t, a);
	sqr_times(&t, &x5, 5);
	mul(&x10, &t, &x5);
	sqr_times(&t, &x10, 10);
	mul(&x50, &t, &x10); /* x20 */
	sqr_times(&t, &x50, 20);
	mul(&t, &t, &x50); /* x40 */
	sqr_times(&t, &t, 10);
	mul(&x50, &t, &x10);
	sqr_times(&t, &x50, 50);
	mul(&x10, &t, &x50); /* x100 */
	sqr_times(&t, &x10, 100);
	mul(&t, &t, &x10); /* x200 */
	sqr_times(&t, &t, 50);
	mul(&t, &t, &x50); /* x250 */
	sqr_times(&t, &t, 2);
	mul(out, &t, a);
}

static uint64_t
load64le(const uint8_t in[8])
{
	uint64_t x = 0;

	for (int i = 7; i >= 0; i--)
		x = x << 8 | in[i];
	return x;
}

/* The low 255 bits: bit 51 i is bit 51 i mod 8 of byte 51 i div 8. */
static void
load(number *out, const uint8_t in[32])
{
	out->v[0] = load64le(in) & MASK;
	out->v[1] = load64le(in + 6) >> 3 & MASK;
	out->v[2] = load64le(in + 12) >> 6 & MASK;
	out->v[3] = load64le(in + 19) >> 1 & MASK;
	out->v[4] = load64le(in + 24) >> 12 & MASK;
}

/*
 * The canonical bytes of a loose number. After one round of carries the value
 * is below 2^255 + 2^8 < 2p, and q, the carry out of value + 19, says whether
 * it is at least p.
 */
static void
store(uint8_t out[32], const number *a)
{
	uint64_t v[5];
	uint64_t q = 0;

	for (int i = 0; i < 5; i++) {
		v[i] = a->v[i] + q;
		q = v[i] >> 51;
		v[i] &= MASK;
	}
	v[0] += 19 * q;
	q = (v[0] + 19) >> 51;
	for (int i = 1; i < 5; i++)
		q = (v[i] + q) >> 51;
	q *= 19;
	for (int i = 0; i < 5; i++) {
		v[i] += q;
		q = v[i] >> 51;
		v[i] &= MASK;
	}
	memset(out, 0, 32);
	for (int bit = 0; bit < 255; bit += 8) {
		uint64_t byte = v[bit / 51] >> bit % 51;

		if (bit % 51 > 43 && bit / 51 < 4)
			byte |= v[bit / 51 + 1] << (51 - bit % 51);
		out[bit / 8] = (uint8_t)byte;
	}
}

static bool
equal(const number *a, const number *b)
{
	uint8_t x[32];
	uint8_t y[32];

	store(x, a);
	store(y, b);
	/* Public data. */
	return memcmp(x, y, 32) == 0;
}

static bool
is_zero(const number *a)
{
	static const number zero;

	return equal(a, &zero);
}

/* RFC 9496, section 4: negative is odd. */
static bool
is_negative(const number *a)
{
	uint8_t x[32];

	store(x, a);
	return (x[0] & 1) != 0;
}

/* -a, for a reduced. */
static void
negate(number *out, const number *a)
{
	static const number zero;

	sub(out, &zero, a);
}

/*
 * SQRT_RATIO_M1(1, v) of RFC 9496, section 4.2: *out = the non-negative
 * 1/sqrt(v), and true; or false and the root for sqrt_m1 / v. With u = 1,
 * r = v^3 (v^7)^((p-5)/8). v is loose, *out loose.
 */
static bool
inverse_root(number *out, const number *v)
{
	number minus_one;
	number check;
	number r;
	number t;
	bool square;

	sqr(&t, v);
	mul(&r, &t, v); /* v^3 */
	sqr(&t, &r);
	mul(&t, &t, v); /* v^7 */
	power(&t, &t);
	mul(&r, &r, &t);
	sqr(&t, &r);
	mul(&check, &t, v);
	negate(&minus_one, &one);
	square = equal(&check, &one);
	if (!square) {
		/* check is -1, or plus or minus sqrt_m1, or v is zero. */
		square = equal(&check, &minus_one);
		negate(&t, &sqrt_m1);
		if (square || equal(&check, &t))
			mul(&r, &r, &sqrt_m1);
	}
	if (is_negative(&r))
		negate(out, &r);
	else
		*out = r;
	return square;
}

/* Below p, and even: the only strings that section 4.3.1 decodes. */
static bool
is_canonical(const uint8_t in[32])
{
	uint8_t again[32];
	number s;

	load(&s, in);
	store(again, &s);
	/* Public data. Bit 255 is lost by load, and so told apart too. */
	return memcmp(again, in, 32) == 0 && (in[0] & 1) == 0;
}

bool
psi_edwards_decode(struct psi_edwards_point *point, const uint8_t in[32])
{
	number s, ss, u1, u2, u2_sqr, v, t, root, den_x, x, y;
	bool square;

	if (!is_canonical(in))
		return false;
	load(&s, in);
	sqr(&ss, &s);
	sub(&u1, &one, &ss);
	add(&u2, &one, &ss);
	sqr(&u2_sqr, &u2);
	/* v = -(d u1^2) - u2^2; both differences have reduced right sides,
	 * so v is below 2^53 + 2^13 in each limb. */
	sqr(&t, &u1);
	mul(&t, &t, &d);
	negate(&v, &t);
	sub(&v, &v, &u2_sqr);
	mul(&t, &v, &u2_sqr);
	square = inverse_root(&root, &t);
	mul(&den_x, &root, &u2);
	mul(&t, &root, &den_x);
	mul(&t, &t, &v); /* den_y */
	mul(&y, &u1, &t);
	add(&s, &s, &s);
	mul(&x, &s, &den_x);
	if (is_negative(&x)) {
		negate(&x, &x);
		mul(&x, &x, &one);
	}
	mul(&t, &x, &y);
	if (!square || is_negative(&t) || is_zero(&y))
		return false;
	add(&point->sum, &y, &x);
	sub(&point->difference, &y, &x);
	mul(&point->product, &t, &d2);
	return true;
}

void
psi_edwards_encode(uint8_t out[32], const struct psi_edwards_sum *sum)
{
	number u1, u2, t, root, den1, den2, z_inv, x, y, den_inv;

	add(&t, &sum->Z, &sum->Y);
	sub(&u1, &sum->Z, &sum->Y);
	mul(&u1, &t, &u1);
	mul(&u2, &sum->X, &sum->Y);
	sqr(&t, &u2);
	mul(&t, &t, &u1);
	/* Zero or a square: the answer is not needed. */
	(void)inverse_root(&root, &t);
	mul(&den1, &root, &u1);
	mul(&den2, &root, &u2);
	mul(&z_inv, &den1, &den2);
	mul(&z_inv, &z_inv, &sum->T);
	mul(&t, &sum->T, &z_inv);
	if (is_negative(&t)) {
		mul(&x, &sum->Y, &sqrt_m1);
		mul(&y, &sum->X, &sqrt_m1);
		mul(&den_inv, &den1, &invsqrt_a_minus_d);
	} else {
		x = sum->X;
		y = sum->Y;
		den_inv = den2;
	}
	/* z - y, where y changes its sign if x z_inv is negative. */
	mul(&t, &x, &z_inv);
	if (is_negative(&t))
		add(&t, &sum->Z, &y);
	else
		sub(&t, &sum->Z, &y);
	mul(&t, &t, &den_inv);
	if (is_negative(&t))
		negate(&t, &t);
	store(out, &t);
}

static void
zero_sum(void *cookie)
{
	struct psi_edwards_sum *sum = cookie;

	memset(sum, 0, sizeof *sum);
	sum->Y = one;
	sum->Z = one;
}

/*
 * The end of both additions, with A = (Y1 - X1)(Y2 - X2), B = (Y1 + X1)(Y2 +
 * X2), C = 2 d T1 T2 (reduced, all three) and D = 2 Z1 Z2 (the sum of two
 * reduced numbers): every factor below is loose. Hisil, Wong, Carter and
 * Dawson 2008, section 3.1, as in RFC 8032, section 5.1.4; complete, since
 * -1 is a square and d is not. A negative point swaps its y + x and y - x
 * and changes the sign of C.
 */
static inline void
finish_add(struct psi_edwards_sum *out, const number *A, const number *B,
    const number *C, const number *D, bool negative)
{
	number E, F, G, H;

	sub(&E, B, A);
	add(&H, B, A);
	if (negative) {
		add(&F, D, C);
		sub(&G, D, C);
	} else {
		sub(&F, D, C);
		add(&G, D, C);
	}
	mul(&out->X, &E, &F);
	mul(&out->Y, &G, &H);
	mul(&out->T, &E, &H);
	mul(&out->Z, &F, &G);
}

/* Z2 = 1, and the point holds y + x, y - x and 2 d x y: 7 products. */
static void
add_point(void *cookie, const void *other, bool negative)
{
	struct psi_edwards_sum *sum = cookie;
	const struct psi_edwards_point *point = other;
	number A, B, C, D;

	sub(&A, &sum->Y, &sum->X);
	add(&B, &sum->Y, &sum->X);
	mul(&A, &A, negative ? &point->sum : &point->difference);
	mul(&B, &B, negative ? &point->difference : &point->sum);
	mul(&C, &sum->T, &point->product);
	add(&D, &sum->Z, &sum->Z);
	finish_add(sum, &A, &B, &C, &D, negative);
}

static void
add_sum(void *cookie, const void *other)
{
	struct psi_edwards_sum *sum = cookie;
	const struct psi_edwards_sum *b = other;
	number A, B, C, D, t;

	sub(&A, &sum->Y, &sum->X);
	sub(&t, &b->Y, &b->X);
	mul(&A, &A, &t);
	add(&B, &sum->Y, &sum->X);
	add(&t, &b->Y, &b->X);
	mul(&B, &B, &t);
	mul(&C, &sum->T, &d2);
	mul(&C, &C, &b->T);
	mul(&D, &sum->Z, &b->Z);
	add(&D, &D, &D);
	finish_add(sum, &A, &B, &C, &D, false);
}

const struct psi_msm_group psi_edwards_group = {
	.sum_bytes = sizeof(struct psi_edwards_sum),
	.point_bytes = sizeof(struct psi_edwards_point),
	.zero = zero_sum,
	.add_point = add_point,
	.add = add_sum,
};

void
psi_edwards_mul_add(struct psi_edwards_sum *out, const uint8_t a[32],
    const struct psi_edwards_point *A, const uint8_t b[32],
    const struct psi_edwards_point *B)
{
	zero_sum(out);
	for (int bit = 254; bit >= 0; bit--) {
		add_sum(out, out);
		if ((a[bit / 8] >> bit % 8 & 1) != 0)
			add_point(out, A, false);
		if ((b[bit / 8] >> bit % 8 & 1) != 0)
			add_point(out, B, false);
	}
}
