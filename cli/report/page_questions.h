/* The questions on a page: each with a sentence that answers it, and a table.
 */
#ifndef PSI_CLI_REPORT_PAGE_QUESTIONS_H
#define PSI_CLI_REPORT_PAGE_QUESTIONS_H

#include <stddef.h>

#include "psi/error.h"
#include "psi/mapping.h"

#include "report/all_answers.h"
#include "report/first_steps.h"

struct psi_outfile;

/* The table of contents, and the sections. `max` rows of each. */
int psi_page_contents(struct psi_outfile *out,
    const struct psi_mapping_questions *questions, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_page_questions(struct psi_outfile *out,
    const struct psi_all_answers *all, const struct psi_steps *steps,
    const struct psi_mapping_questions *questions, size_t max,
    struct psi_error *err) __attribute__((warn_unused_result));

/* What more there is, for those who have the programs. */
int psi_page_commands(struct psi_outfile *out, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
