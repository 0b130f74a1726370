/*
 * The keys of one account, once the whole list has been read: which of the
 * facts of its rows are keys, and why the others are none.
 */
#ifndef PSI_LIST_ACCOUNT_KEYS_H
#define PSI_LIST_ACCOUNT_KEYS_H

#include "psi/error.h"

#include "list/account_making.h"

/* Make the keys that its rows give. Returns 0, PSI_E_NOMEM, or what the
 * listener returned. */
int psi_making_rows(struct psi_making *making, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
