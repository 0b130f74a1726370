/*
 * Finds the texts (names, labels) that are unique in a list: that only one of
 * its accounts has, in the whole list or among the accounts of one country.
 */
#ifndef PSI_LIST_UNIQUE_H
#define PSI_LIST_UNIQUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

struct psi_unique_slot;

/*
 * A hash table of 64-bit hashes; the texts themselves are not stored. A slot has
 * 16 bytes, and between a third and two thirds of the slots are used. Two of a
 * million texts have the same hash with a chance below one in 10^7; then both
 * are taken for not unique, and a key is left out. Zeroed memory is an empty
 * table.
 */
struct psi_unique_table {
	struct psi_unique_slot *slots;
	/* 2^bits, or 0. The top bits of a hash are the index of its slot, so
	 * that the slots keep their order when the table grows. */
	size_t num_slots;
	unsigned int bits;
	size_t num_used;
};

struct psi_unique {
	/* Each text, with the first account that had it and the country of
	 * that account. */
	struct psi_unique_table texts;
	/* Only for texts that several accounts have: each pair of text and
	 * country. */
	struct psi_unique_table by_country;
};

/* The hash of a text; the same text of another `kind` has another hash. Never
 * 0. */
uint64_t psi_unique_hash(unsigned int kind, const char *text, size_t len);

/*
 * Record that `account` has the text with this hash. `country` is that of the
 * account, alpha-2, or "" where it is not known. Returns 0 or PSI_E_NOMEM.
 */
int psi_unique_add(struct psi_unique *unique, uint64_t hash,
    const char *country, uint32_t account, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Whether at most one account has the text; with a `country` that is not "",
 * whether at most one account of that country has it. */
bool psi_unique_has(
    const struct psi_unique *unique, uint64_t hash, const char *country);

/* Whether accounts of at least three countries have the text. */
bool psi_unique_is_widespread(const struct psi_unique *unique, uint64_t hash);

/*
 * Find the accounts that are one company, being called the same in the same
 * country: *out is the first account that was given with this hash and this
 * country, `account` itself if it is the first. Returns 0 or PSI_E_NOMEM.
 */
int psi_unique_company(struct psi_unique_table *companies, uint32_t *out,
    uint64_t hash, const char *country, uint32_t account, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Start loading the slot of a text into the cache. */
void psi_unique_prefetch(const struct psi_unique *unique, uint64_t hash);
void psi_unique_company_prefetch(const struct psi_unique_table *companies,
    uint64_t hash, const char *country);

void psi_unique_clear(struct psi_unique *unique);
void psi_unique_table_clear(struct psi_unique_table *table);

#endif
