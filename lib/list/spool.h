/*
 * Bytes that are kept until a whole list has been read: chunks of a fixed
 * size, so that growing never moves or copies what is there, unless the spool
 * is a small one. Wiped when freed.
 */
#ifndef PSI_LIST_SPOOL_H
#define PSI_LIST_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#define PSI_SPOOL_CHUNK_BYTES ((size_t)16 << 20)
/* Nothing is at 0, so that 0 can mean nowhere. */
#define PSI_SPOOL_FIRST_AT 8

struct psi_spool {
	uint8_t **chunks;
	size_t num_chunks;
	/* Bytes used of the last chunk, and how many it has; all others have
	 * PSI_SPOOL_CHUNK_BYTES. */
	size_t used;
	size_t size;
	/* It will hold little: the last chunk begins small, and moves when it
	 * grows. Set before the first bytes. */
	bool is_small;
};

/*
 * Room for `len` bytes (at most a chunk) in one piece. `*at` is where they
 * are, for psi_spool_at; never 0. Of a small spool `*bytes` are there until the
 * next call.
 */
int psi_spool_take(struct psi_spool *spool, uint64_t *at, uint8_t **bytes,
    size_t len, struct psi_error *err) __attribute__((warn_unused_result));

static inline uint8_t *
psi_spool_at(const struct psi_spool *spool, uint64_t at)
{
	return spool->chunks[at / PSI_SPOOL_CHUNK_BYTES] +
	    at % PSI_SPOOL_CHUNK_BYTES;
}

/* What it holds. */
static inline uint64_t
psi_spool_bytes(const struct psi_spool *spool)
{
	return spool->num_chunks == 0
	    ? 0
	    : (uint64_t)(spool->num_chunks - 1) * PSI_SPOOL_CHUNK_BYTES +
		spool->used;
}

/* Wipe, and keep one chunk for what comes. */
void psi_spool_empty(struct psi_spool *spool);

void psi_spool_clear(struct psi_spool *spool);

#endif
