/*
 * The functions of struct field_ops, once lanes and field are included. The
 * assertions of the bounds inside are on, whatever the build.
 */
#include "kernel_field.h"

static void
load(struct fe *out, const struct field_lanes *in)
{
	uint64_t lane[LANES];
	int i, k;

	for (k = 0; k < FIELD_LIMBS; k++) {
		for (i = 0; i < LANES; i++)
			lane[i] = limb_to_bits(in->limb[k][i]);
		fe_set_limb_bits(out, k, v_load(lane));
	}
}

static void
store(struct field_lanes *out, const struct fe *in)
{
	uint64_t lane[LANES];
	int i, k;

	for (k = 0; k < FIELD_LIMBS; k++) {
		v_store(lane, fe_limb_bits(in, k));
		for (i = 0; i < LANES; i++)
			out->limb[k][i] = limb_from_bits(lane[i]);
	}
}

/* Sums of columns, with the counts that wide_reduce wants. */
static void
apply_wide(
    enum field_op op, struct fe *out, const struct fe *a, const struct fe *b)
{
	const struct wide zero = { { v_set(0), v_set(0), v_set(0), v_set(0),
	    v_set(0) } };
	struct wide x, y;

	switch ((int)op) {
	case FIELD_LADDER:
		wide_mul_small(&x, a, 121665);
		wide_sqr(&y, b, true);
		wide_add(&x, &x, &y);
		wide_reduce_halved(out, &x, 0, 1, 1);
		break;
	case FIELD_SUM:
		wide_mul(&x, a, b, true);
		wide_sqr(&y, b, false);
		wide_add(&x, &x, &y);
		wide_reduce_halved(out, &x, 1, 1, 0);
		break;
	case FIELD_DIFFERENCE:
		wide_mul(&x, a, b, true);
		wide_sqr(&y, b, false);
		wide_sub(&x, &x, &y);
		wide_reduce_halved(out, &x, 1, -1, 0);
		break;
	case FIELD_PLUS:
		wide_mul(&x, a, b, true);
		wide_mul(&y, b, b, false);
		wide_add(&x, &x, &y);
		wide_reduce_halved(out, &x, 2, 0, 0);
		break;
	case FIELD_MINUS:
		wide_mul(&x, a, b, true);
		wide_mul(&y, b, b, false);
		wide_sub(&x, &x, &y);
		wide_reduce_halved(out, &x, 0, 0, 0);
		break;
	case FIELD_SQRS:
		wide_sqr(&x, a, true);
		wide_sqr(&y, b, true);
		wide_sub(&x, &x, &y);
		wide_reduce(out, &x, 0, 0, 0);
		break;
	case FIELD_DOUBLE_F:
		wide_sqr(&x, a, false);
		wide_add(&x, &x, &x);
		wide_add(&x, &x, &x);
		wide_mul(&y, b, b, false);
		wide_add(&y, &y, &y);
		wide_sub(&x, &x, &y);
		wide_reduce(out, &x, -2, 4, 0);
		break;
	case FIELD_DOUBLE_G:
		wide_mul(&y, a, b, false);
		wide_add(&y, &y, &y);
		wide_sub(&x, &zero, &y);
		wide_reduce(out, &x, -2, 0, 0);
		break;
	default:
		wide_from_fe(&x, a);
		wide_add(&x, &x, &x);
		wide_mul(&y, a, b, false);
		wide_sub(&x, &x, &y);
		wide_reduce(out, &x, -1, 0, 0);
		break;
	}
}

static void
apply_fe(
    enum field_op op, struct fe *out, const struct fe *a, const struct fe *b)
{
	switch ((int)op) {
	case FIELD_MUL:
		fe_mul(out, a, b);
		break;
	case FIELD_SQR:
		fe_sqr(out, a);
		break;
	case FIELD_ADD:
		fe_add(out, a, b);
		break;
	case FIELD_SUB:
		fe_sub(out, a, b);
		break;
	case FIELD_NEG:
		fe_neg(out, a);
		break;
	case FIELD_SMALL:
		fe_mul_small(out, a, 973328);
		break;
	case FIELD_INVERT:
		fe_invert(out, a);
		break;
	default:
		apply_wide(op, out, a, b);
		break;
	}
}

static void
apply(enum field_op op, struct field_lanes *out, const struct field_lanes *a,
    const struct field_lanes *b)
{
	struct fe x, y, z;

	load(&x, a);
	load(&y, b);
	apply_fe(op, &z, &x, &y);
	store(out, &z);
	v_leave();
}

static unsigned int
canonical(struct field_lanes *out, const struct field_lanes *a)
{
	uint64_t lane[LANES];
	vec limb[FE_LIMBS];
	unsigned int zero;
	struct fe x;
	int i, k;

	load(&x, a);
	fe_canonical(limb, &x);
	for (k = 0; k < FE_LIMBS; k++) {
		v_store(lane, limb[k]);
		for (i = 0; i < LANES; i++)
			out->limb[k][i] = (int64_t)lane[i];
	}
	zero = m_to_bits(fe_is_zero(&x));
	v_leave();
	return zero;
}
