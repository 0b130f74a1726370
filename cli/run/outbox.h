/*
 * outbox/: what the partner is to get. A file is made by its step, stays the
 * same bytes, and is moved to sent/ when the command `send` has taken it, or
 * taken away by a person where there is no such command.
 */
#ifndef PSI_CLI_RUN_OUTBOX_H
#define PSI_CLI_RUN_OUTBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"

#include "run/run.h"

/* The path of a file of run N: outbox/psi-AGREEMENT-ROLE-N-KIND.csv, with our
 * role in that agreement. */
const char *psi_run_out_path(struct psi_run_path *out,
    const struct psi_run *run,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], char role,
    uint32_t number, const char *kind);

/*
 * Was it made before? A file that lies there although the log does not know it
 * was made by a call that was killed: that is noted now. Returns 0 with *made.
 */
int psi_run_out_made(struct psi_run *run, const char *path, uint32_t number,
    const char *kind, bool *made, struct psi_error *err)
    __attribute__((warn_unused_result));

/* It was made just now. */
int psi_run_out_note(struct psi_run *run, const char *path, uint32_t number,
    const char *kind, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Send what is there. A command that fails is a need of the run, and the file
 * stays. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_run_send(struct psi_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

/* How many files wait. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_run_out_count(const struct psi_run *run, size_t *out,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
