/*
 * Which matches are to be checked: those of accounts that no sure match at the
 * partner settles. An account with a sure match needs no check, though another
 * account of theirs fits it, too.
 */
#ifndef PSI_CLI_REPORT_UNSETTLED_H
#define PSI_CLI_REPORT_UNSETTLED_H

#include <stdbool.h>

#include "psi/error.h"
#include "psi/mapping.h"

#include "report/answer.h"

/* What is to be checked, as conditions. */
extern const char psi_unsettled_where[];

/* All zero before. */
struct psi_unsettled {
	/* Partner and account of those that no sure match settles. */
	struct psi_answer accounts;
	/* Had the list more rows than the limit? */
	bool is_cut;
};

/* Ask for the accounts; before the pairs are read. */
int psi_unsettled_ask(struct psi_unsettled *unsettled,
    struct psi_mapping *mapping, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Of a list with a column our_account, and with partner where there are several,
 * keep the first `limit` rows that are of such accounts; 0 for all. Time n log
 * n. */
int psi_unsettled_keep(struct psi_unsettled *unsettled, struct psi_answer *list,
    uint64_t limit, struct psi_error *err) __attribute__((warn_unused_result));

void psi_unsettled_clear(struct psi_unsettled *unsettled);

#endif
