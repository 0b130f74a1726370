/* The agreement that a run was begun under, which the folder's may have replaced
 * since. */
#ifndef PSI_CLI_RUN_AGREED_H
#define PSI_CLI_RUN_AGREED_H

#include <stdint.h>

#include "psi/agreement.h"
#include "psi/error.h"

#include "run/run.h"

/* Read the one that the session of run `number` keeps, and our role in it. *out
 * is to be freed, and NULL after an error. Returns 0 or what reading it
 * returned. */
int psi_run_agreed(const struct psi_run *run, uint32_t number,
    struct psi_agreement **out, char *role, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
