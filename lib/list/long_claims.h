/*
 * Two companies of a long list have one domain or host: what each account has to
 * know of the other one to say whose it is (address.h). The questions are sorted
 * by whom they are about, and answered in one walk over the accounts.
 */
#ifndef PSI_LIST_LONG_CLAIMS_H
#define PSI_LIST_LONG_CLAIMS_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/io.h"

#include "base/cell.h"
#include "base/record_file.h"
#include "base/sorter.h"
#include "list/row_counts.h"

struct psi_long_claim {
	/* Who asks, of which company, about the first account of which other
	 * one; and how far the two companies are from the text. */
	uint32_t account;
	uint32_t company;
	uint32_t other;
	uint8_t our_distance;
	uint8_t their_distance;
	/* A domain or a host. */
	enum psi_row_count_kind kind;
	struct psi_cell text;
};

/* A sorter for claims. Returns as psi_sorter_new. */
int psi_long_claims_new(struct psi_sorter **out,
    const struct psi_scratch *scratch, size_t memory, struct psi_error *err)
    __attribute__((warn_unused_result));

int psi_long_claims_add(struct psi_sorter *claims,
    const struct psi_long_claim *claim, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Tell of each claim, with the fact of the other account's first strict name, if it
 * has one. The rows of one account
 * are in memory at a time. Returns 0, PSI_E_IO, PSI_E_NOMEM, or what `tell`
 * returned.
 */
int psi_long_claims_settle(struct psi_sorter *claims,
    const struct psi_record_file *rows,
    int (*tell)(void *cookie, const struct psi_long_claim *claim,
	const uint8_t *facts, size_t facts_len, struct psi_error *err),
    void *cookie, struct psi_error *err) __attribute__((warn_unused_result));

#endif
