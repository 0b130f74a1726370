/* One call on one partner's folder: everything that can be done now. */
#ifndef PSI_CLI_RUN_PASS_H
#define PSI_CLI_RUN_PASS_H

#include "psi/error.h"

#include "run/run.h"

/*
 * Fetch, sort the inbox, move the run on, send, tell, retain. What a person
 * must know are the needs of the run afterwards. Returns 0 or the code of the gravest need.
 */
int psi_run_pass(struct psi_run *run) __attribute__((warn_unused_result));

#endif
