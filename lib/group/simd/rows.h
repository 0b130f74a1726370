/*
 * The functions of struct psi_ristretto255_kernel on arrays of rows, in
 * chunks that stay in the cache.
 */
#ifndef PSI_GROUP_SIMD_ROWS_H
#define PSI_GROUP_SIMD_ROWS_H

/*
 * Vectors whose results share one inversion: it costs as much as a third of a
 * ladder step for each, and the chunk fits the level 2 cache. Even.
 */
#define CHUNK 32
#define CHUNK_ROWS (CHUNK * (size_t)LANES)

struct scratch {
	struct operand base[CHUNK];
	/* The points of the map are gone when the encodings begin. */
	union {
		struct extended point[CHUNK];
		struct encoding encoding[CHUNK];
	} stage;
	struct fe product[CHUNK];
	struct fe inverse[CHUNK];
	vmask ok[CHUNK];
};

/* Vectors for `num` rows, rounded up to pairs. */
LANE_INLINE size_t
num_vectors(size_t num)
{
	return (num + PAIR * LANES - 1) / (PAIR * LANES) * PAIR;
}

LANE_INLINE void
flags_store(uint8_t *out, vmask ok, size_t count)
{
	const unsigned int bits = m_to_bits(ok);
	size_t lane;

	for (lane = 0; lane < LANES && lane < count; lane++)
		out[lane] = bits >> lane & 1;
}

/* Multiply the bases of a chunk of `num` rows, and encode. */
LANE_CALL void
multiply_chunk(struct scratch *s, uint8_t *out, uint8_t *ok, size_t num,
    const struct ladder_scalar *scalar)
{
	const size_t n = num_vectors(num);
	const vmask negate = m_set(scalar->negate);
	struct ladder l[PAIR];
	struct projective Q;
	vec limb[FE_LIMBS];
	size_t i, g, row;
	vmask sum, identity;

	for (i = 0; i < n; i += PAIR) {
		sum = ladder_run(l, &s->base[i], scalar);
		for (g = 0; g < PAIR; g++) {
			ladder_recover(&Q, &l[g], sum, negate, &s->base[i + g]);
			identity = encode_prepare(
			    &s->stage.encoding[i + g], &s->product[i + g], &Q);
			s->ok[i + g] = m_and(s->ok[i + g], m_not(identity));
		}
	}
	psi_wipe(l, sizeof l);
	psi_wipe(&Q, sizeof Q);
	fe_invert_batch(s->inverse, s->product, n);
	for (i = 0; i < n; i++) {
		row = i * LANES;
		encode_finish(limb, &s->stage.encoding[i], &s->inverse[i]);
		rows_store(out + row * 32, limb, s->ok[i], rows_left(num, row));
		flags_store(ok + row, s->ok[i], rows_left(num, row));
	}
}

static int
kernel_mul(uint8_t *out, uint8_t *ok, struct psi_ristretto255_point *points,
    const uint8_t *in, size_t num, const uint8_t scalar[32])
{
	struct ladder_scalar m;
	struct scratch *s;
	struct fe y[PAIR];
	size_t first, count, i, g, row;

	s = aligned_alloc(sizeof(vec), sizeof *s);
	if (s == NULL)
		return PSI_E_NOMEM;
	ladder_scalar_set(&m, scalar);
	for (first = 0; first < num; first += count) {
		count = num - first < CHUNK_ROWS ? num - first : CHUNK_ROWS;
		for (i = 0; i < num_vectors(count); i += PAIR) {
			row = first + i * LANES;
			decode_pair(&s->base[i], y, &s->ok[i], in + row * 32,
			    num - row);
			for (g = 0; g < PAIR && points != NULL;
			     g++, row += LANES)
				points_store(points + row, &s->base[i + g].x,
				    &y[g], rows_left(num, row));
		}
		multiply_chunk(s, out + first * 32, ok + first, count, &m);
	}
	psi_wipe(&m, sizeof m);
	psi_wipe(s, sizeof *s);
	free(s);
	v_leave();
	return 0;
}

/*
 * The points of the map as operands: sigma = (Z - Y) / (Z + Y) and x = X / Z,
 * by one inversion of (Z + Y) Z for all. That is zero for (0, -1) only, an
 * identity of ristretto255; Z is never zero, as the curve is complete.
 */
LANE_CALL void
operands_from_points(struct scratch *s, size_t n)
{
	struct fe one, t, fallback;
	size_t i;
	vmask zero;

	fe_set(&one, const_one);
	for (i = 0; i < n; i++) {
		const struct extended *P = &s->stage.point[i];

		fe_add(&t, &P->Z, &P->Y);
		fe_mul(&s->product[i], &t, &P->Z);
		zero = fe_is_zero(&s->product[i]);
		fe_select(&s->product[i], &s->product[i], &one, zero);
		s->ok[i] = m_not(zero);
	}
	fe_invert_batch(s->inverse, s->product, n);
	for (i = 0; i < n; i++) {
		const struct extended *P = &s->stage.point[i];
		struct operand *base = &s->base[i];

		fe_sub(&t, &P->Z, &P->Y);
		fe_mul(&t, &t, &P->Z);
		fe_mul(&base->sigma, &t, &s->inverse[i]);
		fe_add(&t, &P->Z, &P->Y);
		fe_mul(&t, &t, &s->inverse[i]);
		fe_mul(&base->x, &t, &P->X);
		fe_set(&fallback, generator_sigma);
		fe_select(&base->sigma, &fallback, &base->sigma, s->ok[i]);
		fe_set(&fallback, generator_x);
		fe_select(&base->x, &fallback, &base->x, s->ok[i]);
	}
}

static int
kernel_map_mul(uint8_t *out, uint8_t *ok, const uint8_t *uniform, size_t num,
    const uint8_t scalar[32])
{
	struct ladder_scalar m;
	struct scratch *s;
	size_t first, count, i, row;

	s = aligned_alloc(sizeof(vec), sizeof *s);
	if (s == NULL)
		return PSI_E_NOMEM;
	ladder_scalar_set(&m, scalar);
	for (first = 0; first < num; first += count) {
		count = num - first < CHUNK_ROWS ? num - first : CHUNK_ROWS;
		for (i = 0; i < num_vectors(count); i += PAIR) {
			row = first + i * LANES;
			from_uniform_pair(
			    &s->stage.point[i], uniform + row * 64, num - row);
		}
		operands_from_points(s, num_vectors(count));
		multiply_chunk(s, out + first * 32, ok + first, count, &m);
	}
	psi_wipe(&m, sizeof m);
	psi_wipe(s, sizeof *s);
	free(s);
	v_leave();
	return 0;
}

static int
kernel_decode(struct psi_ristretto255_point *points, uint8_t *ok,
    const uint8_t *in, size_t num)
{
	struct operand base[PAIR];
	struct fe y[PAIR];
	vmask valid[PAIR];
	size_t first, row, g;

	for (first = 0; first < num; first += PAIR * LANES) {
		decode_pair(base, y, valid, in + first * 32, num - first);
		for (g = 0; g < PAIR; g++) {
			row = first + g * LANES;
			flags_store(ok + row, valid[g], rows_left(num, row));
			points_store(points + row, &base[g].x, &y[g],
			    rows_left(num, row));
		}
	}
	v_leave();
	return 0;
}

static int
kernel_sum(uint8_t out[32], const struct psi_ristretto255_point *points,
    const uint8_t *weights, size_t num)
{
	const size_t num_buckets =
	    sizeof(struct sum_scratch) / sizeof(struct bucket);
	struct sum_scratch *s;
	struct sum_point sum;
	size_t i, j;

	s = aligned_alloc(sizeof(vec), sizeof *s);
	if (s == NULL)
		return PSI_E_NOMEM;
	sum_point_identity(&sum);
	for (i = 0; i < num_buckets; i += LANES) {
		struct bucket *bucket[LANES];

		for (j = 0; j < LANES; j++)
			bucket[j] = &s->bucket[i + j];
		buckets_store(bucket, &sum);
	}
	for (i = 0; i < num; i++)
		sum_add_row(s, &points[i], weights + i * 16);
	sum_windows(&sum, s);
	sum_encode(out, &sum);
	free(s);
	v_leave();
	return 0;
}

#endif
