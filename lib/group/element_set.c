#include "group/element_set.h"

#include <string.h>

#include <sodium.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/random.h"
#include "base/workers.h"

_Static_assert(
    PSI_ELEMENT_SET_KEY_BYTES == crypto_shorthash_KEYBYTES, "SipHash-2-4");

#define PREFIX_BITS 64
#define DIGIT_BITS 11
#define DIGITS ((size_t)1 << DIGIT_BITS)

/* Elements that one job hashes. */
#define HASH_ROWS ((size_t)65536)

/* The least b for which 2^b >= num. */
static unsigned int
bits_of(size_t num)
{
	unsigned int bits = 0;

	while (bits < 32 && (size_t)1 << bits < num)
		bits++;
	return bits;
}

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

/* Stable, by the first `bits` of the prefix, and a few more: at most
 * PREFIX_BITS less DIGIT_BITS. */
static int
sort_by_prefix(struct psi_element_ref *refs, size_t num, unsigned int bits,
    struct psi_error *err)
{
	unsigned int passes = (bits + DIGIT_BITS - 1) / DIGIT_BITS;
	struct psi_element_ref *from = refs;
	struct psi_element_ref *to;
	struct psi_element_ref *spare;

	if (num < 2)
		return 0;
	spare = psi_array_new(num, sizeof *spare);
	if (spare == NULL)
		return psi_error_nomem(err);
	to = spare;
	for (unsigned int left = passes; left > 0; left--) {
		struct psi_element_ref *tmp = from;

		if (!radix_pass(to, from, num, PREFIX_BITS - left * DIGIT_BITS))
			continue;
		from = to;
		to = tmp;
	}
	if (from != refs)
		memcpy(refs, from, num * sizeof *refs);
	psi_array_free(spare, num, sizeof *spare);
	return 0;
}

/* Bits by which elements are sorted beside those that number them: the first
 * octet of a suite's encoding may be nearly the same in all of them, and of two
 * neighbours one in a thousand is then left in the wrong order. */
#define MORE_BITS (8 + 10)

int
psi_element_sort(struct psi_element_ref *refs, const uint8_t *elements,
    size_t num, size_t element_bytes, struct psi_error *err)
{
	int rc;

	for (size_t i = 0; i < num; i++) {
		refs[i].prefix = psi_load64be(elements + i * element_bytes);
		refs[i].row = (uint32_t)i;
	}
	rc = sort_by_prefix(refs, num, bits_of(num) + MORE_BITS, err);
	if (rc != 0)
		return rc;
	/* Each element is a product with a scalar of ours, so nobody can make
	 * prefixes equal: few are out of order, and insertion will do. */
	for (size_t i = 1; i < num; i++) {
		struct psi_element_ref ref = refs[i];
		const uint8_t *element = elements + ref.row * element_bytes;
		size_t j = i;

		/* Elements are public data. */
		while (j > 0 &&
		    (refs[j - 1].prefix > ref.prefix ||
			(refs[j - 1].prefix == ref.prefix &&
			    memcmp(elements + refs[j - 1].row * element_bytes,
				element, element_bytes) > 0))) {
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

static int
hash_rows(void *cookie, size_t i, struct psi_error *err)
{
	const struct psi_element_set *set = cookie;
	size_t begin = i * HASH_ROWS;
	size_t end =
	    set->num - begin < HASH_ROWS ? set->num : begin + HASH_ROWS;

	(void)err;
	for (size_t row = begin; row < end; row++) {
		set->refs[row].prefix =
		    set_prefix(set, set->elements + row * set->element_bytes);
		set->refs[row].row = (uint32_t)row;
	}
	return 0;
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
    size_t num, size_t element_bytes, struct psi_workers *workers,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_random(set->key, sizeof set->key, err)) != 0)
		return rc;
	set->elements = elements;
	set->num = num;
	set->element_bytes = element_bytes;
	set->bits = num > 2 ? bits_of(num) : 1;
	set->refs = psi_array_new(num > 0 ? num : 1, sizeof *set->refs);
	set->bucket =
	    psi_array_new(((size_t)1 << set->bits) + 1, sizeof *set->bucket);
	if (set->refs == NULL || set->bucket == NULL) {
		psi_element_set_clear(set);
		return psi_error_nomem(err);
	}
	if ((rc = psi_workers_for(workers, (num + HASH_ROWS - 1) / HASH_ROWS,
		 hash_rows, set, err)) != 0 ||
	    (rc = sort_by_prefix(set->refs, num, set->bits, err)) != 0) {
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

/* Is the element at refs[i] equal to one before it in its bucket? The sort is
 * stable, so that one came earlier, and the first pair is told whatever the
 * key. */
static bool
equals_earlier(const struct psi_element_set *set, size_t i)
{
	const struct psi_element_ref *ref = &set->refs[i];
	size_t first = set->bucket[set_bucket(set, ref->prefix)];
	size_t n = set->element_bytes;

	/* The elements are public data. */
	for (size_t j = i; j > first; j--)
		if (set->refs[j - 1].prefix == ref->prefix &&
		    memcmp(set->elements + set->refs[j - 1].row * n,
			set->elements + ref->row * n, n) == 0)
			return true;
	return false;
}

bool
psi_element_set_has_equal(const struct psi_element_set *set, size_t *row)
{
	bool found = false;

	for (size_t i = 0; i < set->num; i++) {
		size_t here = set->refs[i].row;

		if ((!found || here < *row) && equals_earlier(set, i)) {
			*row = here;
			found = true;
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
