/* The matches of a page that somebody should look at first. */
#ifndef PSI_CLI_REPORT_PAGE_CHECK_H
#define PSI_CLI_REPORT_PAGE_CHECK_H

#include "psi/error.h"

#include "report/all_answers.h"

struct psi_outfile;

int psi_page_check(struct psi_outfile *out, const struct psi_all_answers *all,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Why a match is not sure, and how to check it: from the columns `sure` and
 * `ambiguous`. Words of ours, for the page and the workbook. */
const char *psi_check_words(const char *sure, const char *ambiguous);

#endif
