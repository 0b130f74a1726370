/* Opening a partner's folder, and the lock on it. */
#ifndef PSI_CLI_RUN_RUN_FOLDER_H
#define PSI_CLI_RUN_RUN_FOLDER_H

#include "psi/error.h"

#include "run/run.h"

/* The folders in a partner's folder; NULL ends them. */
extern const char *const psi_run_folders[];

/*
 * Open the folder `name`: nobody but the user may write anything in it that
 * counts, but for the inbox. With `looks_only` it is not locked. Reads the
 * settings, the log, and the agreement.
 *
 * Returns 0; PSI_E_STATE (somebody else may write it; not a folder of
 * psi-run); PSI_E_INPUT (settings or log, with file and line);
 * PSI_E_AGREEMENT; PSI_E_IO; PSI_E_NOMEM; and PSI_RUN_BUSY where another
 * psi-run works with it. psi_run_close in any case.
 */
#define PSI_RUN_BUSY (-1101)

int psi_run_open(struct psi_run *run, const char *name, bool looks_only,
    struct psi_error *err) __attribute__((warn_unused_result));
void psi_run_close(struct psi_run *run);

/* Read the agreement of the folder again; *run has its digest. */
int psi_run_read_agreement(struct psi_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Is this the machine that the folder and the identity were last used on?
 * Returns 0, PSI_E_STATE with a hint, PSI_E_IO. */
int psi_run_check_host(const struct psi_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

/* For `init`: has the identity been used on another machine, and on none since?
 * Returns 0, PSI_E_STATE with a hint, PSI_E_IO. */
int psi_run_check_other_host(const struct psi_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

/* From now on it is. */
int psi_run_adopt_host(struct psi_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
