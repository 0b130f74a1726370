/* What psi-report and psi-diff ask of your list. */
#ifndef PSI_CLI_REPORT_OWN_LIST_H
#define PSI_CLI_REPORT_OWN_LIST_H

#include <stddef.h>

#include "psi/error.h"
#include "psi/mapping.h"

/* Count the accounts of the list at `path` by population, as psi-normalize
 * does, for shares. *customers is their number of customers. */
int psi_own_list_count(struct psi_mapping *mapping, const char *path,
    uint64_t *customers, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The column of the account's id, from 1; 0 where there is none. */
int psi_own_list_id(const char *path, size_t *column, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
