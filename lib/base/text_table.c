#include "base/text_table.h"

#include <string.h>

#include "base/error.h"

#define TEXT_BYTES_MAX 65535
#define ENTRIES_MAX ((size_t)1 << 31)

void
psi_text_table_clear(struct psi_text_table *table)
{
	psi_buf_clear(&table->arena);
	psi_text_entries_clear(&table->entries);
	psi_index_clear(&table->index);
}

/* The slot that holds this text, or the free one where it belongs. */
static struct psi_index_slot *
find(const struct psi_text_table *table, const char *text, size_t len,
    uint32_t hash)
{
	struct psi_index_slot *slot = NULL;

	for (;;) {
		const struct psi_text_entry *entry;

		slot = psi_index_next(&table->index, slot, hash);
		if (slot->number == 0)
			return slot;
		entry = &table->entries.at[slot->number - 1];
		/* Your keys, on your machine: nobody times this. They
		 * are as public here as the file they come from. */
		if (entry->len == len &&
		    (len == 0 ||
			memcmp(table->arena.data + entry->offset, text, len) ==
			    0))
			return slot;
	}
}

int
psi_text_table_add_hashed(struct psi_text_table *table, const char *text,
    size_t len, uint32_t hash, uint32_t *number, bool *is_new,
    struct psi_error *err)
{
	struct psi_text_entry entry = { table->arena.len, (uint32_t)len };
	struct psi_index_slot *slot;
	int rc;

	if (len > TEXT_BYTES_MAX)
		return psi_error_set(
		    err, PSI_E_INPUT, "a value is longer than 65,535 bytes");
	if (table->entries.num == ENTRIES_MAX)
		return psi_error_set(
		    err, PSI_E_INPUT, "there are more than 2^31 keys");
	if ((rc = psi_index_reserve(&table->index, err)) != 0)
		return rc;
	slot = find(table, text, len, hash);
	*is_new = slot->number == 0;
	if (*is_new) {
		if ((rc = psi_text_entries_reserve(&table->entries, 1, err)) !=
			0 ||
		    (rc = psi_buf_append(&table->arena, text, len, err)) != 0)
			return rc;
		table->entries.at[table->entries.num++] = entry;
		psi_index_take(
		    &table->index, slot, hash, (uint32_t)table->entries.num);
	}
	*number = slot->number - 1;
	return 0;
}

int
psi_text_table_hash(struct psi_text_table *table, const char *text, size_t len,
    uint32_t *hash, struct psi_error *err)
{
	int rc = psi_index_reserve(&table->index, err);

	if (rc != 0)
		return rc;
	*hash = psi_index_hash(&table->index, text, len);
	psi_index_prefetch(&table->index, *hash);
	return 0;
}

int
psi_text_table_add(struct psi_text_table *table, const char *text, size_t len,
    uint32_t *number, bool *is_new, struct psi_error *err)
{
	uint32_t hash;
	int rc = psi_text_table_hash(table, text, len, &hash, err);

	return rc != 0 ? rc
		       : psi_text_table_add_hashed(
			     table, text, len, hash, number, is_new, err);
}

void
psi_text_table_settle(struct psi_text_table *table)
{
	psi_index_clear(&table->index);
}

bool
psi_text_table_find(const struct psi_text_table *table, const char *text,
    size_t len, uint32_t *number)
{
	const struct psi_index_slot *slot;

	if (table->index.slot == NULL)
		return false;
	slot = find(table, text, len, psi_index_hash(&table->index, text, len));
	if (slot->number == 0)
		return false;
	*number = slot->number - 1;
	return true;
}

const char *
psi_text_table_get(
    const struct psi_text_table *table, uint32_t number, size_t *len)
{
	*len = table->entries.at[number].len;
	/* One empty text needs no memory. */
	if (table->arena.data == NULL)
		return "";
	return (const char *)table->arena.data +
	    table->entries.at[number].offset;
}
