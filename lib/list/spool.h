/*
 * Bytes that are kept until a whole list has been read: chunks of a fixed
 * size, so that growing never moves or copies what is there. Wiped when
 * freed.
 */
#ifndef PSI_LIST_SPOOL_H
#define PSI_LIST_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#define PSI_SPOOL_CHUNK_BYTES ((size_t)16 << 20)

struct psi_spool {
	uint8_t **chunks;
	size_t num_chunks;
	/* Bytes used of the last chunk. */
	size_t used;
};

/*
 * Room for `len` bytes (at most a chunk) in one piece. `*at` is where they
 * are, for psi_spool_at; never 0.
 */
int psi_spool_take(struct psi_spool *spool, uint64_t *at, uint8_t **bytes,
    size_t len, struct psi_error *err) __attribute__((warn_unused_result));

static inline uint8_t *
psi_spool_at(const struct psi_spool *spool, uint64_t at)
{
	return spool->chunks[at / PSI_SPOOL_CHUNK_BYTES] +
	    at % PSI_SPOOL_CHUNK_BYTES;
}

void psi_spool_clear(struct psi_spool *spool);

#endif
