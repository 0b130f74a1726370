/*
 * A suite: a prime-order group with its hash, as RFC 9497 section 4 defines
 * it, in mode VOPRF (0x01).
 *
 * A suite is one const structure of function pointers. What every
 * implementation guarantees:
 * - elements are byte strings of `element_bytes`, in the encoding of RFC 9497
 *   (ristretto255: RFC 9496 section 4.3.1; P-256: compressed SEC 1);
 * - scalars are byte strings of `scalar_bytes` in the suite's own byte order
 *   (ristretto255: little-endian; P-256: big-endian), canonical, below q;
 * - every function that takes an element from outside refuses encodings that
 *   are not canonical, that are not on the curve, and the identity;
 * - functions whose comment says "secret" run in constant time in it.
 */
#ifndef PSI_GROUP_SUITE_H
#define PSI_GROUP_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "group/xmd.h"
#include "psi/error.h"

#define PSI_ELEMENT_MAX_BYTES 33
#define PSI_SCALAR_BYTES 32
/* Weights of a block's sums: 128 bits, little-endian (PROTOCOL.md). */
#define PSI_WEIGHT_BYTES 16
#define PSI_HASH_MAX_BYTES 64

struct psi_suite {
	/* RFC 9497's identifier: "ristretto255-SHA512", "P256-SHA256". */
	const char *name;
	size_t element_bytes;
	/* The generator, encoded. */
	const uint8_t *generator;
	/* Bytes of one decoded element, see decode_range. */
	size_t point_bytes;

	/* The suite's hash function, and the bytes of its digest. */
	size_t hash_bytes;
	void (*hash)(uint8_t *out, const void *in, size_t in_len);

	/*
	 * hash_to_group (RFC 9497 sections 4.1, 4.3) with the whole domain
	 * separation tag `dst`. Fails only with PSI_E_NOMEM, PSI_E_IO, or
	 * PSI_E_ARG for the identity (never in practice).
	 */
	int (*hash_to_group)(uint8_t *out, const uint8_t *msg, size_t msg_len,
	    const uint8_t *dst, size_t dst_len, struct psi_error *err);
	/* HashToScalar of the same sections, with the whole tag. */
	int (*hash_to_scalar)(uint8_t out[PSI_SCALAR_BYTES], const uint8_t *msg,
	    size_t msg_len, const uint8_t *dst, size_t dst_len,
	    struct psi_error *err);

	/* Canonical, and not zero. */
	bool (*scalar_valid)(const uint8_t scalar[PSI_SCALAR_BYTES]);
	/* A uniformly random scalar, not zero. */
	int (*scalar_random)(
	    uint8_t out[PSI_SCALAR_BYTES], struct psi_error *err);
	/* out = a * b, out = a - b mod q. Secret: a and b. */
	int (*scalar_mul)(uint8_t out[PSI_SCALAR_BYTES],
	    const uint8_t a[PSI_SCALAR_BYTES],
	    const uint8_t b[PSI_SCALAR_BYTES], struct psi_error *err);
	int (*scalar_sub)(uint8_t out[PSI_SCALAR_BYTES],
	    const uint8_t a[PSI_SCALAR_BYTES],
	    const uint8_t b[PSI_SCALAR_BYTES], struct psi_error *err);

	/* A canonical encoding of an element that is not the identity. */
	bool (*element_valid)(const uint8_t *in);
	/* A uniformly random element. */
	int (*element_random)(uint8_t *out, struct psi_error *err);
	/* out = scalar * generator. Secret: the scalar. */
	int (*mul_base)(uint8_t *out, const uint8_t scalar[PSI_SCALAR_BYTES],
	    struct psi_error *err);
	/*
	 * out = scalar * in. Secret: the scalar. PSI_E_ELEMENT for an element
	 * that is not valid, or for the identity as result.
	 */
	int (*mul)(uint8_t *out, const uint8_t *in,
	    const uint8_t scalar[PSI_SCALAR_BYTES], struct psi_error *err);
	/*
	 * out = a * A + b * B, all public; the identity is a result like any
	 * other here, as its encoding (P-256: 33 zero bytes).
	 */
	int (*mul_add)(uint8_t *out, const uint8_t a[PSI_SCALAR_BYTES],
	    const uint8_t *A, const uint8_t b[PSI_SCALAR_BYTES],
	    const uint8_t *B, struct psi_error *err);

	/*
	 * The arrays of group/batch.h. Each function is called by several
	 * threads at once, with ranges of at most a few thousand rows.
	 *
	 * hash_mul: out[i] = scalar * hash_to_group(msg[i]). Secret: the
	 * scalar and the messages' bytes.
	 */
	int (*hash_mul_range)(uint8_t *out, const struct psi_message *msg,
	    size_t num, const uint8_t *dst, size_t dst_len,
	    const uint8_t scalar[PSI_SCALAR_BYTES], struct psi_error *err);
	/*
	 * out[i] = scalar * in[i]; PSI_E_ELEMENT with *bad, the first row
	 * that is not valid. Where `points` is not NULL, the decoded in[i] go
	 * there too, as by decode_range: decoding is not done twice. Secret:
	 * the scalar.
	 */
	int (*mul_range)(uint8_t *out, void *points, const uint8_t *in,
	    size_t num, const uint8_t scalar[PSI_SCALAR_BYTES], size_t *bad,
	    struct psi_error *err);
	/* Only the check: PSI_E_ELEMENT with *bad. */
	int (*check_range)(
	    const uint8_t *in, size_t num, size_t *bad, struct psi_error *err);
	/*
	 * The check, and the decoded elements: num * point_bytes bytes for
	 * weighted_sum, aligned as malloc aligns. Their form is the suite's
	 * own business. PSI_E_ELEMENT with *bad.
	 */
	int (*decode_range)(void *points, const uint8_t *in, size_t num,
	    size_t *bad, struct psi_error *err);
	/*
	 * out = sum of weight[i] * points[i] over public weights of
	 * PSI_WEIGHT_BYTES each; the identity is a result like any other.
	 * Cheapest per row for many rows: group/msm.h. Parts of a sum are
	 * added with `add`.
	 */
	int (*weighted_sum)(uint8_t *out, const void *points,
	    const uint8_t *weights, size_t num, struct psi_error *err);
	/* out = a + b; identities allowed. */
	int (*add)(uint8_t *out, const uint8_t *a, const uint8_t *b,
	    struct psi_error *err);
};

/*
 * The suite of a name (NUL-terminated), or NULL. The suites are const data:
 * nothing to free.
 */
const struct psi_suite *psi_suite_find(const char *name);

/* The two suites. */
extern const struct psi_suite psi_suite_ristretto255;
/* ristretto255 without kernels (group/kernel.h), for tests and benchmarks. */
extern const struct psi_suite psi_suite_ristretto255_portable;
extern const struct psi_suite psi_suite_p256;

/*
 * RFC 9497 section 3.1: prefix || "OPRFV1-" || 0x01 || "-" || identifier, as
 * a tag for hash_to_group ("HashToGroup-"), hash_to_scalar
 * ("HashToScalar-") or the proofs ("Seed-"). Writes at most
 * PSI_DST_MAX_BYTES, and returns the length.
 */
#define PSI_DST_MAX_BYTES 64
size_t psi_suite_dst(const struct psi_suite *suite, const char *prefix,
    uint8_t out[PSI_DST_MAX_BYTES]);

#endif
