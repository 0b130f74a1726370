/*
 * Several exports of one company: a row of a later one belongs to an account of
 * an earlier one where it says the same domain or name (psi_normalize_lists).
 */
#ifndef PSI_LIST_EARLIER_LISTS_H
#define PSI_LIST_EARLIER_LISTS_H

#include <stdint.h>

#include "psi/error.h"

#include "list/account_state.h"

/*
 * The account of an earlier export that has the domain of the row that was just
 * read, or else its name as it is written, or else its strict name;
 * PSI_NO_ACCOUNT where none or several have it. A name
 * does not join two that have domains, since these then differ.
 */
uint32_t psi_earlier_lists_find(const struct psi_accounts *accounts);

/* All accounts so far are of an earlier export from now on. Returns 0 or
 * PSI_E_NOMEM. */
int psi_earlier_lists_add(struct psi_accounts *accounts, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The row that was just read is of this account: keep its name as it is written.
 * Returns 0, PSI_E_NOMEM or PSI_E_RANDOM. */
int psi_earlier_lists_write(struct psi_accounts *accounts, uint32_t account,
    struct psi_error *err) __attribute__((warn_unused_result));

void psi_earlier_lists_clear(struct psi_earlier_lists *earlier);

#endif
