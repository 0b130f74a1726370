/*
 * A buffer of records that is sorted in place: what a sorter (sorter.h) holds
 * in memory.
 */
#ifndef PSI_BASE_SORT_ROOM_H
#define PSI_BASE_SORT_ROOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

/* What a record takes besides its octets, twice, since it is sorted from one
 * place to the other. */
#define PSI_SORT_REF_BYTES 16

/*
 * Records from the beginning of the buffer, references from its end downwards,
 * between them room for the references once more. Begins as all zero but
 * `size`, a multiple of PSI_SORT_REF_BYTES of at most 4 GiB; the memory is taken
 * with the first record.
 */
struct psi_sort_room {
	size_t size;
	uint8_t *bytes;
	size_t used;
	/* Records, and the most that there ever were, which are to be wiped. */
	size_t num;
	size_t num_max;
};

/* Is there room for one more record of this length? */
bool psi_sort_room_has(const struct psi_sort_room *room, size_t len);

/* Add it. Returns 0 or PSI_E_NOMEM. */
int psi_sort_room_add(struct psi_sort_room *room, const uint8_t *record,
    size_t len, struct psi_error *err) __attribute__((warn_unused_result));

/* Put the records in their order. Cost: n log n comparisons. */
void psi_sort_room_sort(struct psi_sort_room *room);

/* Record number `i`, and its length. */
const uint8_t *psi_sort_room_at(
    const struct psi_sort_room *room, size_t i, size_t *len);

/* Wipe the records; the memory stays. */
void psi_sort_room_empty(struct psi_sort_room *room);

/* Wipe and free. */
void psi_sort_room_clear(struct psi_sort_room *room);

/*
 * The order: the first eight octets as a number, zeros behind a shorter
 * record; where these are equal, all octets. A beginning comes before what it
 * begins.
 */
static inline uint64_t
psi_sort_prefix(const uint8_t *record, size_t len)
{
	uint64_t prefix = 0;

	for (size_t i = 0; i < 8; i++)
		prefix = prefix << 8 | (i < len ? record[i] : 0U);
	return prefix;
}

int psi_sort_compare(
    const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len);

#endif
