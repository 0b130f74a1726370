/* Claims and fields of a revealed run, both ways. */
#ifndef PSI_CLI_RUN_RUN_SHARE_H
#define PSI_CLI_RUN_RUN_SHARE_H

#include <stdbool.h>

#include "psi/error.h"

#include "run/run.h"
#include "run/stand.h"

/* Make the file that is due, where a person has agreed to it, and take the
 * partner's that is held; *moved as in psi_run_step. */
int psi_run_share(struct psi_run *run, const struct psi_run_stand *stand,
    bool *moved, struct psi_error *err) __attribute__((warn_unused_result));

#endif
