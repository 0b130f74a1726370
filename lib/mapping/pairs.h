/*
 * Reading pairs.csv: the columns by their names, in any order; columns that
 * are missing are unknown, others are passed over. A row at a time.
 */
#ifndef PSI_MAPPING_PAIRS_H
#define PSI_MAPPING_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cell.h"
#include "psi/error.h"
#include "psi/io.h"

#include "mapping/column.h"

struct psi_pairs;

struct psi_pair {
	/* By enum psi_column, below PSI_COLUMN_FILE_END; empty where the file
	 * has no such column. Valid until the next row. */
	struct psi_cell cell[PSI_COLUMN_FILE_END];
	/* The row as it stands in the file. */
	const struct psi_cell *raw;
	size_t num_raw;
	uint64_t line;
	/* The file has the column `ambiguous`. */
	bool has_ambiguous;
};

/*
 * Read the header. Returns 0 with *out (to be freed by the caller), or
 * PSI_E_INPUT, with the line: no CSV, no `our_account`, a column twice; else
 * what the source returned, or PSI_E_NOMEM. `source` is copied.
 */
int psi_pairs_new(struct psi_pairs **out, const struct psi_source *source,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * The next row; sets *end where there is none. Rows that are shorter or longer
 * than the header, rows without `our_account`, and values that no file of pairs
 * has (mapping/pair_check.h) are PSI_E_INPUT.
 */
int psi_pairs_next(struct psi_pairs *pairs, struct psi_pair *pair, bool *end,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Wipe and free. NULL is fine. */
void psi_pairs_free(struct psi_pairs *pairs);

/* Does the row have an account of the partner, or only one of ours that
 * matched? */
bool psi_pair_is_pair(const struct psi_pair *pair);

#endif
