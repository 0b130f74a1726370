/* Files of ours that are no export, given where one is wanted. */
#ifndef PSI_LIST_FOREIGN_H
#define PSI_LIST_FOREIGN_H

#include "psi/error.h"
#include "psi/io.h"

/*
 * Refuse a table whose first rows are those of a keys file, an exchanged file,
 * an agreement or a result: says what it is, and which tool takes it. `second`
 * may be NULL. Returns 0 for any other table, or PSI_E_INPUT.
 */
int psi_refuse_foreign(const struct psi_record *first,
    const struct psi_record *second, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
