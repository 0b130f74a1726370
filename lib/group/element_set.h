/*
 * Many elements at once: putting them in order, and finding one among them.
 *
 * Sorting is by radix, on the first eight bytes: linear for elements that are
 * products with a scalar of ours, which nobody can foresee. A set may hold
 * what the partner chose, and so takes a hash with a random key in place of
 * those bytes; it is linear whatever is put in. That hash has to withstand a
 * partner who wants collisions, which the quick one of struct psi_index is not
 * made for. All elements here are public data.
 */
#ifndef PSI_GROUP_ELEMENT_SET_H
#define PSI_GROUP_ELEMENT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

struct psi_workers;

/* An element by its number, with eight bytes to compare by: its first ones, or
 * in a set its hash. */
struct psi_element_ref {
	uint64_t prefix;
	uint32_t row;
};

/*
 * Put `num` elements of `element_bytes` each (at least 8) in the order of
 * their octets: refs[i].row is the i-th smallest. `refs` has room for `num`.
 * Never for elements as the partner sent them, as said above.
 * Cost: linear; 16 bytes for each element while it works.
 *
 * Returns 0 or PSI_E_NOMEM.
 */
int psi_element_sort(struct psi_element_ref *refs, const uint8_t *elements,
    size_t num, size_t element_bytes, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Of SipHash-2-4 (Aumasson and Bernstein, INDOCRYPT 2012). */
#define PSI_ELEMENT_SET_KEY_BYTES 16

/* A set of elements to be asked. */
struct psi_element_set {
	/* The caller's. */
	const uint8_t *elements;
	size_t num;
	size_t element_bytes;
	uint8_t key[PSI_ELEMENT_SET_KEY_BYTES];
	/* Ascending by the first `bits` of the prefix. */
	struct psi_element_ref *refs;
	/* 2^bits + 1 positions in refs. */
	uint32_t *bucket;
	unsigned int bits;
};

#define PSI_ELEMENT_SET_INIT                                                   \
	{                                                                      \
		.elements = NULL, .num = 0, .refs = NULL, .bucket = NULL       \
	}

/*
 * Build the set. `elements` (of at least 32 bytes each, fewer than 2^32 of
 * them) must stay as they are as long as the set lives. Cost: linear, a part of
 * it on `workers` (or NULL); 32 bytes for each element, 24 after it has been
 * built.
 *
 * Returns 0, PSI_E_NOMEM or PSI_E_RANDOM.
 */
int psi_element_set_init(struct psi_element_set *set, const uint8_t *elements,
    size_t num, size_t element_bytes, struct psi_workers *workers,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Free what init allocated; a set with nothing in it is fine. */
void psi_element_set_clear(struct psi_element_set *set);

/* Two equal elements; true with the first row in *row that is equal to an
 * earlier one. */
bool psi_element_set_has_equal(const struct psi_element_set *set, size_t *row);

/* Is this element in the set? Its number goes to *row. */
bool psi_element_set_find(
    const struct psi_element_set *set, const uint8_t *element, size_t *row);

/* The same for `num` elements in a row, SIZE_MAX for one that is not in the
 * set: several times faster where the set is larger than the caches. */
void psi_element_set_find_many(const struct psi_element_set *set,
    const uint8_t *elements, size_t num, size_t *row);

#endif
