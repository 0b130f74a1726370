/*
 * The sealed part of shared/1 (FORMAT.md section 3b): how its plaintext is
 * framed, and what the header's `content` commits to. The table inside is
 * wire/shared_table.h.
 *
 * The plaintext is u64 length || 32 random bytes || table || zeros, up to a
 * power of two, so that the size of the file tells the number of rows within
 * a factor of two only.
 */
#ifndef PSI_WIRE_SHARED_H
#define PSI_WIRE_SHARED_H

#include <stdint.h>

#include "base/digest.h"
#include "wire/seal.h"

/* The tag of its sealed part. */
#define PSI_SEAL_TAG_SHARE "psi-share/1"

#define PSI_SHARED_RANDOM_BYTES 32
/* The smallest plaintext. */
#define PSI_SHARED_PLAINTEXT_MIN 65536

/*
 * Bytes of the plaintext that holds a table of `length` bytes: a power of
 * two, at least PSI_SHARED_PLAINTEXT_MIN and at least `least`. `length` is
 * below 2^62.
 */
uint64_t psi_shared_plaintext_bytes(uint64_t length, uint64_t least);

/*
 * What `content` holds: SHA-256("psi-content/1" || random || table). With the
 * random bytes and the table anybody can see later that the signed file said
 * so; without them it tells nothing.
 */
void psi_shared_content(uint8_t out[PSI_DIGEST_BYTES],
    const uint8_t random[PSI_SHARED_RANDOM_BYTES], const uint8_t *table,
    size_t table_len);

/* Write the whole plaintext of `total` bytes, and finish the sealed part. */
int psi_shared_seal(struct psi_sealer *sealer,
    const uint8_t random[PSI_SHARED_RANDOM_BYTES], const uint8_t *table,
    size_t table_len, uint64_t total, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Reading it: the table is a source, which is hashed on its way. */
struct psi_shared_opening {
	struct psi_opener *opener;
	struct psi_sha256 sha256;
	uint8_t random[PSI_SHARED_RANDOM_BYTES];
	uint64_t length;
	/* Bytes of the table that were not read yet, and zeros behind it. */
	uint64_t left;
	uint64_t zeros;
};

/*
 * Read what stands before the table. `opener` was made with
 * PSI_SHARED_PLAINTEXT_MIN as its total, and outlives the opening. `least` is
 * as above, and a table over `max_length` bytes is refused.
 *
 * Returns 0, PSI_E_LIMIT, PSI_E_SEAL, or the reader's errors.
 */
int psi_shared_open(struct psi_shared_opening *out, struct psi_opener *opener,
    uint64_t least, uint64_t max_length, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The table; valid as long as the opening stays where it is. */
struct psi_source psi_shared_open_table(struct psi_shared_opening *opening);

/*
 * The table has been read to its end: check the zeros, and that it is what
 * `content` says. Returns 0, PSI_E_SEAL, or the reader's errors.
 */
int psi_shared_open_end(struct psi_shared_opening *opening,
    const uint8_t content[PSI_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
