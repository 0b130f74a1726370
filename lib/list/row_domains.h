/* The domains of a row. Returns 0, PSI_E_NOMEM, or what the listener
 * returned. */
#ifndef PSI_LIST_ROW_DOMAINS_H
#define PSI_LIST_ROW_DOMAINS_H

#include "list/row_reader.h"

/* The hosts of all columns of a field, as facts of a kind. */
int psi_row_domains(struct psi_row *row, enum psi_field field,
    enum psi_fact_kind kind, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
