/* Which account is the parent of which, and the key that a family has. */
#ifndef PSI_LIST_FAMILIES_H
#define PSI_LIST_FAMILIES_H

#include "psi/error.h"

#include "list/account_making.h"
#include "list/account_state.h"

/* Before the first account: the account that each one names as its parent.
 * Returns 0 or PSI_E_NOMEM. */
int psi_families_find(struct psi_accounts *accounts, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Make the key of the account's family. Returns 0, PSI_E_NOMEM, or what the
 * listener returned. */
int psi_making_family(struct psi_making *making, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
