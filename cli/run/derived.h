/* What is made of pairs: changes, actions, reports, and only what the
 * agreement's `agents-may` names. */
#ifndef PSI_CLI_RUN_DERIVED_H
#define PSI_CLI_RUN_DERIVED_H

#include <stdint.h>

#include "psi/error.h"

#include "run/run.h"

/* Make them in results/N, from its pairs.csv. */
int psi_run_derive(struct psi_run *run, uint32_t number, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
