/* changes.csv, cut by the owner of our account. */
#ifndef PSI_CLI_RUN_OWNER_FILES_H
#define PSI_CLI_RUN_OWNER_FILES_H

#include <stdint.h>

#include "psi/error.h"

#include "run/run.h"

/*
 * Write results/N/owners/NNNN.csv for each owner who has changes, and run
 * on-change-owner once for each who was not told yet; where it fails for one,
 * but not by its time limit, the others are told all the same. Accounts without
 * an owner are in no file. Returns 0, or the first failure.
 */
int psi_run_owner_files(struct psi_run *run, uint32_t number,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
