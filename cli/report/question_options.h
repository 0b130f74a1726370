/* Which options go with which kind of question: what would be passed over
 * without a word is refused. */
#ifndef PSI_CLI_REPORT_QUESTION_OPTIONS_H
#define PSI_CLI_REPORT_QUESTION_OPTIONS_H

#include "psi/error.h"

struct psi_cli;

enum psi_question_kind {
	PSI_QUESTION_NAMED,
	PSI_QUESTION_ASK,
	PSI_QUESTION_MEASURED,
	PSI_QUESTION_CHANGES,
	PSI_QUESTION_ATTRIBUTION,
	PSI_QUESTION_PAGE,
	PSI_QUESTION_WORKBOOK,
	PSI_QUESTION_CRM
};

/* Returns 0 or PSI_CLI_USAGE. The question is the first operand. */
int psi_question_options_check(const struct psi_cli *cli,
    enum psi_question_kind kind, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
