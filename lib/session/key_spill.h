/*
 * The keys of a list that does not fit into memory: what struct psi_key_table
 * holds, sorted on disk. The rows of each key come one after the other; keys
 * come in an order of their own, which means nothing.
 */
#ifndef PSI_SESSION_KEY_SPILL_H
#define PSI_SESSION_KEY_SPILL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cell.h"
#include "psi/io.h"
#include "terms/population.h"

struct psi_key_spill;

/* Takes about three eighths of `memory` bytes while rows are added, and a
 * quarter afterwards. `seed` is that of another spill, in whose order the keys
 * are to come; NULL draws one. Free with psi_key_spill_free. */
int psi_key_spill_new(struct psi_key_spill **out,
    const struct psi_scratch *scratch, size_t memory, const uint64_t *seed,
    struct psi_error *err) __attribute__((warn_unused_result));

/* By which the keys get their order. */
uint64_t psi_key_spill_seed(const struct psi_key_spill *spill);

/* NULL is fine. */
void psi_key_spill_free(struct psi_key_spill *spill);

/* A row of a keys file. */
struct psi_spill_row {
	struct psi_cell account;
	enum psi_population population;
	uint64_t line;
	/* "type:value"; its text is NULL where the key is not sent, and the row
	 * only says that there is such an account. */
	struct psi_cell key;
};

/*
 * Add a row, in the order of the file. Returns 0; PSI_E_INPUT with the line,
 * for an account in two populations or more than 2^32 rows; PSI_E_IO,
 * PSI_E_NOMEM.
 */
int psi_key_spill_add(struct psi_key_spill *spill,
    const struct psi_spill_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * There are no more: give the accounts their numbers, in the order in which
 * they came first. Returns as psi_key_spill_add; an account may turn out to be
 * in two populations only now, since its rows need not follow each other.
 */
int psi_key_spill_end(struct psi_key_spill *spill, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Accounts that the file names, after psi_key_spill_end. */
uint32_t psi_key_spill_num_account(const struct psi_key_spill *spill);

/* One key of one account; no two are the same. */
struct psi_spilled_key {
	/* The first row of its key, whose population is the strongest that the
	 * key is held in. */
	bool is_new;
	enum psi_population population;
	uint32_t account;
	/* Valid until the next one is read. */
	struct psi_cell key;
	struct psi_cell account_text;
};

/* Stand before the first, after psi_key_spill_end; any number of times. */
int psi_key_spill_begin(struct psi_key_spill *spill, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The next, or *end. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_key_spill_next(struct psi_key_spill *spill, struct psi_spilled_key *out,
    bool *end, struct psi_error *err) __attribute__((warn_unused_result));

/* The refusal of an account that is in two populations. */
int psi_key_spill_refuse(uint64_t line, struct psi_error *err);

#endif
