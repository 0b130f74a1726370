/* What the values of a column look like. */
#ifndef PSI_LIST_COLUMN_LOOK_H
#define PSI_LIST_COLUMN_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cell.h"
#include "list/header.h"

/* Take one more value into account; empty ones do not count. */
void psi_column_look_add(struct psi_column_look *look, struct psi_cell value);

/* Whether a text of several words ends in a legal form. */
bool psi_column_is_company(struct psi_cell value);

/* The column without a field that looks most like names, or else like
 * websites; false where none does. `looks` has one for each column. */
bool psi_column_best(const struct psi_mapping *mapping,
    const struct psi_column_look *looks, size_t *column, enum psi_field *field);

#endif
