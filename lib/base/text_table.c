#include "base/text_table.h"

#include <string.h>

#include "base/error.h"
#include "base/random.h"

#define TEXT_BYTES_MAX 65535
#define ENTRIES_MAX ((uint32_t)1 << 31)
#define SLOTS_FIRST 1024

/*
 * Eight bytes at a time, each step a multiplication by an odd constant (the
 * golden ratio's) and a fold of the high half, which holds the good bits.
 */
static uint32_t
hash_text(uint64_t seed, const char *text, size_t len)
{
	uint64_t h = seed ^ len;

	while (len > 0) {
		size_t n = len < 8 ? len : 8;
		uint64_t word = 0;

		memcpy(&word, text, n);
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 32;
		text += n;
		len -= n;
	}
	h = (h ^ seed) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(h >> 32);
}

int
psi_text_table_init(struct psi_text_table *table, struct psi_error *err)
{
	uint8_t seed[8];
	int rc;

	memset(table, 0, sizeof *table);
	if ((rc = psi_random(seed, sizeof seed, err)) != 0)
		return rc;
	memcpy(&table->seed, seed, sizeof seed);
	return 0;
}

void
psi_text_table_clear(struct psi_text_table *table)
{
	psi_buf_clear(&table->arena);
	psi_array_free(table->entry, table->entry_size, sizeof *table->entry);
	psi_array_free(table->slot, table->num_slot, sizeof *table->slot);
	memset(table, 0, sizeof *table);
}

/* The slot that holds this text, or the free one where it belongs. */
static size_t
find_slot(const struct psi_text_table *table, const char *text, size_t len,
    uint32_t hash)
{
	size_t mask = table->num_slot - 1;
	size_t i = hash & mask;

	for (; table->slot[i] != 0; i = (i + 1) & mask) {
		const struct psi_text_entry *entry =
		    &table->entry[table->slot[i] - 1];

		/* The own keys, on the own machine: nobody times this. They
		 * are as public here as the file they come from. */
		if (entry->hash == hash && entry->len == len &&
		    memcmp(table->arena.data + entry->offset, text, len) == 0)
			break;
	}
	return i;
}

static int
grow_slots(struct psi_text_table *table, struct psi_error *err)
{
	size_t num = table->num_slot == 0 ? SLOTS_FIRST : table->num_slot * 2;
	uint32_t *slot = psi_array_new(num, sizeof *slot);

	if (slot == NULL)
		return psi_error_nomem(err);
	for (uint32_t n = 0; n < table->num; n++) {
		size_t i = table->entry[n].hash & (num - 1);

		while (slot[i] != 0)
			i = (i + 1) & (num - 1);
		slot[i] = n + 1;
	}
	psi_array_free(table->slot, table->num_slot, sizeof *table->slot);
	table->slot = slot;
	table->num_slot = num;
	return 0;
}

static int
make_room(struct psi_text_table *table, struct psi_error *err)
{
	void *entry = table->entry;
	uint32_t size = table->entry_size == 0 ? 512 : table->entry_size * 2;
	int rc;

	if (table->num == ENTRIES_MAX)
		return psi_error_set(
		    err, PSI_E_INPUT, "there are more than 2^31 keys");
	if (((size_t)table->num + 1) * 3 > table->num_slot * 2 &&
	    (rc = grow_slots(table, err)) != 0)
		return rc;
	if (table->num < table->entry_size)
		return 0;
	rc = psi_array_resize(
	    &entry, table->entry_size, size, sizeof *table->entry, err);
	if (rc != 0)
		return rc;
	table->entry = entry;
	table->entry_size = size;
	return 0;
}

int
psi_text_table_add(struct psi_text_table *table, const char *text, size_t len,
    uint32_t *number, bool *is_new, struct psi_error *err)
{
	struct psi_text_entry *entry;
	uint32_t hash;
	size_t i;
	int rc;

	if (len > TEXT_BYTES_MAX)
		return psi_error_set(
		    err, PSI_E_INPUT, "a value is longer than 65,535 bytes");
	if ((rc = make_room(table, err)) != 0)
		return rc;
	hash = hash_text(table->seed, text, len);
	i = find_slot(table, text, len, hash);
	*is_new = table->slot[i] == 0;
	if (*is_new) {
		entry = &table->entry[table->num];
		entry->offset = table->arena.len;
		entry->len = (uint32_t)len;
		entry->hash = hash;
		rc = psi_buf_append(&table->arena, text, len, err);
		if (rc != 0)
			return rc;
		table->slot[i] = ++table->num;
	}
	*number = table->slot[i] - 1;
	return 0;
}

bool
psi_text_table_find(const struct psi_text_table *table, const char *text,
    size_t len, uint32_t *number)
{
	uint32_t hash = hash_text(table->seed, text, len);
	size_t i;

	if (table->num_slot == 0)
		return false;
	i = find_slot(table, text, len, hash);
	if (table->slot[i] == 0)
		return false;
	*number = table->slot[i] - 1;
	return true;
}

const char *
psi_text_table_get(
    const struct psi_text_table *table, uint32_t number, size_t *len)
{
	*len = table->entry[number].len;
	return (const char *)table->arena.data + table->entry[number].offset;
}
