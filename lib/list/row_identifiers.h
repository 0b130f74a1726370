/* The identifiers of a row. Returns 0, PSI_E_NOMEM, or what the listener
 * returned. */
#ifndef PSI_LIST_ROW_IDENTIFIERS_H
#define PSI_LIST_ROW_IDENTIFIERS_H

#include "list/row_reader.h"

/* Its identifiers. A good number of a national register also tells the country
 * of a row that names none. */
int psi_row_identifiers(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
