/* The deal of a row, by its columns (lib/KEYS.md, "Deals"). */
#ifndef PSI_LIST_DEAL_ROW_H
#define PSI_LIST_DEAL_ROW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cell.h"
#include "list/deals.h"
#include "list/header.h"

/* Read the deal of a row; its stage is empty where the row has none, and where
 * another column says that the deal is over, that is its stage. The export's number
 * is left to the caller. */
void psi_deal_row_read(struct psi_deal *out, const struct psi_mapping *mapping,
    const struct psi_cell *cells, size_t num_cells);

/*
 * The cell that says how the row's deal ended, of those that say that it is over;
 * empty where none does. *field is what the column was taken for, and *i its number
 * there.
 */
struct psi_cell psi_deal_row_end(const struct psi_mapping *mapping,
    const struct psi_cell *cells, size_t num_cells, enum psi_field *field,
    size_t *i);

#endif
