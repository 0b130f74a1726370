/* work/needs.csv: what a person was told last, so that --status can say it and
 * cron says it once a day. */
#ifndef PSI_CLI_RUN_NEEDS_FILE_H
#define PSI_CLI_RUN_NEEDS_FILE_H

#include <stdbool.h>

#include "psi/error.h"

#include "run/run.h"

/* Write the needs of the run. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_run_needs_save(const struct psi_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Read what the last call wrote into the needs of the run; without a file there
 * are none. Returns 0, PSI_E_IO, PSI_E_INPUT or PSI_E_NOMEM. */
int psi_run_needs_load(struct psi_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Was it told today? By the file, before it is written anew. */
bool psi_run_need_is_told(
    const struct psi_run *run, const struct psi_run_need *need);

#endif
