/* Rows that a system keeps though they were put away: inactive, deleted, merged
 * accounts (lib/KEYS.md, "Populations"). */
#ifndef PSI_LIST_INACTIVE_H
#define PSI_LIST_INACTIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cell.h"
#include "list/header.h"

/* Does the value say that something is active, or that it is not? */
bool psi_inactive_is_state(struct psi_cell value);

/* The cell that says that the row was put away; empty where none does. *field is what
 * its column was taken for, and *i its number there. */
struct psi_cell psi_inactive_find(const struct psi_mapping *mapping,
    const struct psi_cell *cells, size_t num_cells, enum psi_field *field,
    size_t *i);

#endif
