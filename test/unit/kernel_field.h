/*
 * The field arithmetic of lib/group/simd, which is all static inline, as
 * functions on arrays: one object for each instruction set, made by
 * kernel_field_ops.h.
 */
#ifndef TEST_KERNEL_FIELD_H
#define TEST_KERNEL_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#define FIELD_LIMBS 5
#define FIELD_LANES_MAX 8

/* Elements as limbs in radix 2^51, lane by lane. */
struct field_lanes {
	int64_t limb[FIELD_LIMBS][FIELD_LANES_MAX];
};

enum field_op {
	FIELD_MUL,         /* a b */
	FIELD_SQR,         /* a^2 */
	FIELD_ADD,         /* a + b */
	FIELD_SUB,         /* a - b */
	FIELD_NEG,         /* -a */
	FIELD_SMALL,       /* 973328 a */
	FIELD_LADDER,      /* 121665 a + b^2 */
	FIELD_SUM,         /* a b + b^2 */
	FIELD_DIFFERENCE,  /* a b - b^2 */
	FIELD_PLUS,        /* a b + b b, of two products */
	FIELD_MINUS,       /* a b - b b */
	FIELD_SQRS,        /* a^2 - b^2 */
	FIELD_DOUBLE_F,    /* 4 a^2 - 2 b^2 (b b as product) */
	FIELD_DOUBLE_G,    /* -2 a b */
	FIELD_TWICE_MINUS, /* 2 a - a b */
	FIELD_INVERT,      /* 1 / a, and 0 for 0 */
	FIELD_NUM_OPS
};

struct field_ops {
	const char *name;
	int lanes;
	/* A limb of a reduced element is between these. */
	int64_t limb_min;
	int64_t limb_max;
	bool (*supported)(void);
	/* Everything reduced. */
	void (*apply)(enum field_op op, struct field_lanes *out,
	    const struct field_lanes *a, const struct field_lanes *b);
	/* Canonical limbs; and a bit for each lane that is zero. */
	unsigned int (*canonical)(
	    struct field_lanes *out, const struct field_lanes *a);
};

extern const struct field_ops field_ops_avx2;
extern const struct field_ops field_ops_avx512;
extern const struct field_ops field_ops_avx512ifma;

#endif
