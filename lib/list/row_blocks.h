/*
 * The rows of an export, read on several threads: a row says the same whatever
 * stands before it (row.h), so blocks of rows are read by workers, and go on to
 * the accounts in their order.
 */
#ifndef PSI_LIST_ROW_BLOCKS_H
#define PSI_LIST_ROW_BLOCKS_H

#include <stdbool.h>

#include "psi/error.h"
#include "psi/io.h"

#include "list/accounts.h"
#include "list/sheet.h"

struct psi_row_source {
	/* The next row and its kind, as psi_sheet_next. */
	int (*next)(void *cookie, struct psi_record *record,
	    enum psi_sheet_row *kind, bool *end, struct psi_error *err);
	/* A row is about to go to the accounts, if its kind is one that does.
	 * Called in the order of the rows. */
	int (*begin)(void *cookie, const struct psi_record *record,
	    enum psi_sheet_row kind, struct psi_error *err);
	void *cookie;
};

/* Whether a row of this kind goes to the accounts. */
static inline bool
psi_sheet_row_counts(enum psi_sheet_row kind)
{
	return kind == PSI_SHEET_DATA || kind == PSI_SHEET_SHORT;
}

/*
 * Take all rows into the accounts, as one psi_accounts_add after the other
 * does, with the same events in the same order, but for explanations
 * (psi_listener), which need `jobs` of 1. Behind the first rows, so many threads
 * read them; with 1 this one does everything and nothing is copied.
 * Returns 0; what the source, the listener or reading a row returned;
 * PSI_E_NOMEM; PSI_E_IO if no thread can be started.
 */
int psi_row_blocks_read(struct psi_accounts *accounts, unsigned int jobs,
    const struct psi_row_source *source, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
