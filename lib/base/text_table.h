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

struct psi_text_entry {
	/* Where its bytes begin in the arena. */
	uint64_t offset;
	uint32_t len;
	uint32_t hash;
};

struct psi_text_table {
	struct psi_buf arena;
	struct psi_text_entry *entry;
	uint32_t num;
	uint32_t entry_size;
	/* Number of an entry, plus 1; 0 is free. A power of two of slots, at
	 * most two thirds of them taken. */
	uint32_t *slot;
	size_t num_slot;
	/* Random, so that nobody outside can choose texts that collide. */
	uint64_t seed;
};

/* An empty table. Returns 0 or PSI_E_RANDOM. */
int psi_text_table_init(struct psi_text_table *table, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe and free; an all-zero table is fine. */
void psi_text_table_clear(struct psi_text_table *table);

/*
 * The number of `text`, which is added if it is new (*is_new). Amortised
 * constant time. Returns 0, PSI_E_NOMEM, or PSI_E_INPUT for more than 2^31
 * texts or one over 65,535 bytes.
 */
int psi_text_table_add(struct psi_text_table *table, const char *text,
    size_t len, uint32_t *number, bool *is_new, struct psi_error *err)
    __attribute__((warn_unused_result));

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
	__builtin_prefetch(&table->entry[number]);
}

static inline void
psi_text_table_prefetch_text(
    const struct psi_text_table *table, uint32_t number)
{
	__builtin_prefetch(table->arena.data + table->entry[number].offset);
}

#endif
