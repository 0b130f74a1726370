/*
 * ristretto255 (RFC 9496) over lanes: rows of bytes in and out, decoding, the
 * map from uniform bytes, encoding.
 */
#ifndef PSI_GROUP_SIMD_RISTRETTO_H
#define PSI_GROUP_SIMD_RISTRETTO_H

/* The generator's encoding, and it as the operand of a ladder. */
static const uint8_t generator[32] = { 0xe2, 0xf2, 0xae, 0x0a, 0x6a, 0xbc, 0x4e,
	0x71, 0xa8, 0x84, 0xa9, 0x61, 0xc5, 0x00, 0x51, 0x5f, 0x58, 0xe3, 0x0b,
	0x6a, 0xa5, 0x82, 0xdd, 0x8d, 0xb6, 0xa6, 0x59, 0x45, 0xe0, 0x8d, 0x2d,
	0x76 };
static const uint64_t generator_sigma[FE_LIMBS] = { 0x31e0137d48290,
	0x23d69a240f02d, 0x28adc75103da9, 0x265a91c2fa36e, 0x215132111d835 };
static const uint64_t generator_x[FE_LIMBS] = { 0x183e0918de5d2,
	0x75514cf8d85e8, 0x00d4de9025c7f, 0x061eeadffc2b4, 0x1063e2cc8cfe8 };

/* A point (X : Y : Z : T), T = X Y / Z. */
struct extended {
	struct fe X;
	struct fe Y;
	struct fe Z;
	struct fe T;
};

/*
 * Rows of 32 bytes, `stride` apart, into limbs, without the highest bit of
 * each. Lanes from `count` on take the generator: every lane computes, and
 * should compute with ordinary values. Returns the lanes whose highest bit
 * was set.
 */
LANE_CALL vmask
rows_load(vec limb[FE_LIMBS], const uint8_t *in, size_t stride, size_t count)
{
	const vec mask = v_set(LIMB_MASK);
	uint64_t row[4], word[4][LANES];
	vec w[4];
	size_t lane;
	int k;

	for (lane = 0; lane < LANES; lane++) {
		memcpy(row, lane < count ? in + lane * stride : generator,
		    sizeof row);
		for (k = 0; k < 4; k++)
			word[k][lane] = row[k];
	}
	for (k = 0; k < 4; k++)
		w[k] = v_load(word[k]);
	limb[0] = v_and(w[0], mask);
	limb[1] = v_and(v_or(v_shr(w[0], 51), v_shl(w[1], 13)), mask);
	limb[2] = v_and(v_or(v_shr(w[1], 38), v_shl(w[2], 26)), mask);
	limb[3] = v_and(v_or(v_shr(w[2], 25), v_shl(w[3], 39)), mask);
	limb[4] = v_and(v_shr(w[3], 12), mask);
	return m_not(v_is_zero(v_shr(w[3], 63)));
}

/* Canonical limbs into `count` rows; those not `ok` become zero. */
LANE_CALL void
rows_store(uint8_t *out, const vec limb[FE_LIMBS], vmask ok, size_t count)
{
	const vec zero = v_set(0);
	uint64_t row[4], word[4][LANES];
	vec w[4];
	size_t lane;
	int k;

	w[0] = v_or(limb[0], v_shl(limb[1], 51));
	w[1] = v_or(v_shr(limb[1], 13), v_shl(limb[2], 38));
	w[2] = v_or(v_shr(limb[2], 26), v_shl(limb[3], 25));
	w[3] = v_or(v_shr(limb[3], 39), v_shl(limb[4], 12));
	for (k = 0; k < 4; k++)
		v_store(word[k], v_select(zero, w[k], ok));
	for (lane = 0; lane < LANES && lane < count; lane++) {
		for (k = 0; k < 4; k++)
			row[k] = word[k][lane];
		memcpy(out + lane * sizeof row, row, sizeof row);
	}
}

/* How many rows of `num` fall to the vector that begins at `first`. */
LANE_INLINE size_t
rows_left(size_t num, size_t first)
{
	return first < num ? num - first : 0;
}

/*
 * Of limbs below 2^51: below p together, even, not zero. Adding 19 reaches
 * 2^255 from p on.
 */
LANE_INLINE vmask
limbs_are_canonical(const vec limb[FE_LIMBS])
{
	vec carry = v_shr(v_add(limb[0], v_set(19)), FE_RADIX);
	int k;

	for (k = 1; k < FE_LIMBS; k++)
		carry = v_shr(v_add(limb[k], carry), FE_RADIX);
	return m_and(v_is_zero(carry),
	    m_not(m_or(v_is_odd(limb[0]), limbs_are_zero(limb))));
}

/*
 * Decode (RFC 9496 section 4.3.1) PAIR vectors of rows, `count` rows in all.
 * Lanes that are not ok, which includes those of the identity, hold the
 * generator as operand; their y is anything.
 */
LANE_CALL void
decode_pair(struct operand out[PAIR], struct fe y[PAIR], vmask ok[PAIR],
    const uint8_t *in, size_t count)
{
	struct fe s[PAIR], u1[PAIR], u2[PAIR], v[PAIR], inv[PAIR];
	struct fe one[PAIR], vu[PAIR];
	struct fe d, den, t, fallback;
	vmask square[PAIR];
	size_t g;

	fe_set(&d, const_d);
	for (g = 0; g < PAIR; g++) {
		vec limb[FE_LIMBS];

		ok[g] = m_not(rows_load(limb, in + g * LANES * 32, 32,
		    rows_left(count, g * LANES)));
		ok[g] = m_and(ok[g], limbs_are_canonical(limb));
		fe_from_limbs(&s[g], limb);
		fe_set(&one[g], const_one);
		fe_sqr(&out[g].sigma, &s[g]);
		fe_sub(&u1[g], &one[g], &out[g].sigma);
		fe_add(&u2[g], &one[g], &out[g].sigma);
		/* v = -(d u1^2) - u2^2 */
		fe_sqr(&t, &u1[g]);
		fe_mul(&t, &t, &d);
		fe_sqr(&vu[g], &u2[g]);
		fe_add(&v[g], &t, &vu[g]);
		fe_neg(&v[g], &v[g]);
		fe_mul(&vu[g], &v[g], &vu[g]);
	}
	fe_sqrt_ratio(inv, square, one, vu);
	for (g = 0; g < PAIR; g++) {
		fe_mul(&den, &inv[g], &u2[g]);
		fe_mul(&t, &s[g], &den);
		fe_add(&t, &t, &t);
		fe_abs(&out[g].x, &t);
		fe_mul(&den, &den, &inv[g]);
		fe_mul(&den, &den, &v[g]);
		fe_mul(&y[g], &u1[g], &den);
		fe_mul(&t, &out[g].x, &y[g]);
		ok[g] = m_and(m_and(ok[g], square[g]),
		    m_not(m_or(fe_is_negative(&t), fe_is_zero(&y[g]))));
		fe_set(&fallback, generator_sigma);
		fe_select(&out[g].sigma, &fallback, &out[g].sigma, ok[g]);
		fe_set(&fallback, generator_x);
		fe_select(&out[g].x, &fallback, &out[g].x, ok[g]);
	}
}

/*
 * MAP of RFC 9496 section 4.3.4 for PAIR vectors: the elements t in, points
 * out.
 */
LANE_CALL void
map_pair(struct extended out[PAIR], const struct fe t[PAIR])
{
	struct fe r[PAIR], u[PAIR], v[PAIR], s[PAIR];
	struct fe one, c, n, k, w0, w1, w2, w3;
	vmask square[PAIR];
	size_t g;

	fe_set(&one, const_one);
	for (g = 0; g < PAIR; g++) {
		fe_set(&k, const_sqrt_m1);
		fe_sqr(&r[g], &t[g]);
		fe_mul(&r[g], &r[g], &k);
		fe_set(&k, const_one_minus_d_sq);
		fe_add(&u[g], &r[g], &one);
		fe_mul(&u[g], &u[g], &k);
		fe_set(&k, const_d);
		fe_mul(&v[g], &r[g], &k);
		fe_add(&v[g], &v[g], &one);
		fe_neg(&v[g], &v[g]);
		fe_add(&k, &r[g], &k);
		fe_mul(&v[g], &v[g], &k);
	}
	fe_sqrt_ratio(s, square, u, v);
	for (g = 0; g < PAIR; g++) {
		/* s = -|s t| and c = r where u / v is no square */
		fe_mul(&k, &s[g], &t[g]);
		fe_abs(&k, &k);
		fe_neg(&k, &k);
		fe_select(&s[g], &k, &s[g], square[g]);
		fe_neg(&k, &one);
		fe_select(&c, &r[g], &k, square[g]);
		/* n = c (r - 1) (d - 1)^2 - v */
		fe_sub(&k, &r[g], &one);
		fe_mul(&n, &c, &k);
		fe_set(&k, const_d_minus_one_sq);
		fe_mul(&n, &n, &k);
		fe_sub(&n, &n, &v[g]);
		fe_mul(&w0, &s[g], &v[g]);
		fe_add(&w0, &w0, &w0);
		fe_set(&k, const_sqrt_ad_minus_one);
		fe_mul(&w1, &n, &k);
		fe_sqr(&k, &s[g]);
		fe_sub(&w2, &one, &k);
		fe_add(&w3, &one, &k);
		fe_mul(&out[g].X, &w0, &w3);
		fe_mul(&out[g].Y, &w2, &w1);
		fe_mul(&out[g].Z, &w1, &w3);
		fe_mul(&out[g].T, &w0, &w2);
	}
}

/*
 * P + Q: H. Hisil, K. K. Wong, G. Carter, E. Dawson, "Twisted Edwards curves
 * revisited" (ASIACRYPT 2008), the unified addition for a = -1, which the
 * Explicit-Formulas Database calls add-2008-hwcd-3. Complete: P and Q may be
 * equal, opposite or the identity.
 */
LANE_CALL void
point_add(
    struct extended *out, const struct extended *P, const struct extended *Q)
{
	struct fe a, b, c, d, e, f, g, h, k;

	fe_sub(&a, &P->Y, &P->X);
	fe_sub(&b, &Q->Y, &Q->X);
	fe_mul(&a, &a, &b);
	fe_add(&b, &P->Y, &P->X);
	fe_add(&c, &Q->Y, &Q->X);
	fe_mul(&b, &b, &c);
	fe_set(&k, const_2d);
	fe_mul(&c, &P->T, &Q->T);
	fe_mul(&c, &c, &k);
	fe_mul(&d, &P->Z, &Q->Z);
	fe_add(&d, &d, &d);
	fe_sub(&e, &b, &a);
	fe_sub(&f, &d, &c);
	fe_add(&g, &d, &c);
	fe_add(&h, &b, &a);
	fe_mul(&out->X, &e, &f);
	fe_mul(&out->Y, &g, &h);
	fe_mul(&out->Z, &f, &g);
	fe_mul(&out->T, &e, &h);
}

/*
 * The map of 64 uniform bytes a row (RFC 9496 section 4.3.4): the sum of the
 * maps of the halves, whose highest bits do not count.
 */
LANE_CALL void
from_uniform_pair(struct extended out[PAIR], const uint8_t *in, size_t count)
{
	struct extended half[2][PAIR];
	struct fe t[PAIR];
	vec limb[FE_LIMBS];
	size_t g, i;

	for (i = 0; i < 2; i++) {
		for (g = 0; g < PAIR; g++) {
			(void)rows_load(limb, in + g * LANES * 64 + i * 32, 64,
			    rows_left(count, g * LANES));
			fe_from_limbs(&t[g], limb);
		}
		map_pair(half[i], t);
	}
	for (g = 0; g < PAIR; g++)
		point_add(&out[g], &half[0][g], &half[1][g]);
}

/*
 * What encoding 2 Q takes from Q, before the inversion that it shares with
 * the other rows of its batch.
 */
struct encoding {
	struct fe e;
	struct fe f;
	struct fe g;
	struct fe h;
	struct fe eg;
	struct fe fh;
};

/*
 * Prepare the encoding of 2 Q, after double_and_compress_batch of the crate
 * curve25519-dalek (4.1, ristretto.rs): the double of (X : Y : Z) is the image
 * of quotients of
 *     e = 2 X Y,  f = Z^2 + d T^2 = Y^2 - X^2,  g = Y^2 + X^2,
 *     h = Z^2 - d T^2 = 2 Z^2 - f
 * (by the curve's equation), and only e f g h has to be inverted. Returns the
 * lanes in which 2 Q is the identity of ristretto255: there that product is
 * zero, and `product` is 1 instead, lest it spoil the batch.
 */
LANE_CALL vmask
encode_prepare(
    struct encoding *out, struct fe *product, const struct projective *Q)
{
	struct fe xx, yy, zz, one;
	vmask identity;

	fe_mul(&out->e, &Q->X, &Q->Y);
	fe_add(&out->e, &out->e, &out->e);
	fe_sqr(&xx, &Q->X);
	fe_sqr(&yy, &Q->Y);
	fe_sqr(&zz, &Q->Z);
	fe_sub(&out->f, &yy, &xx);
	fe_add(&out->g, &yy, &xx);
	fe_add(&zz, &zz, &zz);
	fe_sub(&out->h, &zz, &out->f);
	fe_mul(&out->eg, &out->e, &out->g);
	fe_mul(&out->fh, &out->f, &out->h);
	fe_mul(product, &out->eg, &out->fh);
	identity = fe_is_zero(product);
	fe_set(&one, const_one);
	fe_select(product, product, &one, identity);
	return identity;
}

/* Finish, with the inverse of the product: the canonical limbs of the bytes. */
LANE_CALL void
encode_finish(
    vec limb[FE_LIMBS], const struct encoding *in, const struct fe *inverse)
{
	struct fe e = in->e, f = in->f, g = in->g, h = in->h;
	struct fe z_inv, t_inv, magic, i, t;
	vmask negative;

	fe_mul(&z_inv, &in->eg, inverse);
	fe_mul(&t_inv, &in->fh, inverse);
	fe_set(&magic, const_invsqrt_a_minus_d);
	fe_set(&i, const_sqrt_m1);

	/* Rotate by a point of order 4. */
	fe_mul(&t, &in->eg, &z_inv);
	negative = fe_is_negative(&t);
	fe_neg(&t, &e);
	fe_select(&e, &e, &g, negative);
	fe_select(&g, &g, &t, negative);
	fe_mul(&t, &f, &i);
	fe_select(&h, &h, &t, negative);
	fe_select(&magic, &magic, &i, negative);

	fe_mul(&t, &h, &e);
	fe_mul(&t, &t, &z_inv);
	fe_neg_if(&g, &g, fe_is_negative(&t));

	fe_sub(&t, &h, &g);
	fe_mul(&t, &t, &magic);
	fe_mul(&t, &t, &g);
	fe_mul(&t, &t, &t_inv);
	fe_abs(&t, &t);
	fe_canonical(limb, &t);
}

#endif
