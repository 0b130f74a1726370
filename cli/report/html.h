/* Pieces of HTML. Functions return 0 or what the output returned. */
#ifndef PSI_CLI_REPORT_HTML_H
#define PSI_CLI_REPORT_HTML_H

#include <stddef.h>

#include "psi/error.h"

#include "report/answer.h"
#include "kit/html_text.h"

struct psi_outfile;

/* An answer as a table of at most `max` rows, within <div class=wide>; `live`
 * tables can be sorted and filtered. A bar stands behind each number of the
 * column `bar` (its name; NULL for none). */
int psi_html_table(struct psi_outfile *out, const struct psi_answer *answer,
    const char *caption, const char *bar, size_t max, int live,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The matrix of populations as a heat map, from an answer with our_population,
 * their_population and accounts. Populations alone are words of ours; others
 * are left out. */
int psi_html_heat_map(struct psi_outfile *out, const struct psi_answer *answer,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Accounts by motion, from an answer with motion and accounts: bars, split by
 * our population: customer and other than that. */
int psi_html_motions(struct psi_outfile *out, const struct psi_answer *answer,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
