/*
 * Sums of points with public 128-bit weights, in lanes.
 *
 * N. Pippenger's buckets: a weight is 16 digits of 8 bits; for each digit's
 * place ("window") every point is added to the bucket of its digit, and at
 * the end each bucket counts as often as its digit says. The lanes are
 * windows: each lane adds the same point to a bucket of its own window, so
 * that no two lanes ever meet in a bucket. A row costs 16 / LANES vector
 * additions of 7 products, and the buckets of all windows fit the level 2
 * cache.
 *
 * Digits are signed, -128..127, which halves the buckets; the highest is
 * 0..256, since it takes the carry. The data is public: addresses depend on
 * the weights.
 */
#ifndef PSI_GROUP_SIMD_SUM_H
#define PSI_GROUP_SIMD_SUM_H

#define WINDOW_BITS 8
#define NUM_WINDOWS (128 / WINDOW_BITS)
#define NUM_TURNS (NUM_WINDOWS / LANES)
/* Buckets of a window: digits up to 128, and up to 256 in the last turn. */
#define NUM_BUCKETS 129
#define LAST_BUCKETS 257

/*
 * A point as it is kept here: Y + X and Y - X instead of X and Y, since that
 * is what additions begin with.
 */
struct sum_point {
	struct fe plus;
	struct fe minus;
	struct fe Z;
	struct fe T;
};

/* A decoded point: y + x, y - x, 2 d x y. */
struct affine {
	struct fe plus;
	struct fe minus;
	struct fe t2d;
};

#define POINT_LIMBS 20
/* A bucket in memory: 20 limbs, and 4 of padding to whole vectors. */
struct bucket {
	uint64_t limb[24];
};

struct sum_scratch {
	struct bucket bucket[(NUM_TURNS - 1) * LANES * NUM_BUCKETS +
	    LANES * LAST_BUCKETS];
};

/* The bucket of digit 0 of a window. */
LANE_INLINE struct bucket *
window_buckets(struct sum_scratch *scratch, size_t turn, size_t lane)
{
	const size_t first = turn * LANES * NUM_BUCKETS;

	return &scratch->bucket[first +
	    lane * (turn == NUM_TURNS - 1 ? LAST_BUCKETS : NUM_BUCKETS)];
}

LANE_INLINE struct fe *
sum_point_fe(struct sum_point *p, size_t i)
{
	struct fe *const part[4] = { &p->plus, &p->minus, &p->Z, &p->T };

	return part[i];
}

/* One bucket for each lane, into the lanes of a point. */
LANE_INLINE void
buckets_load(struct sum_point *out, struct bucket *const bucket[LANES])
{
	vec row[LANES];
	size_t i, j;

	for (i = 0; i < POINT_LIMBS; i += LANES) {
		for (j = 0; j < LANES; j++)
			row[j] = v_load(&bucket[j]->limb[i]);
		v_transpose(row);
		for (j = 0; j < LANES && i + j < POINT_LIMBS; j++)
			fe_set_limb_bits(sum_point_fe(out, (i + j) / FE_LIMBS),
			    (int)((i + j) % FE_LIMBS), row[j]);
	}
}

LANE_INLINE void
buckets_store(struct bucket *const bucket[LANES], struct sum_point *p)
{
	vec row[LANES];
	size_t i, j;

	for (i = 0; i < POINT_LIMBS; i += LANES) {
		for (j = 0; j < LANES; j++)
			row[j] = i + j < POINT_LIMBS
			    ? fe_limb_bits(sum_point_fe(p, (i + j) / FE_LIMBS),
				  (int)((i + j) % FE_LIMBS))
			    : v_set(0);
		v_transpose(row);
		for (j = 0; j < LANES; j++)
			v_store(&bucket[j]->limb[i], row[j]);
	}
}

LANE_INLINE void
sum_point_identity(struct sum_point *out)
{
	const uint64_t zero[FE_LIMBS] = { 0, 0, 0, 0, 0 };

	fe_set(&out->plus, const_one);
	fe_set(&out->minus, const_one);
	fe_set(&out->Z, const_one);
	fe_set(&out->T, zero);
}

/*
 * The end of an addition: A = (Y1 - X1)(Y2 - X2), B = (Y1 + X1)(Y2 + X2),
 * C = 2 d T1 T2, D = 2 Z1 Z2. `muls` is how many results of wide_mul D holds.
 */
LANE_INLINE void
sum_point_finish(struct sum_point *out, const struct wide *A,
    const struct wide *B, const struct wide *C, const struct wide *D, int muls)
{
	struct wide w, X, Y;
	struct fe e, f, g, h;

	wide_sub(&w, B, A);
	wide_reduce(&e, &w, 0, 0, 0);
	wide_sub(&w, D, C);
	wide_reduce(&f, &w, muls - 1, 0, 0);
	wide_add(&w, D, C);
	wide_reduce(&g, &w, muls + 1, 0, 0);
	wide_add(&w, B, A);
	wide_reduce(&h, &w, 2, 0, 0);
	wide_mul(&X, &e, &f, false);
	wide_mul(&Y, &g, &h, false);
	wide_add(&w, &Y, &X);
	wide_reduce(&out->plus, &w, 2, 0, 0);
	wide_sub(&w, &Y, &X);
	wide_reduce(&out->minus, &w, 0, 0, 0);
	fe_mul(&out->Z, &f, &g);
	fe_mul(&out->T, &e, &h);
}

/* P + Q for an affine Q; formulas and completeness as in point_add. */
LANE_CALL void
sum_point_add_affine(
    struct sum_point *out, const struct sum_point *P, const struct affine *Q)
{
	struct wide A, B, C, D;

	wide_mul(&A, &P->minus, &Q->minus, false);
	wide_mul(&B, &P->plus, &Q->plus, false);
	wide_mul(&C, &P->T, &Q->t2d, false);
	wide_from_fe(&D, &P->Z);
	wide_add(&D, &D, &D);
	sum_point_finish(out, &A, &B, &C, &D, 0);
}

/* P + Q */
LANE_CALL void
sum_point_add(
    struct sum_point *out, const struct sum_point *P, const struct sum_point *Q)
{
	struct wide A, B, C, D;
	struct fe t, k;

	wide_mul(&A, &P->minus, &Q->minus, false);
	wide_mul(&B, &P->plus, &Q->plus, false);
	fe_set(&k, const_2d);
	fe_mul(&t, &P->T, &Q->T);
	wide_mul(&C, &t, &k, false);
	wide_mul(&D, &P->Z, &Q->Z, false);
	wide_add(&D, &D, &D);
	sum_point_finish(out, &A, &B, &C, &D, 2);
}

/*
 * 2 P: the dedicated doubling of the paper of point_add (dbl-2008-hwcd), all
 * of it doubled and in terms of the sums: with s = (Y + X)^2, m = (Y - X)^2 and
 * q = (Y + X)(Y - X),
 *     2E = m - s,  2H = m + s,  2G = -2q,  2F = 4 Z^2 - 2q.
 */
LANE_CALL void
sum_point_double(struct sum_point *out, const struct sum_point *P)
{
	const struct wide zero = { { v_set(0), v_set(0), v_set(0), v_set(0),
	    v_set(0) } };
	struct wide s, m, q, z, w, X, Y;
	struct fe e, f, g, h;

	wide_sqr(&s, &P->plus, false);
	wide_sqr(&m, &P->minus, false);
	wide_mul(&q, &P->plus, &P->minus, false);
	wide_sqr(&z, &P->Z, false);
	wide_sub(&w, &m, &s);
	wide_reduce(&e, &w, 0, 0, 0);
	wide_add(&w, &m, &s);
	wide_reduce(&h, &w, 0, 2, 0);
	wide_add(&q, &q, &q);
	wide_sub(&w, &zero, &q);
	wide_reduce(&g, &w, -2, 0, 0);
	wide_add(&z, &z, &z);
	wide_add(&z, &z, &z);
	wide_sub(&w, &z, &q);
	wide_reduce(&f, &w, -2, 4, 0);
	wide_mul(&X, &e, &f, false);
	wide_mul(&Y, &g, &h, false);
	wide_add(&w, &Y, &X);
	wide_reduce(&out->plus, &w, 2, 0, 0);
	wide_sub(&w, &Y, &X);
	wide_reduce(&out->minus, &w, 0, 0, 0);
	fe_mul(&out->Z, &f, &g);
	fe_mul(&out->T, &e, &h);
}

/* Decoded points of a vector into memory, `count` of them. */
LANE_CALL void
points_store(struct psi_ristretto255_point *out, const struct fe *x,
    const struct fe *y, size_t count)
{
	uint64_t limb[15][LANES];
	struct fe part[3], k;
	size_t i, j;

	fe_add(&part[0], y, x);
	fe_sub(&part[1], y, x);
	fe_set(&k, const_2d);
	fe_mul(&part[2], x, y);
	fe_mul(&part[2], &part[2], &k);
	for (i = 0; i < 15; i++)
		v_store(limb[i],
		    fe_limb_bits(&part[i / FE_LIMBS], (int)(i % FE_LIMBS)));
	for (j = 0; j < LANES && j < count; j++) {
		for (i = 0; i < 15; i++)
			out[j].limb[i] = limb[i][j];
	}
}

/* One decoded point in all lanes. */
LANE_INLINE void
point_broadcast(struct affine *out, const struct psi_ristretto255_point *p)
{
	int k;

	for (k = 0; k < FE_LIMBS; k++) {
		fe_set_limb_bits(&out->plus, k, v_set(p->limb[k]));
		fe_set_limb_bits(&out->minus, k, v_set(p->limb[FE_LIMBS + k]));
		fe_set_limb_bits(
		    &out->t2d, k, v_set(p->limb[2 * FE_LIMBS + k]));
	}
}

/* -(x, y) = (-x, y), in the lanes of m. */
LANE_INLINE void
affine_neg_if(struct affine *out, const struct affine *p,
    const struct fe *minus_t2d, vmask m)
{
	fe_select(&out->plus, &p->plus, &p->minus, m);
	fe_select(&out->minus, &p->minus, &p->plus, m);
	fe_select(&out->t2d, &p->t2d, minus_t2d, m);
}

/*
 * The digits of a weight: sum of digit[i] * 2^(8 i), the first fifteen in
 * -128..127. Adding 128 to each of them beforehand makes them bytes.
 */
LANE_INLINE void
weight_digits(int digit[NUM_WINDOWS], const uint8_t weight[16])
{
	unsigned long long low, high;
	unsigned char carry;
	int i;

	memcpy(&low, weight, 8);
	memcpy(&high, weight + 8, 8);
	carry = _addcarry_u64(0, low, 0x8080808080808080, &low);
	carry = _addcarry_u64(carry, high, 0x0080808080808080, &high);
	for (i = 0; i < 8; i++) {
		digit[i] = (int)(low >> (8 * i) & 0xff) - 128;
		digit[8 + i] = (int)(high >> (8 * i) & 0xff) - 128;
	}
	digit[NUM_WINDOWS - 1] += 128 + (carry != 0 ? 256 : 0);
}

/* Put one point into the buckets of all windows. */
LANE_INLINE void
sum_add_row(struct sum_scratch *scratch,
    const struct psi_ristretto255_point *point, const uint8_t weight[16])
{
	struct bucket *bucket[LANES];
	struct affine p, signed_p;
	struct sum_point sum;
	struct fe minus_t2d;
	int digit[NUM_WINDOWS], d;
	unsigned int negative;
	size_t turn, lane;

	weight_digits(digit, weight);
	point_broadcast(&p, point);
	fe_neg(&minus_t2d, &p.t2d);
	for (turn = 0; turn < NUM_TURNS; turn++) {
		negative = 0;
		for (lane = 0; lane < LANES; lane++) {
			d = digit[turn * LANES + lane];
			negative |= (d < 0 ? 1U : 0U) << lane;
			bucket[lane] = window_buckets(scratch, turn, lane) +
			    (d < 0 ? -d : d);
		}
		affine_neg_if(&signed_p, &p, &minus_t2d, m_from_bits(negative));
		buckets_load(&sum, bucket);
		sum_point_add_affine(&sum, &sum, &signed_p);
		buckets_store(bucket, &sum);
	}
}

/* The sum of digit * bucket over the buckets of a turn, each lane its own. */
LANE_INLINE void
sum_buckets(struct sum_point *out, struct sum_scratch *scratch, size_t turn)
{
	const size_t most =
	    (turn == NUM_TURNS - 1 ? LAST_BUCKETS : NUM_BUCKETS) - 1;
	struct bucket *bucket[LANES];
	struct sum_point running, next;
	size_t digit, lane;

	sum_point_identity(&running);
	sum_point_identity(out);
	for (digit = most; digit > 0; digit--) {
		for (lane = 0; lane < LANES; lane++)
			bucket[lane] =
			    window_buckets(scratch, turn, lane) + digit;
		buckets_load(&next, bucket);
		sum_point_add(&running, &running, &next);
		sum_point_add(out, out, &running);
	}
}

/* A point's value in one lane, in all lanes. */
LANE_INLINE void
sum_point_broadcast(struct sum_point *out, struct sum_point *p, size_t lane)
{
	uint64_t limb[LANES];
	size_t i;

	for (i = 0; i < POINT_LIMBS; i++) {
		v_store(limb,
		    fe_limb_bits(
			sum_point_fe(p, i / FE_LIMBS), (int)(i % FE_LIMBS)));
		fe_set_limb_bits(sum_point_fe(out, i / FE_LIMBS),
		    (int)(i % FE_LIMBS), v_set(limb[lane]));
	}
}

/* Join the windows, highest first, by Horner's rule; the result in all
 * lanes. */
LANE_INLINE void
sum_windows(struct sum_point *out, struct sum_scratch *scratch)
{
	struct sum_point windows, window;
	size_t turn, lane;
	int i;

	sum_point_identity(out);
	for (turn = NUM_TURNS; turn-- > 0;) {
		sum_buckets(&windows, scratch, turn);
		for (lane = LANES; lane-- > 0;) {
			for (i = 0; i < WINDOW_BITS; i++)
				sum_point_double(out, out);
			sum_point_broadcast(&window, &windows, lane);
			sum_point_add(out, out, &window);
		}
	}
}

/* Encode one point (RFC 9496 section 4.3.2): the first lane's. */
LANE_CALL void
sum_encode(uint8_t out[32], const struct sum_point *p)
{
	struct fe X, Y, Z, T, u1, u2, inv[PAIR], one[PAIR], v[PAIR];
	struct fe z_inv, den, t, i, k;
	vmask square[PAIR], rotate;
	vec limb[FE_LIMBS];
	size_t g;

	/* Twice the coordinates, which is the same point. */
	fe_sub(&X, &p->plus, &p->minus);
	fe_add(&Y, &p->plus, &p->minus);
	fe_add(&Z, &p->Z, &p->Z);
	fe_add(&T, &p->T, &p->T);
	fe_add(&u1, &Z, &Y);
	fe_sub(&t, &Z, &Y);
	fe_mul(&u1, &u1, &t);
	fe_mul(&u2, &X, &Y);
	fe_sqr(&t, &u2);
	for (g = 0; g < PAIR; g++) {
		fe_mul(&v[g], &u1, &t);
		fe_set(&one[g], const_one);
	}
	fe_sqrt_ratio(inv, square, one, v);
	fe_mul(&t, &inv[0], &u1);
	fe_mul(&den, &inv[0], &u2);
	fe_mul(&z_inv, &t, &den);
	fe_mul(&z_inv, &z_inv, &T);
	fe_set(&k, const_invsqrt_a_minus_d);
	fe_mul(&k, &k, &t);
	fe_mul(&t, &T, &z_inv);
	rotate = fe_is_negative(&t);
	fe_set(&i, const_sqrt_m1);
	fe_mul(&u1, &X, &i);
	fe_mul(&u2, &Y, &i);
	fe_select(&X, &X, &u2, rotate);
	fe_select(&Y, &Y, &u1, rotate);
	fe_select(&den, &den, &k, rotate);
	fe_mul(&t, &X, &z_inv);
	fe_neg_if(&Y, &Y, fe_is_negative(&t));
	fe_sub(&t, &Z, &Y);
	fe_mul(&t, &t, &den);
	fe_abs(&t, &t);
	fe_canonical(limb, &t);
	rows_store(out, limb, m_set(1), 1);
}

#endif
