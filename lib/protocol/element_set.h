/*
 * Many elements at once: putting them in order, and finding one among them.
 *
 * Encodings of elements are as good as random, so a radix sort by their first
 * eight bytes and buckets by their first bits are linear. An adversary who
 * wanted long runs of equal prefixes would have to find collisions of 64 bits.
 * All elements here are public data.
 */
#ifndef PSI_PROTOCOL_ELEMENT_SET_H
#define PSI_PROTOCOL_ELEMENT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

/* An element by its number, with eight of its bytes to compare by. */
struct psi_element_ref {
	uint64_t prefix;
	uint32_t row;
};

/*
 * Put `num` elements of `element_bytes` each (at least 8) in the order of
 * their octets: refs[i].row is the i-th smallest. `refs` has room for `num`.
 * Cost: linear; 16 bytes for each element while it works.
 *
 * Returns 0 or PSI_E_NOMEM.
 */
int psi_element_sort(struct psi_element_ref *refs, const uint8_t *elements,
    size_t num, size_t element_bytes, struct psi_error *err)
    __attribute__((warn_unused_result));

/* A set of elements to be asked. */
struct psi_element_set {
	/* The caller's. */
	const uint8_t *elements;
	size_t num;
	size_t element_bytes;
	/* Ascending by prefix, which here is taken 32 bytes from the end. */
	struct psi_element_ref *refs;
	/* 2^bits + 1 positions in refs, by the first bits of the prefix. */
	uint32_t *bucket;
	unsigned int bits;
};

#define PSI_ELEMENT_SET_INIT                                                   \
	{                                                                      \
		NULL, 0, 0, NULL, NULL, 0                                      \
	}

/*
 * Build the set. `elements` (of at least 32 bytes each, fewer than 2^32 of
 * them) must stay as they are as long as the set lives. Cost: linear; 32
 * bytes for each element, 24 after it has been built.
 *
 * Returns 0 or PSI_E_NOMEM.
 */
int psi_element_set_init(struct psi_element_set *set, const uint8_t *elements,
    size_t num, size_t element_bytes, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Free what init allocated; a set with nothing in it is fine. */
void psi_element_set_clear(struct psi_element_set *set);

/* Two equal elements; true with the later of the two in *row. */
bool psi_element_set_has_equal(const struct psi_element_set *set, size_t *row);

/* Is this element in the set? Its number goes to *row. */
bool psi_element_set_find(
    const struct psi_element_set *set, const uint8_t *element, size_t *row);

#endif
