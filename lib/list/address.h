/*
 * Two of your accounts name the same domain or host in their web or e-mail
 * addresses. A key must belong to one company, so one of the two has to get it:
 * this decides which has the closer claim.
 */
#ifndef PSI_LIST_ADDRESS_H
#define PSI_LIST_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cell.h"
#include "list/account_rows.h"
#include "normal/reject.h"

/*
 * The bytes of a leading "www." to skip, since it tells no host from another: 4
 * or 0. `start` is where the registrable domain begins in `host`; a domain that
 * itself begins with "www." keeps it.
 */
size_t psi_www_len(const char *host, size_t start);

/* The fact by which an account has its nearest address at `name`, in the order of
 * the rules below; false where it has none. Costs a walk over its facts. */
bool psi_address_nearest(const struct psi_account_rows *rows, uint32_t account,
    struct psi_cell name, struct psi_fact *out);

/*
 * Why the account `ours` may keep no key for `name`, a domain or a host that the
 * account `theirs` names too; PSI_REJECT_NONE where it may. The first rule that
 * tells them apart decides, and whom it is against has OTHERS_DOMAIN:
 *
 * 1. the account whose company name is the domain (Acme at acme.com), before one
 *    whose name is like it (Acme Foods), before one that is called otherwise;
 * 2. the account whose address is `name` itself, not a host below it;
 * 3. the account whose address has the shorter path.
 *
 * If no rule does and the two have different names, the domain is taken for
 * that of a group of companies and neither keeps it (EQUAL_CLAIM for both); with
 * the same name, or where one has none, they are taken for one company and both
 * keep it. So does who alone of the two has an address at `name`. Costs a walk
 * over the facts of both accounts.
 */
enum psi_reject psi_address_judge(const struct psi_account_rows *rows,
    struct psi_cell name, uint32_t ours, uint32_t theirs);

#endif
