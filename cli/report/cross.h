/* Groups of all partners together, with a column for each partner. */
#ifndef PSI_CLI_REPORT_CROSS_H
#define PSI_CLI_REPORT_CROSS_H

#include <stdbool.h>

#include "psi/error.h"

#include "report/all_answers.h"
#include "report/answer.h"

/* More partners have no columns of their own. */
#define PSI_CROSS_PARTNERS_MAX 8

/* Can it be made: are there two partners or some more, and are the groups such
 * that those of several can be put together? Owners and products of theirs
 * are one partner's. */
bool psi_cross_can(
    const struct psi_all_answer *of, const struct psi_answer *partners);

/*
 * The table: what the accounts are put together by, `accounts`, a column "@N"
 * for the Nth partner, and the other numbers. `out` is all zero.
 */
int psi_cross_make(struct psi_answer *out, const struct psi_all_answer *of,
    const struct psi_answer *partners, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
