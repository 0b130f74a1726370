/* The list of accounts that a run was begun with. */
#ifndef PSI_CLI_RUN_RUN_LIST_H
#define PSI_CLI_RUN_RUN_LIST_H

#include <stdint.h>

#include "psi/error.h"

#include "run/run.h"
#include "step/step_share.h"

/* The public-suffix list beside the agreement. */
void psi_run_suffixes_path(struct psi_run_path *out, const struct psi_run *run);

/* Open the list of run N as a step needs it; closed by psi_step_list_close. */
int psi_run_list_open(const struct psi_run *run, uint32_t number,
    struct psi_step_list *list, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
