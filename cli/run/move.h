/* Files that go from one of a partner's folders to another. */
#ifndef PSI_CLI_RUN_MOVE_H
#define PSI_CLI_RUN_MOVE_H

#include "psi/error.h"

#include "run/run.h"

/*
 * Rename `from` to `to`, which is in `folder`, and synchronise that: the log has
 * an entry of what was moved and no step looks for it again, so it must not be
 * gone when the power comes back, and only the word of it there. Returns 0, or
 * PSI_E_IO with errno.
 */
int psi_run_move(const struct psi_run *run, const char *from,
    const char *folder, const char *to, struct psi_error *err)
    __attribute__((warn_unused_result));

/* After what was in `folder` went: it does not come back with the power. */
int psi_run_sync(const struct psi_run *run, const char *folder,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
