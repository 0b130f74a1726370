/* Domains that are called as the account is: which hosts are its own by name. */
#ifndef PSI_LIST_OWN_HOSTS_H
#define PSI_LIST_OWN_HOSTS_H

#include "list/fact.h"

/* Among the facts of a row, mark each host whose domain is called as the
 * account is (PSI_DOMAIN_OWN), and each that is of a part of it
 * (PSI_DOMAIN_PART). */
void psi_own_hosts_mark(struct psi_facts *facts);

#endif
