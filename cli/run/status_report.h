/* psi-run --status: one line a partner, or JSON for monitoring. */
#ifndef PSI_CLI_RUN_STATUS_REPORT_H
#define PSI_CLI_RUN_STATUS_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

/*
 * Look at the folders and print how each stands. Nothing is written in them.
 * Returns 0 or the code of the gravest thing that waits for a person, with
 * `err`; PSI_E_IO, PSI_E_NOMEM.
 */
int psi_run_status(const char *const *names, size_t num, bool json,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
