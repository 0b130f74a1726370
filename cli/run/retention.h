/* What goes, and when: nothing but by `keep` and by the `retention-days` of the
 * agreement that a run was begun under. log.csv, the ledger and digests stay. */
#ifndef PSI_CLI_RUN_RETENTION_H
#define PSI_CLI_RUN_RETENTION_H

#include "psi/error.h"

#include "run/run.h"

/*
 * Remove what is too old, and say so in the log. Nothing is removed if the
 * clock says a day before `last_day`, the last one in the log before this call,
 * or more than 30 days after it. Returns 0, PSI_E_IO or PSI_E_NOMEM.
 */
int psi_run_retain(struct psi_run *run, int32_t last_day, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Remove a folder of ours and all in it; overwritten first, as the store does
 * it. One that is not there is fine. */
int psi_run_remove_tree(const char *path, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
