/* Moving the run on: one step, by where the session stands and what is held. */
#ifndef PSI_CLI_RUN_STEPS_H
#define PSI_CLI_RUN_STEPS_H

#include <stdbool.h>

#include "psi/error.h"

#include "run/run.h"
#include "run/stand.h"

/*
 * Make the next step of an open run, if there is one now; *moved says whether
 * the session stands otherwise than before. A file of the partner's that the
 * step refuses goes to refused/, and is a need of the run. Returns 0, or what
 * the step returned for other reasons.
 */
int psi_run_step(struct psi_run *run, const struct psi_run_stand *stand,
    bool *moved, struct psi_error *err) __attribute__((warn_unused_result));

/* Close an open run: its secrets are destroyed. */
int psi_run_close_run(struct psi_run *run, uint32_t number, const char *outcome,
    struct psi_error *err) __attribute__((warn_unused_result));

/* What the run waits for, in a word that stays: "begin", "blinded", ... and
 * whether it waits for the partner. */
const char *psi_run_step_word(const struct psi_run_stand *stand, bool *theirs);

#endif
