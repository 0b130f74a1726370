/*
 * held/: files of the partner that are whole, ours, and wait for their step.
 * Named N-KIND-DIGEST.csv; after the step they go to done/.
 */
#ifndef PSI_CLI_RUN_HELD_H
#define PSI_CLI_RUN_HELD_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"

#include "run/run.h"

/* The path of the file of that kind for run N, with *found where one is held.
 * Returns 0, or as psi_run_names. */
int psi_run_held_find(const struct psi_run *run, uint32_t number,
    const char *kind, bool *found, struct psi_run_path *out,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The highest run for which a blinded file is held; 0 for none. Returns 0, or as
 * psi_run_names. */
int psi_run_held_highest(const struct psi_run *run, uint32_t *out,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The step is made: move it to done/. */
int psi_run_held_done(const struct psi_run *run, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Everything for runs up to N, of a run that ended: to done/ too. */
int psi_run_held_done_to(const struct psi_run *run, uint32_t number,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
