/* When two ids of accounts are one. */
#ifndef PSI_LIST_ACCOUNT_ID_H
#define PSI_LIST_ACCOUNT_ID_H

#include "base/cell.h"

/*
 * What is compared of an id. Salesforce has ids of 15 characters, in which the
 * case of letters counts, and writes the same with three more, which say which
 * letters are capitals: then these are left out. Any other id is itself.
 */
struct psi_cell psi_account_id(struct psi_cell id);

#endif
