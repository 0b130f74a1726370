/*
 * The group ristretto255 (RFC 9496, section 4) on the twisted Edwards curve
 * -x^2 + y^2 = 1 + d x^2 y^2 over the integers modulo p = 2^255 - 19, for
 * PUBLIC data: decoding, encoding and sums. Times depend on the data, so
 * nothing here may see a secret; multiplication by a secret is libsodium's
 * or the kernels'.
 */
#ifndef PSI_GROUP_EDWARDS_H
#define PSI_GROUP_EDWARDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "group/msm.h"

#define PSI_EDWARDS_BYTES 32

/*
 * A number modulo p: sum of v[i] * 2^(51 i). How large the limbs may be is
 * argued in edwards.c.
 */
struct psi_edwards_number {
	uint64_t v[5];
};

/* A decoded element, made for addition: y + x, y - x and 2 d x y. */
struct psi_edwards_point {
	struct psi_edwards_number sum;
	struct psi_edwards_number difference;
	struct psi_edwards_number product;
};

/* Extended coordinates: x = X/Z, y = Y/Z, x y = T/Z. All limbs reduced. */
struct psi_edwards_sum {
	struct psi_edwards_number X;
	struct psi_edwards_number Y;
	struct psi_edwards_number Z;
	struct psi_edwards_number T;
};

/* psi_msm on these. */
extern const struct psi_msm_group psi_edwards_group;

/*
 * Decode (RFC 9496, section 4.3.1). Returns false for every string that the
 * section refuses, `point` is then undefined. The identity, 32 zero bytes, is
 * an element like any other here.
 */
bool psi_edwards_decode(struct psi_edwards_point *point,
    const uint8_t in[PSI_EDWARDS_BYTES]) __attribute__((warn_unused_result));

/* Encode (RFC 9496, section 4.3.2). */
void psi_edwards_encode(
    uint8_t out[PSI_EDWARDS_BYTES], const struct psi_edwards_sum *sum);

/*
 * *out = a * A + b * B, for two little-endian numbers of 32 bytes below
 * 2^255, by doublings that both share (Straus 1964).
 */
void psi_edwards_mul_add(struct psi_edwards_sum *out, const uint8_t a[32],
    const struct psi_edwards_point *A, const uint8_t b[32],
    const struct psi_edwards_point *B);

#endif
