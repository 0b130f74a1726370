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

#include "base/array.h"

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
	/* Of texts that several accounts have: each pair of text and country; of
	 * others, those of the account's countries but the first. */
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

/* Of `hash` above: the text and the country, of a company. Never 0. */
uint64_t psi_unique_hash_country(uint64_t hash, const char country[2]);

/* ---- lists that do not fit into memory ---- */

struct psi_unique_country {
	char country[2];
	uint32_t account;
	bool shared;
};

PSI_ARRAY(psi_unique_countries, struct psi_unique_country)

/* What psi_unique holds of one text; all zero is that of one that nobody has. */
struct psi_unique_one {
	bool is_known;
	bool shared;
	uint8_t num_countries;
	uint32_t account;
	char country[2];
	struct psi_unique_countries countries;
};

/* As psi_unique_add, for accounts in the same order. */
int psi_unique_one_add(struct psi_unique_one *one, const char *country,
    uint32_t account, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Nobody has it; the memory stays for the next text. */
void psi_unique_one_empty(struct psi_unique_one *one);

/*
 * Enter a text that several accounts have, so that psi_unique_has and
 * psi_unique_is_widespread answer as psi_unique_one has it: `shared` are the
 * countries, two characters each, of which several accounts have it. Returns 0
 * or PSI_E_NOMEM.
 */
int psi_unique_enter_shared(struct psi_unique *unique, uint64_t hash,
    uint8_t num_countries, const char *shared, size_t num_shared,
    struct psi_error *err) __attribute__((warn_unused_result));

/* What the table takes, and would take while it grows, if it is about to. */
uint64_t psi_unique_table_bytes(const struct psi_unique_table *table);

/* Start loading the slot of a text into the cache. */
void psi_unique_prefetch(const struct psi_unique *unique, uint64_t hash);
void psi_unique_company_prefetch(const struct psi_unique_table *companies,
    uint64_t hash, const char *country);

void psi_unique_clear(struct psi_unique *unique);
void psi_unique_table_clear(struct psi_unique_table *table);

#endif
