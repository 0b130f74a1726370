/* The accounts behind an answer of a page by name, one row for each. */
#ifndef PSI_CLI_REPORT_PAGE_NAMES_H
#define PSI_CLI_REPORT_PAGE_NAMES_H

#include "psi/error.h"

#include "report/all_answers.h"
#include "report/first_steps.h"

struct psi_outfile;

enum psi_page_names {
	/* Accounts with a step; with an introduction, either way. */
	PSI_PAGE_NAMES_STEPS,
	PSI_PAGE_NAMES_INTRODUCTIONS
};

/* Account, what it is to us, and at each partner what to do; at most `max`
 * rows, folded where they are many. Nothing where there is none. */
int psi_page_names(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_steps *steps, enum psi_page_names which, size_t max,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
