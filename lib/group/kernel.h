/*
 * Kernels: ristretto255 (RFC 9496) and SHA-512 on many rows at once, one row
 * in each lane of a vector register. lib/group/README.md explains how they
 * work and how to add one.
 *
 * A kernel is one const structure. All kernels give the same bytes as
 * libsodium for every input, any number of rows, and any alignment; rows may
 * be 0. Which one to use is decided at run time by what the processor and
 * the operating system support; where there is none, the caller goes through
 * libsodium.
 *
 * Functions that return int return 0, or PSI_E_NOMEM when there is no memory
 * for the intermediate values of a few hundred rows, which they wipe. Outputs
 * may not overlap inputs.
 */
#ifndef PSI_GROUP_KERNEL_H
#define PSI_GROUP_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct psi_message;

/* Encodings (RFC 9496 section 4.3.1) and scalars (below l, little-endian). */
#define PSI_RISTRETTO255_BYTES 32
/* Input of the map: uniform bytes (RFC 9496 section 4.3.4). */
#define PSI_RISTRETTO255_UNIFORM_BYTES 64
#define PSI_SHA512_BYTES 64

/*
 * A decoded element, in the form of the kernel that made it: only the same
 * kernel may read it, and it is never stored.
 */
struct psi_ristretto255_point {
	uint64_t limb[15];
};

struct psi_ristretto255_kernel {
	/* "avx2", "avx512" or "avx512ifma". */
	const char *name;
	/* Rows in a vector; the work is done in groups of two vectors. */
	size_t lanes;
	/* Do this processor and operating system support it? */
	bool (*supported)(void);

	/*
	 * Decode, multiply, encode: out[i] = scalar * in[i], for `num` rows of
	 * 32 bytes. ok[i] is 1, or 0 where in[i] is no canonical encoding or
	 * is the identity; out[i] is 32 zero bytes then. `points`, if not
	 * NULL, receives the decoded in[i] for `sum` (undefined where ok[i] is
	 * 0). Secret: the scalar, which is canonical and not zero.
	 */
	int (*mul)(uint8_t *out, uint8_t *ok,
	    struct psi_ristretto255_point *points, const uint8_t *in,
	    size_t num, const uint8_t scalar[PSI_RISTRETTO255_BYTES]);

	/*
	 * out[i] = scalar * from_uniform_bytes(uniform[i]), for `num` rows of
	 * 64 bytes. ok[i] is 0, and out[i] zero, where that is the identity
	 * (never in practice). Secret: the scalar and the uniform bytes.
	 */
	int (*map_mul)(uint8_t *out, uint8_t *ok, const uint8_t *uniform,
	    size_t num, const uint8_t scalar[PSI_RISTRETTO255_BYTES]);

	/* The decoding of `mul` alone. All public. */
	int (*decode)(struct psi_ristretto255_point *points, uint8_t *ok,
	    const uint8_t *in, size_t num);

	/*
	 * out = sum of weight[i] * point[i], over weights of 16 bytes,
	 * little-endian. The identity is a result like any other. Each call
	 * costs about 600 additions apart from the rows: give it some
	 * thousand rows. All points are decodings with ok[i] = 1; all public.
	 */
	int (*sum)(uint8_t out[PSI_RISTRETTO255_BYTES],
	    const struct psi_ristretto255_point *points, const uint8_t *weights,
	    size_t num);

	/*
	 * out[i] = SHA-512(head || body[i] || tail), for `num` bodies of any
	 * lengths. The whole blocks of the head are hashed once for all.
	 * Secret: all bytes, but not their lengths.
	 */
	int (*sha512)(uint8_t *out, const uint8_t *head, size_t head_len,
	    const struct psi_message *body, size_t num, const uint8_t *tail,
	    size_t tail_len);
};

/* The fastest kernel that this processor supports, or NULL. */
const struct psi_ristretto255_kernel *psi_ristretto255_kernel_best(void);

/*
 * The kernel of a name whether supported or not, or NULL; for tests and
 * benchmarks.
 */
const struct psi_ristretto255_kernel *psi_ristretto255_kernel_find(
    const char *name);

/*
 * The kernels that were built, in the order of preference, ending with NULL.
 */
extern const struct psi_ristretto255_kernel *const psi_ristretto255_kernels[];

#endif
