/*
 * Some accounts of a long list that follow each other, with what they have to
 * know of all others: a small list, of which keys are made as of any.
 */
#ifndef PSI_LIST_LONG_BATCH_H
#define PSI_LIST_LONG_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/buf.h"
#include "base/record_file.h"
#include "list/account_state.h"
#include "list/long_counts.h"
#include "list/long_row.h"
#include "list/tally.h"

/* Begins as all zero. */
struct psi_long_batch {
	/* The first `num` are those whose keys are made. Behind them stand the
	 * companies that they share a domain with, as far as that matters. */
	struct psi_accounts accounts;
	size_t num;
	/* The numbers of these companies in the list, to those in here. */
	struct psi_tally companies;
	/* Answers that wait until all accounts are here. */
	struct psi_buf waiting;
};

/* Use it for this list, whose rules and choices hold in it. */
void psi_long_batch_init(
    struct psi_long_batch *batch, const struct psi_accounts *list);
void psi_long_batch_clear(struct psi_long_batch *batch);

/* A walk over all accounts of a list; begins as all zero. */
struct psi_long_walk {
	struct psi_record_reader reader;
	struct psi_long_counts *counts;
	/* The row and the answer that are next. */
	bool no_row;
	struct psi_long_row row;
	bool no_answer;
	struct psi_long_answer answer;
};

/* Stand before the first account of a list that has ended; `counts` must live
 * as long. Returns as psi_record_reader_next. */
int psi_long_walk_begin(struct psi_long_walk *walk,
    const struct psi_accounts *list, struct psi_long_counts *counts,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Fill a batch, whatever was in it, with the next accounts, at least one unless
 * it is the end. It holds some 512, each with all its rows, and those of less
 * where they take more than 256 KiB. Returns 0, PSI_E_IO or PSI_E_NOMEM.
 */
int psi_long_walk_next(struct psi_long_walk *walk, struct psi_long_batch *batch,
    bool *end, struct psi_error *err) __attribute__((warn_unused_result));

void psi_long_walk_clear(struct psi_long_walk *walk);

#endif
