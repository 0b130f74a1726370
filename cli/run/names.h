/* The names in a folder of psi-run. */
#ifndef PSI_CLI_RUN_NAMES_H
#define PSI_CLI_RUN_NAMES_H

#include "psi/error.h"

#include "run/run.h"

/*
 * Call `on_name` for each name in `folder`, in no order, until it returns another
 * value than 0. A folder that is not there has none; one that cannot be read, or
 * not to its end, is no empty one: what waits in it would be lost sight of, and a
 * run be begun beside one that is open.
 *
 * Returns 0, what `on_name` returned, PSI_E_IO or PSI_E_NOMEM.
 */
int psi_run_names(const struct psi_run *run, const char *folder,
    int (*on_name)(void *cookie, const char *name, struct psi_error *err),
    void *cookie, struct psi_error *err) __attribute__((warn_unused_result));

#endif
