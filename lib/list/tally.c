#include "list/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"

/* Followed by the text. */
struct psi_tally_entry {
	struct psi_tally_claims claims;
	uint32_t len;
};

#define ENTRY_UNIT 8

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
static struct psi_index_slot *
find(const struct psi_tally *tally, struct psi_tally_entry **out,
    const char *text, size_t len, uint32_t hash)
{
	struct psi_index_slot *slot = NULL;

	for (;;) {
		*out = NULL;
		slot = psi_index_next(&tally->index, slot, hash);
		if (slot->number == 0)
			return slot;
		*out = entry_at(tally, slot->number);
		/* Your list is no secret to yourself. */
		if ((*out)->len == len && memcmp(*out + 1, text, len) == 0)
			return slot;
	}
}

/* Put an entry into the spool; `*place` is where. */
static int
make_entry(struct psi_tally *tally, uint32_t *place,
    struct psi_tally_entry **out, const char *text, size_t len,
    struct psi_error *err)
{
	size_t size = sizeof **out + len;
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
	*place = (uint32_t)(at / ENTRY_UNIT);
	*out = entry_at(tally, *place);
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
	struct psi_index_slot *slot;
	uint32_t hash;
	uint32_t place = 0;
	int rc;

	if ((rc = psi_index_reserve(&tally->index, err)) != 0)
		return rc;
	hash = psi_index_hash(&tally->index, text, len);
	slot = find(tally, out, text, len, hash);
	if (*out != NULL)
		return 0;
	rc = make_entry(tally, &place, out, text, len, err);
	if (rc != 0)
		return rc;
	psi_index_take(&tally->index, slot, hash, place);
	(*out)->claims.account[0] = account;
	(*out)->claims.distance[0] = UINT8_MAX;
	(*out)->claims.num = 1;
	return 0;
}

int
psi_tally_find_or_add(struct psi_tally *tally, uint32_t *found,
    const char *text, size_t len, uint32_t account, struct psi_error *err)
{
	struct psi_tally_entry *entry;
	int rc = enter(tally, &entry, text, len, account, err);

	if (rc == 0)
		*found = entry->claims.account[0];
	return rc;
}

int
psi_tally_claim(struct psi_tally *tally, const char *text, size_t len,
    uint32_t account, uint8_t distance, struct psi_error *err)
{
	struct psi_tally_entry *entry;
	struct psi_tally_claims *claims;
	int rc = enter(tally, &entry, text, len, account, err);

	if (rc != 0)
		return rc;
	claims = &entry->claims;
	for (uint8_t i = 0; i < 2 && i < claims->num; i++) {
		if (claims->account[i] != account)
			continue;
		if (claims->distance[i] > distance)
			claims->distance[i] = distance;
		return 0;
	}
	if (claims->num == PSI_TALLY_MANY)
		return 0;
	if (claims->num == 1) {
		claims->account[1] = account;
		claims->distance[1] = distance;
	} else {
		tally->num_many++;
	}
	claims->num++;
	return 0;
}

int
psi_tally_add(struct psi_tally *tally, const char *text, size_t len,
    uint32_t account, struct psi_error *err)
{
	return psi_tally_claim(tally, text, len, account, 0, err);
}

unsigned int
psi_tally_claims(const struct psi_tally *tally, const char *text, size_t len,
    struct psi_tally_claims *out)
{
	struct psi_tally_entry *entry;

	if (tally->index.slot == NULL)
		return 0;
	(void)find(
	    tally, &entry, text, len, psi_index_hash(&tally->index, text, len));
	if (entry == NULL)
		return 0;
	*out = entry->claims;
	return out->num;
}

unsigned int
psi_tally_count(const struct psi_tally *tally, const char *text, size_t len,
    uint32_t account[2])
{
	struct psi_tally_claims claims;
	unsigned int num = psi_tally_claims(tally, text, len, &claims);

	if (num > 0 && account != NULL)
		memcpy(account, claims.account, sizeof claims.account);
	return num;
}

void
psi_tally_prefetch(const struct psi_tally *tally, const char *text, size_t len)
{
	psi_index_prefetch(
	    &tally->index, psi_index_hash(&tally->index, text, len));
}

void
psi_tally_empty(struct psi_tally *tally)
{
	psi_index_clear(&tally->index);
	psi_spool_empty(&tally->texts);
	tally->num_many = 0;
}

uint64_t
psi_tally_bytes(const struct psi_tally *tally)
{
	const struct psi_index *index = &tally->index;
	uint64_t slots = index->slot == NULL ? 0 : (uint64_t)1 << index->bits;
	uint64_t bytes = slots * sizeof *index->slot;

	/* Two thirds is when it doubles, and a row enters some texts. */
	if ((index->num + index->num / 64) * 3 >= slots * 2)
		bytes *= 3;
	return bytes + psi_spool_bytes(&tally->texts);
}

void
psi_tally_clear(struct psi_tally *tally)
{
	psi_index_clear(&tally->index);
	psi_spool_clear(&tally->texts);
	memset(tally, 0, sizeof *tally);
}
