/* The country of a row. Returns 0, PSI_E_NOMEM, or what the listener
 * returned. */
#ifndef PSI_LIST_ROW_COUNTRY_H
#define PSI_LIST_ROW_COUNTRY_H

#include "list/row_reader.h"

/* The country by the first column that names one; it says how the numbers and
 * the names of the row are read. */
int psi_row_country(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
