/* When two ids of accounts are one. */
#ifndef PSI_LIST_ACCOUNT_ID_H
#define PSI_LIST_ACCOUNT_ID_H

#include <stddef.h>
#include <stdint.h>

#include "base/cell.h"
#include "list/fact.h"

/*
 * What is compared of an id. Salesforce has ids of 15 characters, in which the
 * case of letters counts, and writes the same with three more, which say which
 * letters are capitals: then these are left out. Any other id is itself.
 */
struct psi_cell psi_account_id(struct psi_cell id);

/*
 * The same of a row. A list of opportunities may have no id of the account:
 * what stands for a row without an id is all that it says, 128 bits of hashes
 * and the country, in `identity`. Empty where it has not both a name and a
 * domain, since then two accounts may well say the same.
 */
#define PSI_ACCOUNT_IDENTITY_BYTES                                             \
	(1 + 2 * sizeof(uint64_t) + PSI_COUNTRY_CHARS)
struct psi_cell psi_account_row_id(
    const struct psi_facts *facts, char identity[PSI_ACCOUNT_IDENTITY_BYTES]);

#endif
