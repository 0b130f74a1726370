#include "normal/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"

struct psi_tally_slot {
	/* Where the text is in the spool. */
	uint64_t at;
	uint32_t hash;
	uint32_t len;
	uint32_t account[2];
	/* 0 in a free slot. */
	uint32_t count;
};

#define NUM_SLOTS_MIN 1024

/*
 * Word by word, as wyhash does it: multiply to twice the width and fold. Not
 * keyed: the table is one's own list, which nobody picks to slow one down.
 */
static uint32_t
hash_text(const char *text, size_t len)
{
	uint64_t hash = 0x9e3779b97f4a7c15U ^ len;

	while (len > 0) {
		uint64_t word = 0;
		size_t n = len < sizeof(word) ? len : sizeof(word);

		memcpy(&word, text, n);
		hash = (hash ^ word) * 0xd6e8feb86659fd93U;
		hash ^= hash >> 32;
		text += n;
		len -= n;
	}
	hash *= 0xd6e8feb86659fd93U;
	return (uint32_t)(hash >> 32);
}

static struct psi_tally_slot *
find(const struct psi_tally *tally, const char *text, size_t len, uint32_t hash)
{
	size_t i = hash & (tally->num_slots - 1);

	for (;;) {
		struct psi_tally_slot *slot = &tally->slots[i];

		if (slot->count == 0)
			return slot;
		if (slot->hash == hash && slot->len == len &&
		    memcmp(psi_spool_at(&tally->texts, slot->at), text, len) ==
			0)
			return slot;
		i = (i + 1) & (tally->num_slots - 1);
	}
}

static int
grow(struct psi_tally *tally, struct psi_error *err)
{
	size_t num =
	    tally->num_slots == 0 ? NUM_SLOTS_MIN : tally->num_slots * 2;
	struct psi_tally_slot *slots = psi_array_new(num, sizeof(*slots));

	if (slots == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < tally->num_slots; i++) {
		size_t k = tally->slots[i].hash & (num - 1);

		if (tally->slots[i].count == 0)
			continue;
		while (slots[k].count != 0)
			k = (k + 1) & (num - 1);
		slots[k] = tally->slots[i];
	}
	psi_array_free(tally->slots, tally->num_slots, sizeof(*slots));
	tally->slots = slots;
	tally->num_slots = num;
	return 0;
}

/* The slot of a text, which is put there for `account` if it is new. */
static int
enter(struct psi_tally *tally, struct psi_tally_slot **out, const char *text,
    size_t len, uint32_t account, struct psi_error *err)
{
	uint32_t hash = hash_text(text, len);
	struct psi_tally_slot *slot;
	uint8_t *bytes;
	int rc;

	if (tally->num_used * 2 >= tally->num_slots &&
	    (rc = grow(tally, err)) != 0)
		return rc;
	slot = find(tally, text, len, hash);
	*out = slot;
	if (slot->count > 0)
		return 0;
	rc = psi_spool_take(&tally->texts, &slot->at, &bytes, len, err);
	if (rc != 0)
		return rc;
	if (len > 0)
		memcpy(bytes, text, len);
	slot->hash = hash;
	slot->len = (uint32_t)len;
	slot->account[0] = account;
	slot->count = 1;
	tally->num_used++;
	return 0;
}

int
psi_tally_find_or_add(struct psi_tally *tally, uint32_t *found,
    const char *text, size_t len, uint32_t account, struct psi_error *err)
{
	struct psi_tally_slot *slot;
	int rc = enter(tally, &slot, text, len, account, err);

	if (rc == 0)
		*found = slot->account[0];
	return rc;
}

int
psi_tally_add(struct psi_tally *tally, const char *text, size_t len,
    uint32_t account, struct psi_error *err)
{
	struct psi_tally_slot *slot;
	int rc = enter(tally, &slot, text, len, account, err);

	if (rc != 0)
		return rc;
	if (slot->count == PSI_TALLY_MANY || slot->account[0] == account ||
	    (slot->count == 2 && slot->account[1] == account))
		return 0;
	if (slot->count == 1)
		slot->account[1] = account;
	else
		tally->num_many++;
	slot->count++;
	return 0;
}

unsigned int
psi_tally_count(const struct psi_tally *tally, const char *text, size_t len,
    uint32_t *first)
{
	const struct psi_tally_slot *slot;

	if (tally->num_slots == 0)
		return 0;
	slot = find(tally, text, len, hash_text(text, len));
	if (first != NULL && slot->count > 0)
		*first = slot->account[0];
	return slot->count;
}

void
psi_tally_prefetch(const struct psi_tally *tally, const char *text, size_t len)
{
	if (tally->num_slots > 0)
		__builtin_prefetch(&tally->slots[hash_text(text, len) &
		    (tally->num_slots - 1)]);
}

void
psi_tally_clear(struct psi_tally *tally)
{
	psi_array_free(tally->slots, tally->num_slots, sizeof(*tally->slots));
	psi_spool_clear(&tally->texts);
	memset(tally, 0, sizeof(*tally));
}
