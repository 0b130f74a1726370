/* Plots of a page, of one partner each: inline SVG and shaded tables. */
#ifndef PSI_CLI_REPORT_PLOTS_H
#define PSI_CLI_REPORT_PLOTS_H

#include "psi/error.h"

#include "report/answer.h"

struct psi_outfile;

/* What accounts are to us, down, and to the partner, across, shaded by their
 * number; from an answer with partner, our_population, their_population and
 * accounts. */
int psi_plot_matrix(struct psi_outfile *out, const struct psi_answer *answer,
    const char *partner, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Accounts by motion as bars, split by what they are to us: customers, and
 * others; from an answer with partner, motion, our_population, accounts. */
int psi_plot_motions(struct psi_outfile *out, const struct psi_answer *answer,
    const char *partner, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
