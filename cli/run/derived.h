/* What is made of pairs: changes, actions, reports, and only what the
 * agreement's `agents-may` names. */
#ifndef PSI_CLI_RUN_DERIVED_H
#define PSI_CLI_RUN_DERIVED_H

#include <stdint.h>

#include "psi/error.h"

#include "run/run.h"
#include "step/step_share.h"

/* Make them in results/N, from its pairs.csv. */
int psi_run_derive(struct psi_run *run, uint32_t number, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Open the list of run N as a step needs it; closed by psi_step_list_close. */
int psi_run_list_open(const struct psi_run *run, uint32_t number,
    struct psi_step_list *list, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
