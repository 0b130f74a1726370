/*
 * Which texts only one account of a list has: by themselves, and among the
 * accounts of one country.
 */
#ifndef PSI_LIST_SOLE_H
#define PSI_LIST_SOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

struct psi_sole_slot;

/*
 * 16 bytes for each place of a table that is between a third and two thirds
 * full, and no text: 64 bits of a hash tell a list's texts apart. (Of a
 * million texts two agree with a chance of one in 10^7, and all that happens
 * then is that a key is left out.) All zero is empty.
 */
struct psi_sole_table {
	struct psi_sole_slot *slots;
	/* 2^bits, or 0. A hash's first bits are its place, so that a table
	 * that grows is read and written from its beginning to its end. */
	size_t num_slots;
	unsigned int bits;
	size_t num_used;
};

struct psi_sole {
	/* Each text, with its first account and that one's country. */
	struct psi_sole_table texts;
	/* Of texts that several accounts have: each with each country. */
	struct psi_sole_table by_country;
};

/* What stands for a text of a kind; never 0. */
uint64_t psi_sole_hash(unsigned int kind, const char *text, size_t len);

/*
 * `account` has the text of this hash; `country` is alpha-2, or "" where it
 * is not known.
 */
int psi_sole_add(struct psi_sole *sole, uint64_t hash, const char *country,
    uint32_t account, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Whether at most one account has it; with a country, of those of it. */
bool psi_sole_is_own(
    const struct psi_sole *sole, uint64_t hash, const char *country);

/* Whether accounts of three countries or more have it. */
bool psi_sole_is_many(const struct psi_sole *sole, uint64_t hash);

/*
 * The company of a name: the first account that had the text of this hash and
 * this country; `account`, if there is none.
 */
int psi_sole_company(struct psi_sole_table *companies, uint32_t *out,
    uint64_t hash, const char *country, uint32_t account, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Ask the processor for the place of a text, without waiting for it. */
void psi_sole_prefetch(const struct psi_sole *sole, uint64_t hash);

void psi_sole_clear(struct psi_sole *sole);
void psi_sole_table_clear(struct psi_sole_table *table);

#endif
