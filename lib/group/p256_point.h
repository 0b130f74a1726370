/*
 * Points of P-256 without a secret scalar: the map of RFC 9380, decoding,
 * encoding and sums. Constant-time unless a comment says otherwise.
 *
 * OpenSSL 3.0 could decode and add too: it takes 15 microseconds for a
 * decoding, and 14 for a row of a sum by EC_POINTs_mul (which it deprecates),
 * where this code takes 6.5 and 7 on the same machine.
 */
#ifndef PSI_GROUP_P256_POINT_H
#define PSI_GROUP_P256_POINT_H

#include "group/msm.h"
#include "group/p256_num.h"

#define PSI_P256_POINT_BYTES 33
/* 0x04 || x || y: what a library takes without a square root. */
#define PSI_P256_PLAIN_BYTES 65
/* Two numbers of hash_to_field. */
#define PSI_P256_UNIFORM_BYTES (2 * PSI_P256_WIDE_BYTES)

/* Projective: x = X/Z, y = Y/Z; the identity is (0 : 1 : 0). */
struct psi_p256_sum {
	struct psi_p256_num X;
	struct psi_p256_num Y;
	struct psi_p256_num Z;
};

/* Affine, never the identity. */
struct psi_p256_point {
	struct psi_p256_num x;
	struct psi_p256_num y;
};

/* psi_msm on these. */
extern const struct psi_msm_group psi_p256_group;

/*
 * Compressed SEC 1 (section 2.3.4), and nothing else. Returns false for any
 * other first byte, for x not below p, and for an x that no point has. Public
 * data only.
 */
bool psi_p256_decode(struct psi_p256_point *point,
    const uint8_t in[PSI_P256_POINT_BYTES]) __attribute__((warn_unused_result));

/* Compressed SEC 1 of a sum. Returns false for the identity, and then writes
 * zeros. */
bool psi_p256_encode(
    uint8_t out[PSI_P256_POINT_BYTES], const struct psi_p256_sum *sum);

/* Uncompressed SEC 1 of a point. */
void psi_p256_plain(
    uint8_t out[PSI_P256_PLAIN_BYTES], const struct psi_p256_point *point);

/*
 * The end of hash_to_curve (RFC 9380, section 3): two numbers from 96
 * uniform bytes, each mapped to the curve, and the sum; the cofactor is 1.
 * Secret: the bytes.
 */
void psi_p256_map(
    struct psi_p256_sum *out, const uint8_t uniform[PSI_P256_UNIFORM_BYTES]);

/*
 * points[i] = sums[i] by one inversion for all (Montgomery 1987), for at
 * most PSI_P256_AFFINE_MAX sums. Returns false if a sum is the identity; the
 * points are then of no use. Secret: the sums.
 */
#define PSI_P256_AFFINE_MAX 64
bool psi_p256_affine(
    struct psi_p256_point *points, const struct psi_p256_sum *sums, size_t num)
    __attribute__((warn_unused_result));

/* *out = a * A + b * B for big-endian numbers (Straus 1964). Public. */
void psi_p256_mul_add(struct psi_p256_sum *out, const uint8_t a[32],
    const struct psi_p256_point *A, const uint8_t b[32],
    const struct psi_p256_point *B);

#endif
