/* What is new goes to the commands on-change and on-change-owner, where the
 * agreement lets software notify. */
#ifndef PSI_CLI_RUN_TELL_H
#define PSI_CLI_RUN_TELL_H

#include "psi/error.h"

#include "run/run.h"

/* Tell what was not told yet, of the last run that came to a result, and of
 * those before it of which a command failed. One that fails is a need, and is
 * tried again. Returns 0, PSI_E_IO, PSI_E_NOMEM, or that a file is bad. */
int psi_run_tell(struct psi_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
