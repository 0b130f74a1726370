/* All rows are in: what becomes of one account. */
#ifndef PSI_LIST_ACCOUNT_FINISH_H
#define PSI_LIST_ACCOUNT_FINISH_H

#include <stdint.h>

#include "psi/error.h"

#include "list/account_making.h"

/* Make the keys of an account and tell the listener of it (event.h). Returns 0,
 * PSI_E_NOMEM, or what the listener returned. */
int psi_account_finish(struct psi_key_maker *maker, uint32_t index,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
