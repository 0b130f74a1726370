#include "list/unique.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"

struct psi_unique_slot {
	/* 0 in a free slot. */
	uint64_t hash;
	uint32_t account;
	char country[2];
	/* Another account has it too. */
	bool shared;
	/* How many countries these accounts are of, up to COUNTRIES_MANY. */
	uint8_t num_countries;
};

#define BITS_MIN 10
#define COUNTRIES_MANY 3

#define ODD 0xd6e8feb86659fd93U

/* Word by word, multiplied and folded, in the same order on every processor.
 * The kind is multiplied first: beside the text it would make "bolt" of one
 * kind "colt" of the next. */
uint64_t
psi_unique_hash(unsigned int kind, const char *text, size_t len)
{
	uint64_t hash = (kind + 1) * 0x9e3779b97f4a7c15U ^ (uint64_t)len << 32;

	while (len > 0) {
		uint64_t word = 0;
		size_t n = len < sizeof word ? len : sizeof word;

		memcpy(&word, text, n);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word = __builtin_bswap64(word);
#endif
		hash = (hash ^ word) * ODD;
		hash ^= hash >> 32;
		text += n;
		len -= n;
	}
	hash *= ODD;
	hash ^= hash >> 29;
	return hash == 0 ? 1 : hash;
}

uint64_t
psi_unique_hash_country(uint64_t hash, const char country[2])
{
	hash += ((uint64_t)(uint8_t)country[0] << 8 | (uint8_t)country[1]) *
	    0x9e3779b97f4a7c15U;
	hash ^= hash >> 31;
	return hash == 0 ? 1 : hash;
}

static struct psi_unique_slot *
find(const struct psi_unique_table *table, uint64_t hash)
{
	size_t i = (size_t)(hash >> (64 - table->bits));

	while (table->slots[i].hash != 0 && table->slots[i].hash != hash)
		i = (i + 1) & (table->num_slots - 1);
	return &table->slots[i];
}

void
psi_unique_table_clear(struct psi_unique_table *table)
{
	psi_table_free(table->slots, table->num_slots, sizeof *table->slots,
	    table->num_slots);
	memset(table, 0, sizeof *table);
}

static bool
is_full(const struct psi_unique_table *table, size_t num_used)
{
	return num_used * 3 >= table->num_slots * 2;
}

uint64_t
psi_unique_table_bytes(const struct psi_unique_table *table)
{
	uint64_t bytes = (uint64_t)table->num_slots * sizeof *table->slots;

	/* A row enters some texts. */
	return is_full(table, table->num_used + table->num_used / 64)
	    ? 3 * bytes
	    : bytes;
}

static int
grow(struct psi_unique_table *table, struct psi_error *err)
{
	struct psi_unique_table bigger = {
		.bits = table->num_slots == 0 ? BITS_MIN : table->bits + 1,
		.num_used = table->num_used
	};

	bigger.num_slots = (size_t)1 << bigger.bits;
	bigger.slots = psi_table_new(bigger.num_slots, sizeof *bigger.slots);
	if (bigger.slots == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; i < table->num_slots; i++) {
		if (table->slots[i].hash != 0)
			*find(&bigger, table->slots[i].hash) = table->slots[i];
	}
	psi_unique_table_clear(table);
	*table = bigger;
	return 0;
}

/* The slot of a hash, made for this account if it is new. */
static int
enter(struct psi_unique_table *table, struct psi_unique_slot **out,
    uint64_t hash, const char *country, uint32_t account, struct psi_error *err)
{
	struct psi_unique_slot *slot;
	int rc;

	if (is_full(table, table->num_used) && (rc = grow(table, err)) != 0)
		return rc;
	slot = find(table, hash);
	*out = slot;
	if (slot->hash != 0)
		return 0;
	slot->hash = hash;
	slot->account = account;
	memcpy(slot->country, country, sizeof slot->country);
	table->num_used++;
	return 0;
}

/* Keep a text with one of its countries; `*added` counts those that are new. */
static int
add_country(struct psi_unique *unique, uint8_t *added, uint64_t hash,
    const char *country, uint32_t account, struct psi_error *err)
{
	struct psi_unique_slot *slot;
	size_t before = unique->by_country.num_used;
	int rc;

	if (country[0] == '\0')
		return 0;
	rc = enter(&unique->by_country, &slot,
	    psi_unique_hash_country(hash, country), country, account, err);
	if (rc != 0)
		return rc;
	if (slot->account != account)
		slot->shared = true;
	if (unique->by_country.num_used > before)
		(*added)++;
	return 0;
}

int
psi_unique_add(struct psi_unique *unique, uint64_t hash, const char *country,
    uint32_t account, struct psi_error *err)
{
	const char none[2] = { 0, 0 };
	const char *known = country[0] == '\0' ? none : country;
	struct psi_unique_slot *slot;
	uint8_t added = 0;
	int rc;

	rc = enter(&unique->texts, &slot, hash, known, account, err);
	if (rc != 0)
		return rc;
	/* Of the only account, all countries are kept but the first, which most
	 * have alone and which the text keeps. Codes of countries are public. */
	if (slot->account == account && !slot->shared &&
	    memcmp(slot->country, known, sizeof slot->country) == 0)
		return 0;
	if (slot->account != account && !slot->shared) {
		slot->shared = true;
		rc = add_country(
		    unique, &added, hash, slot->country, slot->account, err);
		if (rc != 0)
			return rc;
	}
	rc = add_country(unique, &added, hash, known, account, err);
	if (slot->num_countries < COUNTRIES_MANY)
		slot->num_countries = (uint8_t)(slot->num_countries + added);
	return rc;
}

bool
psi_unique_is_widespread(const struct psi_unique *unique, uint64_t hash)
{
	return unique->texts.num_slots != 0 &&
	    find(&unique->texts, hash)->shared &&
	    find(&unique->texts, hash)->num_countries >= COUNTRIES_MANY;
}

int
psi_unique_company(struct psi_unique_table *companies, uint32_t *out,
    uint64_t hash, const char *country, uint32_t account, struct psi_error *err)
{
	struct psi_unique_slot *slot;
	int rc = enter(companies, &slot, psi_unique_hash_country(hash, country),
	    country, account, err);

	if (rc == 0)
		*out = slot->account;
	return rc;
}

bool
psi_unique_has(
    const struct psi_unique *unique, uint64_t hash, const char *country)
{
	if (unique->texts.num_slots == 0 || !find(&unique->texts, hash)->shared)
		return true;
	if (country[0] == '\0')
		return false;
	return unique->by_country.num_slots == 0 ||
	    !find(&unique->by_country, psi_unique_hash_country(hash, country))
		 ->shared;
}

/* ---- one text ---- */

/* As add_country. */
static int
one_add_country(struct psi_unique_one *one, uint8_t *added,
    const char country[2], uint32_t account, struct psi_error *err)
{
	struct psi_unique_country new = { { country[0], country[1] }, account,
		false };

	if (country[0] == '\0')
		return 0;
	for (size_t i = 0; i < one->countries.num; i++) {
		struct psi_unique_country *old = &one->countries.at[i];

		if (old->country[0] != country[0] ||
		    old->country[1] != country[1])
			continue;
		old->shared = old->shared || old->account != account;
		return 0;
	}
	(*added)++;
	return psi_unique_countries_add(&one->countries, &new, err);
}

int
psi_unique_one_add(struct psi_unique_one *one, const char *country,
    uint32_t account, struct psi_error *err)
{
	const char none[2] = { 0, 0 };
	const char *known = country[0] == '\0' ? none : country;
	uint8_t added = 0;
	int rc = 0;

	if (!one->is_known) {
		one->is_known = true;
		one->account = account;
		memcpy(one->country, known, sizeof one->country);
	}
	if (one->account == account && !one->shared &&
	    memcmp(one->country, known, sizeof one->country) == 0)
		return 0;
	if (one->account != account && !one->shared) {
		one->shared = true;
		rc = one_add_country(
		    one, &added, one->country, one->account, err);
	}
	if (rc == 0)
		rc = one_add_country(one, &added, known, account, err);
	if (one->num_countries < COUNTRIES_MANY)
		one->num_countries = (uint8_t)(one->num_countries + added);
	return rc;
}

void
psi_unique_one_empty(struct psi_unique_one *one)
{
	one->is_known = false;
	one->shared = false;
	one->num_countries = 0;
	one->countries.num = 0;
}

int
psi_unique_enter_shared(struct psi_unique *unique, uint64_t hash,
    uint8_t num_countries, const char *shared, size_t num_shared,
    struct psi_error *err)
{
	const char none[2] = { 0, 0 };
	struct psi_unique_slot *slot;
	int rc = enter(&unique->texts, &slot, hash, none, 0, err);

	if (rc != 0)
		return rc;
	slot->shared = true;
	slot->num_countries = num_countries;
	for (size_t i = 0; i < num_shared && rc == 0; i++) {
		const char *country = shared + 2 * i;

		rc = enter(&unique->by_country, &slot,
		    psi_unique_hash_country(hash, country), country, 0, err);
		if (rc == 0)
			slot->shared = true;
	}
	return rc;
}

void
psi_unique_prefetch(const struct psi_unique *unique, uint64_t hash)
{
	const struct psi_unique_table *table = &unique->texts;

	if (table->num_slots > 0)
		__builtin_prefetch(&table->slots[hash >> (64 - table->bits)]);
}

void
psi_unique_company_prefetch(const struct psi_unique_table *companies,
    uint64_t hash, const char *country)
{
	hash = psi_unique_hash_country(hash, country);
	if (companies->num_slots > 0)
		__builtin_prefetch(
		    &companies->slots[hash >> (64 - companies->bits)]);
}

void
psi_unique_clear(struct psi_unique *unique)
{
	psi_unique_table_clear(&unique->texts);
	psi_unique_table_clear(&unique->by_country);
}
