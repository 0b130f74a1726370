/*
 * Accounts that do not fit into memory: what is there goes to the disk
 * (long_list.h), and rows follow it. Until then nothing is different.
 */
#ifndef PSI_LIST_ACCOUNTS_LONG_H
#define PSI_LIST_ACCOUNTS_LONG_H

#include <stdint.h>

#include "psi/error.h"

#include "list/account_making.h"
#include "list/account_state.h"

/*
 * A row has been kept: go on on the disk if what there is takes more memory than
 * it may. Returns 0; PSI_E_NOMEM also for what is only made in memory: several
 * exports, and families; what psi_long_list_add returns.
 */
int psi_accounts_watch(struct psi_accounts *accounts, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Take the row `accounts->facts`, once there is a long list. Returns as
 * psi_long_list_add. */
int psi_accounts_take_long(struct psi_accounts *accounts, uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

/* No exports follow a long list. Returns 0 or PSI_E_NOMEM. */
int psi_accounts_refuse_next(const struct psi_accounts *accounts,
    struct psi_error *err) __attribute__((warn_unused_result));

/* As psi_accounts_end_rows and psi_accounts_make_keys, of a long list; with one
 * maker for all its accounts. */
int psi_accounts_end_long(struct psi_accounts *accounts, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_accounts_make_long(struct psi_key_maker *maker, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_accounts_clear_long(struct psi_accounts *accounts);

#endif
