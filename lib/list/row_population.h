/* The population of a row. Returns 0, PSI_E_NOMEM, or what the listener
 * returned. */
#ifndef PSI_LIST_ROW_POPULATION_H
#define PSI_LIST_ROW_POPULATION_H

#include "list/row_reader.h"

/* The population by the first column that says something a rule knows;
 * failing that, by the stage of the opportunity. A number of open deals above
 * zero, or a row that is an open deal, makes at least an open opportunity. */
int psi_row_population(struct psi_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
