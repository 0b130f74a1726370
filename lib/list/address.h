/*
 * Two of your accounts name the same domain or host in their web or e-mail
 * addresses. A key must belong to one company, so one of the two has to get it:
 * this decides which has the closer claim, by
 * the nearest address of each.
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
 * How far an address is from what it leads to, the domain itself or, where
 * `below`, a host below it: less is nearer. `steps` is the address's
 * (struct psi_domain). The first of these that tells two apart decides:
 *
 * 1. that of a company whose name is the domain (Acme at acme.com), before one
 *    whose name is like it (Acme Foods), before one that is called otherwise;
 * 2. that of the domain or host itself, and not of one below it;
 * 3. that with the shorter path.
 */
uint8_t psi_address_distance(uint8_t steps, bool below);

/*
 * Why a company may keep no key for a domain or a host that another one names too,
 * and which has this distance from it; PSI_REJECT_NONE where it may. `ours` is an
 * account of the company, `theirs` one of the other. The nearer one has it, and the
 * other one OTHERS_DOMAIN. Of two that are equally near and have different names
 * neither has it, since it is taken for a group's: EQUAL_CLAIM. With the same name,
 * or where one has none, they are taken for one, and both have it.
 */
enum psi_reject psi_address_judge(const struct psi_account_rows *rows,
    uint32_t ours, uint8_t our_distance, uint32_t theirs,
    uint8_t their_distance);

#endif
