/* The inbox, sorted: what is the partner's for a run of ours goes to held/, all
 * else is refused, or stays until it is whole. */
#ifndef PSI_CLI_RUN_INBOX_H
#define PSI_CLI_RUN_INBOX_H

#include "psi/error.h"

#include "run/run.h"
#include "run/stand.h"

/* Returns 0, also where files were refused (they are needs of the run then);
 * PSI_E_IO, PSI_E_NOMEM where our own disk or memory fails. */
int psi_run_inbox(struct psi_run *run, const struct psi_run_stand *stand,
    struct psi_error *err) __attribute__((warn_unused_result));

/* When the run was moved on: say what came too late, where a person must know. */
int psi_run_tell_late(struct psi_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
