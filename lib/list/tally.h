/*
 * On how many accounts a text stands: whether a domain is an account's own.
 * Counts to three and remembers the first two accounts.
 */
#ifndef PSI_LIST_TALLY_H
#define PSI_LIST_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/index.h"
#include "list/spool.h"

/* More accounts than this is many; a tally counts no further. */
#define PSI_TALLY_MANY 3

/*
 * 8 bytes for each place of the index, which is between a third and two
 * thirds full, 16 for each text, and the text itself; all zero is an empty
 * tally. (Not a psi_text_table: the counts stand before the text, so that one
 * look at memory gets both.)
 */
struct psi_tally {
	/* Of entries in the spool: their places there, in units of 8. */
	struct psi_index index;
	/* Texts that came to PSI_TALLY_MANY. */
	uint64_t num_many;
	struct psi_spool texts;
};

/* Of a text: on how many accounts it is, the first two of them, and how far each
 * is from it at the least. */
struct psi_tally_claims {
	uint32_t account[2];
	uint8_t distance[2];
	uint8_t num;
};

/* Count `text` for `account`; the same account counts once. */
int psi_tally_add(struct psi_tally *tally, const char *text, size_t len,
    uint32_t account, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The same, from an address at this distance. */
int psi_tally_claim(struct psi_tally *tally, const char *text, size_t len,
    uint32_t account, uint8_t distance, struct psi_error *err)
    __attribute__((warn_unused_result));

/* As psi_tally_count, with the distances. */
unsigned int psi_tally_claims(const struct psi_tally *tally, const char *text,
    size_t len, struct psi_tally_claims *out);

/* 0 to PSI_TALLY_MANY. `account`, which may be NULL, gets the first two, as far
 * as there are any. */
unsigned int psi_tally_count(const struct psi_tally *tally, const char *text,
    size_t len, uint32_t account[2]);

/* Ask the processor for the place of a text, without waiting for it. */
void psi_tally_prefetch(
    const struct psi_tally *tally, const char *text, size_t len);

/* Forget all texts, and keep some memory for what comes. */
void psi_tally_empty(struct psi_tally *tally);

void psi_tally_clear(struct psi_tally *tally);

/* What it takes, and would take while it grows, if it is about to. */
uint64_t psi_tally_bytes(const struct psi_tally *tally);

/* The account of a text that is there; a new one is counted for `account`.
 * `*found` says which. */
int psi_tally_find_or_add(struct psi_tally *tally, uint32_t *found,
    const char *text, size_t len, uint32_t account, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
