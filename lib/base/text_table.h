/*
 * A set of distinct byte strings, numbered from 0 in the order in which they
 * came. One arena holds their bytes, so there is no allocation for each.
 */
#ifndef PSI_BASE_TEXT_TABLE_H
#define PSI_BASE_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/index.h"

struct psi_text_entry {
	/* Where its bytes begin in the arena. */
	uint64_t offset;
	uint32_t len;
};

PSI_ARRAY(psi_text_entries, struct psi_text_entry)

/* All zero is an empty table. */
struct psi_text_table {
	struct psi_buf arena;
	struct psi_text_entries entries;
	struct psi_index index;
};

/* Wipe and free; the table is empty and can be used again. */
void psi_text_table_clear(struct psi_text_table *table);

/* How many texts there are. */
static inline uint32_t
psi_text_table_num(const struct psi_text_table *table)
{
	return (uint32_t)table->entries.num;
}

/*
 * The number of `text`, which is added if it is new (*is_new). Amortised
 * constant time. Returns 0, PSI_E_NOMEM, PSI_E_RANDOM, or PSI_E_INPUT for more than 2^31
 * texts or one over 65,535 bytes.
 */
int psi_text_table_add(struct psi_text_table *table, const char *text,
    size_t len, uint32_t *number, bool *is_new, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The same in two steps, so that the memory works on several texts at once:
 * their hashes, for which the processor is asked for the places in the index,
 * and then each text with its hash, whatever was added in between. Return as
 * psi_text_table_add.
 */
int psi_text_table_hash(struct psi_text_table *table, const char *text,
    size_t len, uint32_t *hash, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_text_table_add_hashed(struct psi_text_table *table, const char *text,
    size_t len, uint32_t hash, uint32_t *number, bool *is_new,
    struct psi_error *err) __attribute__((warn_unused_result));

/* No text will be added or looked for any more: give back what only that
 * needs. */
void psi_text_table_settle(struct psi_text_table *table);

/* Its number; false where it is not in the table. */
bool psi_text_table_find(const struct psi_text_table *table, const char *text,
    size_t len, uint32_t *number);

/* The bytes of an entry; valid until the next add. */
const char *psi_text_table_get(
    const struct psi_text_table *table, uint32_t number, size_t *len);

/* Ask the processor for what psi_text_table_get reads, and then, when that is
 * there, for the bytes. Any number of an entry will do. */
static inline void
psi_text_table_prefetch(const struct psi_text_table *table, uint32_t number)
{
	__builtin_prefetch(&table->entries.at[number]);
}

static inline void
psi_text_table_prefetch_text(
    const struct psi_text_table *table, uint32_t number)
{
	__builtin_prefetch(
	    table->arena.data + table->entries.at[number].offset);
}

#endif
