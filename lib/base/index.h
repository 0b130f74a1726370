/*
 * The index of a hash table: from the hash of a text to the number of an
 * entry, which the caller keeps as it likes. Seeded, so that nobody outside
 * can choose texts that collide.
 */
#ifndef PSI_BASE_INDEX_H
#define PSI_BASE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

struct psi_index_slot {
	uint32_t hash;
	/* Never 0; that is a free slot. */
	uint32_t number;
};

/* All zero is an empty index. */
struct psi_index {
	/* 2^bits of them, at most two thirds taken; NULL in an empty index. A
	 * hash's first bits are its place, so that an index that grows is
	 * read and written from its beginning to its end. */
	struct psi_index_slot *slot;
	unsigned int bits;
	size_t num;
	uint64_t seed;
};

/*
 * Room for one more. Draws the seed when the first one is asked for, so hash
 * after this. Returns 0, PSI_E_NOMEM or PSI_E_RANDOM.
 */
int psi_index_reserve(struct psi_index *index, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe and free; the index is empty and can be used again. */
void psi_index_clear(struct psi_index *index);

/*
 * 64 bits of a hash that is quick and not cryptographic: eight bytes at a
 * time, each step a multiplication by an odd constant and a fold of the high
 * half, which holds the good bits (multiplicative hashing: Knuth, The Art of
 * Computer Programming, volume 3, section 6.4).
 */
uint64_t psi_hash_bytes(uint64_t seed, const void *in, size_t in_len);

static inline uint32_t
psi_index_hash(const struct psi_index *index, const void *in, size_t in_len)
{
	return (uint32_t)(psi_hash_bytes(index->seed, in, in_len) >> 32);
}

/*
 * Search an index that is not empty, one slot with this hash after the other:
 * begin with `slot` NULL, end where the slot is yours or free. A free slot is
 * filled by psi_index_take.
 *
 *	do
 *		slot = psi_index_next(index, slot, hash);
 *	while (slot->number != 0 && !is_mine(slot->number));
 */
static inline struct psi_index_slot *
psi_index_next(const struct psi_index *index, const struct psi_index_slot *slot,
    uint32_t hash)
{
	size_t mask = ((size_t)1 << index->bits) - 1;
	size_t i = slot == NULL ? hash >> (32 - index->bits)
				: (size_t)(slot - index->slot + 1) & mask;

	while (index->slot[i].number != 0 && index->slot[i].hash != hash)
		i = (i + 1) & mask;
	return &index->slot[i];
}

/* Fill a free slot, after psi_index_reserve. */
static inline void
psi_index_take(struct psi_index *index, struct psi_index_slot *slot,
    uint32_t hash, uint32_t number)
{
	slot->hash = hash;
	slot->number = number;
	index->num++;
}

/* Ask the processor for the place of a hash, without waiting for it. */
static inline void
psi_index_prefetch(const struct psi_index *index, uint32_t hash)
{
	if (index->slot != NULL)
		__builtin_prefetch(&index->slot[hash >> (32 - index->bits)]);
}

#endif
