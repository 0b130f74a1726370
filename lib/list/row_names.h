/* The names of a row, and its parent. Each returns 0, PSI_E_NOMEM, or what the listener
 * returned. */
#ifndef PSI_LIST_ROW_NAMES_H
#define PSI_LIST_ROW_NAMES_H

#include "list/row_reader.h"

/* All its names. */
int psi_row_names(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The parent, by its id and by its name: which of them the list knows is seen
 * at the end. */
int psi_row_parent(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
