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
#define HASH_START 0x9e3779b97f4a7c15U

/*
 * Word by word, as wyhash does it: multiply to twice the width and fold. Not
 * keyed: the table is one's own list, which nobody picks to slow one down.
 */
static uint64_t
hash_from(uint64_t hash, const char *text, size_t len)
{
	hash ^= len;

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
	return hash ^ hash >> 32;
}

static uint32_t
hash_text(const char *text, size_t len)
{
	return (uint32_t)hash_from(HASH_START, text, len);
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

int
psi_tally_add(struct psi_tally *tally, const char *text, size_t len,
    uint32_t account, struct psi_error *err)
{
	uint32_t hash = hash_text(text, len);
	struct psi_tally_slot *slot;
	int rc;

	if (tally->num_used * 2 >= tally->num_slots &&
	    (rc = grow(tally, err)) != 0)
		return rc;
	slot = find(tally, text, len, hash);
	if (slot->count == 0) {
		uint8_t *bytes;

		rc = psi_spool_take(&tally->texts, &slot->at, &bytes, len, err);
		if (rc != 0)
			return rc;
		memcpy(bytes, text, len);
		slot->hash = hash;
		slot->len = (uint32_t)len;
		slot->account[0] = account;
		slot->count = 1;
		tally->num_used++;
		return 0;
	}
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
psi_tally_clear(struct psi_tally *tally)
{
	psi_array_free(tally->slots, tally->num_slots, sizeof(*tally->slots));
	psi_spool_clear(&tally->texts);
	memset(tally, 0, sizeof(*tally));
}

struct psi_sole_slot {
	/* 0 in a free slot. */
	uint64_t hash;
	uint32_t account;
	/* Another account has it too. */
	uint32_t shared;
};

static uint64_t
hash_sole(unsigned int kind, const char *text, size_t len, const char *country)
{
	uint64_t hash = HASH_START + kind;

	if (country[0] != '\0')
		hash += (uint64_t)(uint8_t)country[0] << 16 |
		    (uint64_t)(uint8_t)country[1] << 8;
	hash = hash_from(hash, text, len);
	return hash == 0 ? 1 : hash;
}

static struct psi_sole_slot *
find_sole(const struct psi_sole *sole, uint64_t hash)
{
	size_t i = (size_t)hash & (sole->num_slots - 1);

	while (sole->slots[i].hash != 0 && sole->slots[i].hash != hash)
		i = (i + 1) & (sole->num_slots - 1);
	return &sole->slots[i];
}

static int
grow_sole(struct psi_sole *sole, struct psi_error *err)
{
	struct psi_sole bigger = { .num_slots = sole->num_slots == 0
		    ? NUM_SLOTS_MIN
		    : sole->num_slots * 2,
		.num_used = sole->num_used };

	bigger.slots = psi_array_new(bigger.num_slots, sizeof(*bigger.slots));
	if (bigger.slots == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < sole->num_slots; i++) {
		if (sole->slots[i].hash != 0)
			*find_sole(&bigger, sole->slots[i].hash) =
			    sole->slots[i];
	}
	psi_sole_clear(sole);
	*sole = bigger;
	return 0;
}

int
psi_sole_add(struct psi_sole *sole, unsigned int kind, const char *text,
    size_t len, const char *country, uint32_t account, struct psi_error *err)
{
	uint64_t hash = hash_sole(kind, text, len, country);
	struct psi_sole_slot *slot;
	int rc;

	/* At most two thirds full. */
	if (sole->num_used * 3 >= sole->num_slots * 2 &&
	    (rc = grow_sole(sole, err)) != 0)
		return rc;
	slot = find_sole(sole, hash);
	if (slot->hash == 0) {
		slot->hash = hash;
		slot->account = account;
		sole->num_used++;
	} else if (slot->account != account) {
		slot->shared = 1;
	}
	return 0;
}

bool
psi_sole_is_own(const struct psi_sole *sole, unsigned int kind,
    const char *text, size_t len, const char *country)
{
	if (sole->num_slots == 0)
		return true;
	return find_sole(sole, hash_sole(kind, text, len, country))->shared ==
	    0;
}

void
psi_sole_clear(struct psi_sole *sole)
{
	psi_array_free(sole->slots, sole->num_slots, sizeof(*sole->slots));
	memset(sole, 0, sizeof(*sole));
}
