/*
 * results/N: what came of a run. matches.csv as soon as both have answered,
 * pairs.csv when claims are there, and at the end of the run what the agreement
 * lets software make of it: changes.csv (read), actions.csv, report.html and
 * report.xlsx (report), crm.csv (write-crm). results/latest leads to the last
 * run that came to its end.
 */
#ifndef PSI_CLI_RUN_RESULTS_H
#define PSI_CLI_RUN_RESULTS_H

#include <stdint.h>

#include "psi/error.h"

#include "run/run.h"
#include "run/stand.h"

/* Write results/N/matches.csv again, or for the first time, from the session;
 * one with too few matches to show has none. */
int psi_run_matches(struct psi_run *run, const struct psi_run_stand *stand,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Everything else, and the end of the run. `outcome` is for the log:
 * "complete" or "partial". */
int psi_run_finish(struct psi_run *run, const struct psi_run_stand *stand,
    const char *outcome, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
