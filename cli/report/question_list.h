/* The list of questions. */
#ifndef PSI_CLI_REPORT_QUESTION_LIST_H
#define PSI_CLI_REPORT_QUESTION_LIST_H

#include "psi/error.h"
#include "psi/mapping.h"

struct psi_answer;
struct psi_outfile;

/* For people: each with the words for it, and what it takes. */
int psi_question_list_print(const struct psi_mapping_questions *questions,
    struct psi_outfile *out, struct psi_error *err)
    __attribute__((warn_unused_result));

/* As a table that --questions takes; what no row of a table can say has
 * `program` in its column `needs`. */
int psi_question_list_fill(struct psi_answer *answer,
    const struct psi_mapping_questions *questions, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
