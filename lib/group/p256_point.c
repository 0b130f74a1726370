#include "group/p256_point.h"

#include <assert.h>
#include <string.h>

#include "base/secret.h"

typedef struct psi_p256_num number;

/* The curve's b, in Montgomery form; its a is -3. */
static const number curve_b = { { 0xd89cdf6229c4bddf, 0xacf005cd78843090,
    0xe5a220abf7212ed6, 0xdc30061d04874834 } };
static const number curve_a = { { 0xfffffffffffffffc, 0x00000003ffffffff,
    0x0000000000000000, 0xfffffffc00000004 } };
/* Z = -10 (RFC 9380, section 8.2), and a square root of -Z. */
static const number map_z = { { 0xfffffffffffffff5, 0x0000000affffffff,
    0x0000000000000000, 0xfffffff50000000b } };
static const number map_root = { { 0xa1fd38ee98a195fd, 0x78400ad7423dcf70,
    0x6913c88f9ea8dfee, 0x9051d26e12a8f304 } };

static inline void
mul(number *out, const number *a, const number *b)
{
	psi_p256_mul(&psi_p256_p, out, a, b);
}

static inline void
add(number *out, const number *a, const number *b)
{
	psi_p256_add(&psi_p256_p, out, a, b);
}

static inline void
sub(number *out, const number *a, const number *b)
{
	psi_p256_sub(&psi_p256_p, out, a, b);
}

static void
negate(number *out, const number *a)
{
	static const number zero;

	sub(out, &zero, a);
}

/* The lowest bit of the number itself: sgn0 of RFC 9380, section 4.1. */
static uint64_t
sign(const number *a)
{
	uint8_t bytes[PSI_P256_NUM_BYTES];
	uint64_t bit;

	psi_p256_store(&psi_p256_p, bytes, a);
	bit = bytes[PSI_P256_NUM_BYTES - 1] & 1;
	psi_wipe(bytes, sizeof bytes);
	return bit;
}

static void
zero_sum(void *cookie)
{
	struct psi_p256_sum *sum = cookie;

	memset(sum, 0, sizeof *sum);
	sum->Y = psi_p256_p.one;
}

/*
 * The second half of the complete additions for a = -3 of Renes, Costello and
 * Batina 2016, algorithms 4 and 5 (lines 19 to 43 of the first), from
 *   t0 = X1 X2, t1 = Y1 Y2, t2 = Z1 Z2,
 *   xy = X1 Y2 + X2 Y1, yz = Y1 Z2 + Y2 Z1, xz = X1 Z2 + X2 Z1:
 *   X3 = xy (t1 + s) - yz r,  Y3 = (t1 - s)(t1 + s) + (3 t0 - 3 t2) r,
 *   Z3 = yz (t1 - s) + xy (3 t0 - 3 t2),
 * with s = 3 (xz - b t2) and r = 3 (b xz - 3 t2 - t0). They hold for every
 * two points of a group of odd order.
 */
static inline void
finish_add(struct psi_p256_sum *out, const number *t0, const number *t1,
    const number *t2, const number *xy, const number *yz, const number *xz)
{
	number s, r, t, up, down, three_t2;

	mul(&t, &curve_b, t2);
	sub(&t, xz, &t);
	add(&s, &t, &t);
	add(&s, &s, &t);
	sub(&down, t1, &s);
	add(&up, t1, &s);
	add(&t, t2, t2);
	add(&three_t2, &t, t2);
	mul(&t, &curve_b, xz);
	sub(&t, &t, &three_t2);
	sub(&t, &t, t0);
	add(&r, &t, &t);
	add(&r, &r, &t);
	add(&t, t0, t0);
	add(&t, &t, t0);
	sub(&t, &t, &three_t2);
	mul(&s, yz, &r);
	mul(&r, &t, &r);
	mul(&out->Y, &up, &down);
	add(&out->Y, &out->Y, &r);
	mul(&out->X, xy, &up);
	sub(&out->X, &out->X, &s);
	mul(&out->Z, yz, &down);
	mul(&t, xy, &t);
	add(&out->Z, &out->Z, &t);
}

/* (a1 + a2)(b1 + b2) - a1 b1 - a2 b2 = a1 b2 + a2 b1. */
static inline void
cross(number *out, const number *a1, const number *b1, const number *a2,
    const number *b2, const number *a1a2, const number *b1b2)
{
	number s;
	number t;

	add(&s, a1, b1);
	add(&t, a2, b2);
	mul(&t, &s, &t);
	sub(&t, &t, a1a2);
	sub(out, &t, b1b2);
}

static void
add_sum(void *cookie, const void *other)
{
	struct psi_p256_sum *a = cookie;
	const struct psi_p256_sum *b = other;
	number t0, t1, t2, xy, yz, xz;

	mul(&t0, &a->X, &b->X);
	mul(&t1, &a->Y, &b->Y);
	mul(&t2, &a->Z, &b->Z);
	cross(&xy, &a->X, &a->Y, &b->X, &b->Y, &t0, &t1);
	cross(&yz, &a->Y, &a->Z, &b->Y, &b->Z, &t1, &t2);
	cross(&xz, &a->X, &a->Z, &b->X, &b->Z, &t0, &t2);
	finish_add(a, &t0, &t1, &t2, &xy, &yz, &xz);
}

/* Z2 = 1. */
static void
add_point(void *cookie, const void *other, bool negative)
{
	struct psi_p256_sum *a = cookie;
	const struct psi_p256_point *b = other;
	number t0, t1, xy, yz, xz, y;

	y = b->y;
	if (negative)
		negate(&y, &y);
	mul(&t0, &a->X, &b->x);
	mul(&t1, &a->Y, &y);
	cross(&xy, &a->X, &a->Y, &b->x, &y, &t0, &t1);
	mul(&yz, &y, &a->Z);
	add(&yz, &yz, &a->Y);
	mul(&xz, &b->x, &a->Z);
	add(&xz, &xz, &a->X);
	finish_add(a, &t0, &t1, &a->Z, &xy, &yz, &xz);
}

const struct psi_msm_group psi_p256_group = {
	.sum_bytes = sizeof(struct psi_p256_sum),
	.point_bytes = sizeof(struct psi_p256_point),
	.zero = zero_sum,
	.add_point = add_point,
	.add = add_sum,
};

/* x^3 + a x + b. */
static void
curve(number *out, const number *x)
{
	number t;

	mul(&t, x, x);
	add(&t, &t, &curve_a);
	mul(&t, &t, x);
	add(out, &t, &curve_b);
}

bool
psi_p256_decode(
    struct psi_p256_point *point, const uint8_t in[PSI_P256_POINT_BYTES])
{
	number g, t, y;

	if ((in[0] != 2 && in[0] != 3) ||
	    !psi_p256_load(&psi_p256_p, &point->x, in + 1))
		return false;
	/* g^((p+1)/4) = g^((p-3)/4) g, a root of g if there is one. */
	curve(&g, &point->x);
	psi_p256_power(&y, &g);
	mul(&y, &y, &g);
	mul(&t, &y, &y);
	if (psi_p256_equal(&t, &g) == 0)
		return false;
	/* The order is odd: no point has y = 0, so both signs are there. */
	if (sign(&y) != (in[0] & 1))
		negate(&y, &y);
	point->y = y;
	return true;
}

bool
psi_p256_encode(
    uint8_t out[PSI_P256_POINT_BYTES], const struct psi_p256_sum *sum)
{
	struct psi_p256_point point;

	memset(out, 0, PSI_P256_POINT_BYTES);
	if (!psi_p256_affine(&point, sum, 1))
		return false;
	psi_p256_store(&psi_p256_p, out + 1, &point.x);
	out[0] = (uint8_t)(2 | sign(&point.y));
	return true;
}

void
psi_p256_plain(
    uint8_t out[PSI_P256_PLAIN_BYTES], const struct psi_p256_point *point)
{
	out[0] = 4;
	psi_p256_store(&psi_p256_p, out + 1, &point->x);
	psi_p256_store(&psi_p256_p, out + 1 + PSI_P256_NUM_BYTES, &point->y);
}

/*
 * sqrt_ratio of RFC 9380, appendix F.2.1.2, for p = 3 modulo 4: *out is a
 * root of u/v and the mask is all ones, or a root of Z u/v and the mask is 0.
 */
static uint64_t
sqrt_ratio(number *out, const number *u, const number *v)
{
	struct {
		number t, uv, y;
	} x;
	uint64_t is_square;

	mul(&x.uv, u, v);
	mul(&x.t, v, v);
	mul(&x.t, &x.t, &x.uv); /* u v^3 */
	psi_p256_power(&x.y, &x.t);
	mul(&x.y, &x.y, &x.uv);
	mul(&x.t, &x.y, &x.y);
	mul(&x.t, &x.t, v);
	is_square = psi_p256_equal(&x.t, u);
	mul(out, &x.y, &map_root);
	psi_p256_select(out, &x.y, is_square);
	psi_wipe(&x, sizeof x);
	return is_square;
}

/*
 * Simplified SWU without a division (RFC 9380, appendix F.2), in the letters
 * of section 6.6.2: x1 = x1n / xd, and x2 = Z u^2 x1. The result is the point
 * (xn/xd, y) as (xn : y xd : xd).
 */
static void
map_to_curve(struct psi_p256_sum *out, const number *u)
{
	struct {
		number zu2, xd, x1n, xn, gx, gxd, t, y, y1;
	} m;
	uint64_t is_square;

	mul(&m.zu2, u, u);
	mul(&m.zu2, &m.zu2, &map_z);
	mul(&m.t, &m.zu2, &m.zu2);
	add(&m.t, &m.t, &m.zu2); /* Z^2 u^4 + Z u^2 */
	add(&m.x1n, &m.t, &psi_p256_p.one);
	mul(&m.x1n, &m.x1n, &curve_b);
	negate(&m.xd, &m.t);
	psi_p256_select(&m.xd, &map_z, psi_p256_is_zero(&m.t));
	mul(&m.xd, &m.xd, &curve_a);
	/* gx1 = (x1n^3 + a x1n xd^2 + b xd^3) / xd^3. */
	mul(&m.t, &m.xd, &m.xd);
	mul(&m.gxd, &m.t, &m.xd);
	mul(&m.t, &m.t, &curve_a);
	mul(&m.gx, &m.x1n, &m.x1n);
	add(&m.gx, &m.gx, &m.t);
	mul(&m.gx, &m.gx, &m.x1n);
	mul(&m.t, &m.gxd, &curve_b);
	add(&m.gx, &m.gx, &m.t);
	is_square = sqrt_ratio(&m.y1, &m.gx, &m.gxd);
	mul(&m.xn, &m.zu2, &m.x1n);
	mul(&m.y, &m.zu2, u);
	mul(&m.y, &m.y, &m.y1);
	psi_p256_select(&m.xn, &m.x1n, is_square);
	psi_p256_select(&m.y, &m.y1, is_square);
	negate(&m.t, &m.y);
	psi_p256_select(&m.y, &m.t, 0 - (sign(u) ^ sign(&m.y)));
	out->X = m.xn;
	mul(&out->Y, &m.y, &m.xd);
	out->Z = m.xd;
	psi_wipe(&m, sizeof m);
}

void
psi_p256_map(
    struct psi_p256_sum *out, const uint8_t uniform[PSI_P256_UNIFORM_BYTES])
{
	struct psi_p256_sum second;
	number u;

	psi_p256_reduce(&psi_p256_p, &u, uniform);
	map_to_curve(out, &u);
	psi_p256_reduce(&psi_p256_p, &u, uniform + PSI_P256_WIDE_BYTES);
	map_to_curve(&second, &u);
	add_sum(out, &second);
	psi_wipe(&second, sizeof second);
	psi_wipe(&u, sizeof u);
}

bool
psi_p256_affine(
    struct psi_p256_point *points, const struct psi_p256_sum *sums, size_t num)
{
	/* before[i] is the product of the Z of the sums before i. */
	number before[PSI_P256_AFFINE_MAX];
	number all = psi_p256_p.one;
	bool any_identity;

	assert(num <= PSI_P256_AFFINE_MAX);
	for (size_t i = 0; i < num; i++) {
		before[i] = all;
		mul(&all, &all, &sums[i].Z);
	}
	any_identity = psi_p256_is_zero(&all) != 0;
	psi_p256_invert(&all, &all);
	for (size_t i = num; i-- > 0;) {
		number z_inv;

		mul(&z_inv, &all, &before[i]);
		mul(&all, &all, &sums[i].Z);
		mul(&points[i].x, &sums[i].X, &z_inv);
		mul(&points[i].y, &sums[i].Y, &z_inv);
	}
	psi_wipe(before, sizeof before);
	psi_wipe(&all, sizeof all);
	return !any_identity;
}

void
psi_p256_mul_add(struct psi_p256_sum *out, const uint8_t a[32],
    const struct psi_p256_point *A, const uint8_t b[32],
    const struct psi_p256_point *B)
{
	zero_sum(out);
	for (int bit = 0; bit < 256; bit++) {
		const int shift = 7 - bit % 8;

		add_sum(out, out);
		if ((a[bit / 8] >> shift & 1) != 0)
			add_point(out, A, false);
		if ((b[bit / 8] >> shift & 1) != 0)
			add_point(out, B, false);
	}
}
