#include "base/index.h"

#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/random.h"

#define BITS_FIRST 10
#define BITS_MAX 32

uint64_t
psi_hash_bytes(uint64_t seed, const void *in, size_t in_len)
{
	const uint8_t *p = in;
	uint64_t h = seed ^ in_len;

	while (in_len > 0) {
		size_t n = in_len < 8 ? in_len : 8;
		uint64_t word = 0;

		memcpy(&word, p, n);
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
		p += n;
		in_len -= n;
	}
	h = (h ^ seed) * UINT64_C(0x9e3779b97f4a7c15);
	return h;
}

static int
grow(struct psi_index *index, struct psi_error *err)
{
	struct psi_index bigger = *index;
	size_t num = index->slot == NULL ? 0 : (size_t)1 << index->bits;

	bigger.bits = num == 0 ? BITS_FIRST : index->bits + 1;
	if (bigger.bits > BITS_MAX)
		return psi_error_set(
		    err, PSI_E_INPUT, "over 2^31 different texts");
	bigger.slot =
	    psi_table_new((size_t)1 << bigger.bits, sizeof *bigger.slot);
	if (bigger.slot == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < num; i++) {
		const struct psi_index_slot *slot = &index->slot[i];
		struct psi_index_slot *free_slot = NULL;

		if (slot->number == 0)
			continue;
		do
			free_slot =
			    psi_index_next(&bigger, free_slot, slot->hash);
		while (free_slot->number != 0);
		*free_slot = *slot;
	}
	psi_table_free(index->slot, num, sizeof *index->slot, num);
	*index = bigger;
	return 0;
}

int
psi_index_reserve(struct psi_index *index, struct psi_error *err)
{
	uint8_t seed[sizeof index->seed];
	int rc;

	if (index->slot == NULL) {
		if ((rc = psi_random(seed, sizeof seed, err)) != 0)
			return rc;
		memcpy(&index->seed, seed, sizeof seed);
		return grow(index, err);
	}
	if ((index->num + 1) * 3 <= ((size_t)1 << index->bits) * 2)
		return 0;
	return grow(index, err);
}

void
psi_index_clear(struct psi_index *index)
{
	size_t num = (size_t)1 << index->bits;

	psi_table_free(index->slot, num, sizeof *index->slot, num);
	memset(index, 0, sizeof *index);
}
