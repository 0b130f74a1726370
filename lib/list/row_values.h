/* Amounts and dates of a row: no keys, but told where they cannot be read, while the
 * export can still be mended. */
#ifndef PSI_LIST_ROW_VALUES_H
#define PSI_LIST_ROW_VALUES_H

#include "list/row_reader.h"

/* Note the cells that no agreement could share anything of. A date that can be of
 * one order of day and month or of the other is readable here: which one it is
 * depends on the whole list. */
int psi_row_values(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
