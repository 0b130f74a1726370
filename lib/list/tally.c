#include "list/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"

/* Small, so that the table of a long list stays near the processor. */
struct psi_tally_slot {
	uint32_t hash;
	/* Where its entry is in the spool, in ENTRY_UNITs; 0 in a free slot. */
	uint32_t entry;
};

/* Followed by the text. */
struct psi_tally_entry {
	uint32_t account[2];
	uint32_t count;
	uint32_t len;
};

#define BITS_MIN 10
#define BITS_MAX 32
#define ENTRY_UNIT 8

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

static size_t
place_of(uint32_t hash, unsigned int bits)
{
	return hash >> (BITS_MAX - bits);
}

static struct psi_tally_entry *
entry_at(const struct psi_tally *tally, uint32_t entry)
{
	/* What the spool gives is aligned: its chunks are from calloc, and
	 * all lengths are rounded up. */
	return (void *)psi_spool_at(
	    &tally->texts, (uint64_t)entry * ENTRY_UNIT);
}

/* The slot of a text, or the free one where it belongs. `*out` is its entry,
 * or NULL. */
static struct psi_tally_slot *
find(const struct psi_tally *tally, struct psi_tally_entry **out,
    const char *text, size_t len, uint32_t hash)
{
	size_t i = place_of(hash, tally->bits);

	for (;; i = (i + 1) & (tally->num_slots - 1)) {
		struct psi_tally_slot *slot = &tally->slots[i];

		*out = NULL;
		if (slot->entry == 0)
			return slot;
		if (slot->hash != hash)
			continue;
		*out = entry_at(tally, slot->entry);
		if ((*out)->len == len && memcmp(*out + 1, text, len) == 0)
			return slot;
	}
}

static int
grow(struct psi_tally *tally, struct psi_error *err)
{
	unsigned int bits = tally->num_slots == 0 ? BITS_MIN : tally->bits + 1;
	size_t num = (size_t)1 << bits;
	struct psi_tally_slot *slots;

	if (bits > BITS_MAX)
		return psi_error_set(err, PSI_E_INPUT,
		    "over 2^31 different ids, names or domains");
	slots = psi_array_new(num, sizeof(*slots));
	if (slots == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < tally->num_slots; i++) {
		size_t k = place_of(tally->slots[i].hash, bits);

		if (tally->slots[i].entry == 0)
			continue;
		while (slots[k].entry != 0)
			k = (k + 1) & (num - 1);
		slots[k] = tally->slots[i];
	}
	psi_array_free(tally->slots, tally->num_slots, sizeof(*slots));
	tally->slots = slots;
	tally->num_slots = num;
	tally->bits = bits;
	return 0;
}

/* Put an entry into the spool and its place into the free slot. */
static int
make_entry(struct psi_tally *tally, struct psi_tally_slot *slot,
    struct psi_tally_entry **out, const char *text, size_t len,
    struct psi_error *err)
{
	size_t size = sizeof(**out) + len;
	uint64_t at;
	uint8_t *bytes;
	int rc;

	size = (size + ENTRY_UNIT - 1) / ENTRY_UNIT * ENTRY_UNIT;
	rc = psi_spool_take(&tally->texts, &at, &bytes, size, err);
	if (rc != 0)
		return rc;
	if (at / ENTRY_UNIT > UINT32_MAX)
		return psi_error_set(err, PSI_E_INPUT,
		    "over 32 GiB of different ids, names or domains");
	slot->entry = (uint32_t)(at / ENTRY_UNIT);
	*out = entry_at(tally, slot->entry);
	(*out)->len = (uint32_t)len;
	if (len > 0)
		memcpy(*out + 1, text, len);
	return 0;
}

/* The entry of a text, which is made for `account` if it is new. */
static int
enter(struct psi_tally *tally, struct psi_tally_entry **out, const char *text,
    size_t len, uint32_t account, struct psi_error *err)
{
	uint32_t hash = hash_text(text, len);
	struct psi_tally_slot *slot;
	int rc;

	if (tally->num_used * 2 >= tally->num_slots &&
	    (rc = grow(tally, err)) != 0)
		return rc;
	slot = find(tally, out, text, len, hash);
	if (*out != NULL)
		return 0;
	rc = make_entry(tally, slot, out, text, len, err);
	if (rc != 0)
		return rc;
	slot->hash = hash;
	(*out)->account[0] = account;
	(*out)->count = 1;
	tally->num_used++;
	return 0;
}

int
psi_tally_find_or_add(struct psi_tally *tally, uint32_t *found,
    const char *text, size_t len, uint32_t account, struct psi_error *err)
{
	struct psi_tally_entry *entry;
	int rc = enter(tally, &entry, text, len, account, err);

	if (rc == 0)
		*found = entry->account[0];
	return rc;
}

int
psi_tally_add(struct psi_tally *tally, const char *text, size_t len,
    uint32_t account, struct psi_error *err)
{
	struct psi_tally_entry *entry;
	int rc = enter(tally, &entry, text, len, account, err);

	if (rc != 0)
		return rc;
	if (entry->count == PSI_TALLY_MANY || entry->account[0] == account ||
	    (entry->count == 2 && entry->account[1] == account))
		return 0;
	if (entry->count == 1)
		entry->account[1] = account;
	else
		tally->num_many++;
	entry->count++;
	return 0;
}

unsigned int
psi_tally_count(const struct psi_tally *tally, const char *text, size_t len,
    uint32_t account[2])
{
	struct psi_tally_entry *entry;

	if (tally->num_slots == 0)
		return 0;
	(void)find(tally, &entry, text, len, hash_text(text, len));
	if (entry == NULL)
		return 0;
	if (account != NULL)
		memcpy(account, entry->account, sizeof(entry->account));
	return entry->count;
}

void
psi_tally_prefetch(const struct psi_tally *tally, const char *text, size_t len)
{
	if (tally->num_slots > 0)
		__builtin_prefetch(
		    &tally->slots[place_of(hash_text(text, len), tally->bits)]);
}

void
psi_tally_clear(struct psi_tally *tally)
{
	psi_array_free(tally->slots, tally->num_slots, sizeof(*tally->slots));
	psi_spool_clear(&tally->texts);
	memset(tally, 0, sizeof(*tally));
}
