/* The directory's hook: the entity that an account is, and its family there. */
#ifndef PSI_LIST_ACCOUNT_ENTITY_H
#define PSI_LIST_ACCOUNT_ENTITY_H

#include "psi/error.h"

#include "list/account_making.h"

/* Make the keys of the directory; it needs the others settled, and leaves them
 * so. Returns 0, PSI_E_NOMEM, or what the listener returned. */
int psi_making_entity(struct psi_making *making, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
