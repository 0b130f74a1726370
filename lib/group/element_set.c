#include "group/element_set.h"

#include <string.h>

#include <sodium.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"

_Static_assert(
    PSI_ELEMENT_SET_KEY_BYTES == crypto_shorthash_KEYBYTES, "SipHash-2-4");

/* Six passes of eleven bits cover the 64 bits of a prefix. */
#define DIGIT_BITS 11
#define DIGITS ((size_t)1 << DIGIT_BITS)
#define PASSES 6

/* One stable pass by the digit at `shift`. False if all digits are equal, so
 * that nothing was moved. */
static bool
radix_pass(struct psi_element_ref *out, const struct psi_element_ref *in,
    size_t num, unsigned int shift)
{
	size_t count[DIGITS] = { 0 };
	size_t sum = 0;

	for (size_t i = 0; i < num; i++)
		count[in[i].prefix >> shift & (DIGITS - 1)]++;
	if (count[in[0].prefix >> shift & (DIGITS - 1)] == num)
		return false;
	for (size_t i = 0; i < DIGITS; i++) {
		size_t here = count[i];

		count[i] = sum;
		sum += here;
	}
	for (size_t i = 0; i < num; i++)
		out[count[in[i].prefix >> shift & (DIGITS - 1)]++] = in[i];
	return true;
}

/* Stable, by prefix. */
static int
sort_by_prefix(struct psi_element_ref *refs, size_t num, struct psi_error *err)
{
	struct psi_element_ref *from = refs;
	struct psi_element_ref *to;
	struct psi_element_ref *spare;

	if (num < 2)
		return 0;
	spare = psi_array_new(num, sizeof *spare);
	if (spare == NULL)
		return psi_error_nomem(err);
	to = spare;
	for (unsigned int pass = 0; pass < PASSES; pass++) {
		struct psi_element_ref *tmp = from;

		if (!radix_pass(to, from, num, pass * DIGIT_BITS))
			continue;
		from = to;
		to = tmp;
	}
	if (from != refs)
		memcpy(refs, from, num * sizeof *refs);
	psi_array_free(spare, num, sizeof *spare);
	return 0;
}

int
psi_element_sort(struct psi_element_ref *refs, const uint8_t *elements,
    size_t num, size_t element_bytes, struct psi_error *err)
{
	int rc;

	for (size_t i = 0; i < num; i++) {
		refs[i].prefix = psi_load64be(elements + i * element_bytes);
		refs[i].row = (uint32_t)i;
	}
	if ((rc = sort_by_prefix(refs, num, err)) != 0)
		return rc;
	/* Each element is a product with a scalar of ours, so nobody can make
	 * prefixes equal: runs are short, and insertion will do. */
	for (size_t i = 1; i < num; i++) {
		struct psi_element_ref ref = refs[i];
		const uint8_t *element = elements + ref.row * element_bytes;
		size_t j = i;

		/* Elements are public data. */
		while (j > 0 && refs[j - 1].prefix == ref.prefix &&
		    memcmp(elements + refs[j - 1].row * element_bytes, element,
			element_bytes) > 0) {
			refs[j] = refs[j - 1];
			j--;
		}
		refs[j] = ref;
	}
	return 0;
}

/* Keyed, since the partner chose the encodings: without the key nobody can
 * make long runs of equal prefixes, or fill one bucket. */
static uint64_t
set_prefix(const struct psi_element_set *set, const uint8_t *element)
{
	uint8_t hash[crypto_shorthash_BYTES];

	(void)crypto_shorthash(hash, element, set->element_bytes, set->key);
	return psi_load64be(hash);
}

static size_t
set_bucket(const struct psi_element_set *set, uint64_t prefix)
{
	return (size_t)(prefix >> (64 - set->bits));
}

/* Positions of the buckets' beginnings in the sorted refs. */
static void
fill_buckets(struct psi_element_set *set)
{
	size_t num_bucket = (size_t)1 << set->bits;
	size_t next = 0;

	for (size_t i = 0; i < set->num; i++) {
		size_t bucket = set_bucket(set, set->refs[i].prefix);

		while (next <= bucket)
			set->bucket[next++] = (uint32_t)i;
	}
	while (next <= num_bucket)
		set->bucket[next++] = (uint32_t)set->num;
}

int
psi_element_set_init(struct psi_element_set *set, const uint8_t *elements,
    size_t num, size_t element_bytes, struct psi_error *err)
{
	int rc;

	if ((rc = psi_random(set->key, sizeof set->key, err)) != 0)
		return rc;
	set->elements = elements;
	set->num = num;
	set->element_bytes = element_bytes;
	set->bits = 1;
	while (set->bits < 32 && (size_t)1 << set->bits < num)
		set->bits++;
	set->refs = psi_array_new(num > 0 ? num : 1, sizeof *set->refs);
	set->bucket =
	    psi_array_new(((size_t)1 << set->bits) + 1, sizeof *set->bucket);
	if (set->refs == NULL || set->bucket == NULL) {
		psi_element_set_clear(set);
		return psi_error_nomem(err);
	}
	for (size_t i = 0; i < num; i++) {
		set->refs[i].prefix =
		    set_prefix(set, elements + i * element_bytes);
		set->refs[i].row = (uint32_t)i;
	}
	if ((rc = sort_by_prefix(set->refs, num, err)) != 0) {
		psi_element_set_clear(set);
		return rc;
	}
	fill_buckets(set);
	return 0;
}

void
psi_element_set_clear(struct psi_element_set *set)
{
	psi_array_free(
	    set->refs, set->num > 0 ? set->num : 1, sizeof *set->refs);
	psi_array_free(
	    set->bucket, ((size_t)1 << set->bits) + 1, sizeof *set->bucket);
	memset(set, 0, sizeof *set);
}

bool
psi_element_set_has_equal(const struct psi_element_set *set, size_t *row)
{
	size_t n = set->element_bytes;
	bool found = false;

	for (size_t i = 1; i < set->num; i++) {
		const struct psi_element_ref *ref = &set->refs[i];

		/* The sort is stable, so the later row stands later, and the
		 * first pair is told whatever the key. The elements are
		 * public data. */
		for (size_t j = i;
		     j > 0 && set->refs[j - 1].prefix == ref->prefix; j--) {
			if (memcmp(set->elements + set->refs[j - 1].row * n,
				set->elements + ref->row * n, n) != 0)
				continue;
			if (!found || ref->row < *row)
				*row = ref->row;
			found = true;
			break;
		}
	}
	return found;
}

/* Look for an element with this prefix in its bucket. */
static bool
find_in_bucket(const struct psi_element_set *set, uint64_t prefix,
    const uint8_t *element, size_t *row)
{
	size_t bucket = set_bucket(set, prefix);

	for (size_t i = set->bucket[bucket]; i < set->bucket[bucket + 1]; i++) {
		const struct psi_element_ref *ref = &set->refs[i];

		/* The elements are public data. */
		if (ref->prefix == prefix &&
		    memcmp(set->elements + ref->row * set->element_bytes,
			element, set->element_bytes) == 0) {
			*row = ref->row;
			return true;
		}
	}
	return false;
}

bool
psi_element_set_find(
    const struct psi_element_set *set, const uint8_t *element, size_t *row)
{
	return set->num > 0 &&
	    find_in_bucket(set, set_prefix(set, element), element, row);
}

/* Elements that are looked up together. */
#define TOGETHER 64

/*
 * Each look-up goes to three places in memory, one after the other. Ask for
 * the first of all elements before waiting for the second of any.
 */
static void
look_ahead(
    const struct psi_element_set *set, const uint64_t *prefix, size_t num)
{
	for (size_t i = 0; i < num; i++)
		__builtin_prefetch(&set->bucket[set_bucket(set, prefix[i])]);
	for (size_t i = 0; i < num; i++) {
		size_t first = set->bucket[set_bucket(set, prefix[i])];

		__builtin_prefetch(&set->refs[first]);
	}
	for (size_t i = 0; i < num; i++) {
		size_t first = set->bucket[set_bucket(set, prefix[i])];

		if (first < set->num)
			__builtin_prefetch(set->elements +
			    set->refs[first].row * set->element_bytes);
	}
}

void
psi_element_set_find_many(const struct psi_element_set *set,
    const uint8_t *elements, size_t num, size_t *row)
{
	uint64_t prefix[TOGETHER];

	for (size_t first = 0; first < num; first += TOGETHER) {
		const uint8_t *element = elements + first * set->element_bytes;
		size_t n = num - first < TOGETHER ? num - first : TOGETHER;

		for (size_t i = 0; i < n; i++)
			prefix[i] =
			    set_prefix(set, element + i * set->element_bytes);
		if (set->num > 0)
			look_ahead(set, prefix, n);
		for (size_t i = 0; i < n; i++) {
			if (set->num == 0 ||
			    !find_in_bucket(set, prefix[i],
				element + i * set->element_bytes,
				&row[first + i]))
				row[first + i] = SIZE_MAX;
		}
	}
}
