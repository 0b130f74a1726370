/*
 * Where accounts live: of two own accounts at one domain or host, whose it is.
 */
#ifndef PSI_LIST_ADDRESS_H
#define PSI_LIST_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cell.h"
#include "list/account_rows.h"

/* 4 if a host, whose registrable domain begins at `start`, begins with "www.",
 * which says nothing; else 0. */
size_t psi_www_len(const char *host, size_t start);

/*
 * Whether `name`, a domain or a host that the two companies `ours` and
 * `theirs` have, is ours: it is that one's which is called as the domain is,
 * else that one's whose address is nearer to it, at the name itself and with
 * the shorter path; the other is a part, or a guest. Where both are equally
 * near, it is a group's, and neither has it, if both have names that tell them
 * apart; otherwise both.
 */
bool psi_address_is_ours(const struct psi_account_rows *rows,
    struct psi_cell name, uint32_t ours, uint32_t theirs);

#endif
