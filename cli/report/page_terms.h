/* What may be done with a result: the agreements' terms in plain words. */
#ifndef PSI_CLI_REPORT_PAGE_TERMS_H
#define PSI_CLI_REPORT_PAGE_TERMS_H

#include "psi/error.h"

#include "report/answer.h"

struct psi_mapping_tool;
struct psi_outfile;

/* `runs` as struct psi_all_answers has it. */
int psi_page_terms(struct psi_outfile *out, const struct psi_mapping_tool *tool,
    const struct psi_answer *runs, const struct psi_answer *partners,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
