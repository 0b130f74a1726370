/* The sentence that answers a question, and the lines below its table that say
 * why a table has more than the sentence. */
#ifndef PSI_CLI_REPORT_PAGE_SENTENCE_H
#define PSI_CLI_REPORT_PAGE_SENTENCE_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "report/all_answers.h"

struct psi_outfile;

/* Words of ours with a number in the place of %N. */
int psi_page_number(struct psi_outfile *out, const char *words, uint64_t number,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The number of the answer, in all and by partner, and how to read the table.
 */
int psi_page_sentence(struct psi_outfile *out,
    const struct psi_all_answers *all, const struct psi_all_answer *of,
    struct psi_error *err) __attribute__((warn_unused_result));

/* What stands below the table `answer`, of which `shown` rows are shown. */
int psi_page_notes(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, const struct psi_answer *answer,
    size_t shown, struct psi_error *err) __attribute__((warn_unused_result));

#endif
