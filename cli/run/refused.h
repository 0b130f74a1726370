/* refused/: files of the inbox that were not taken, each with the reason beside
 * it; at most 20 of them, and 64 MiB. */
#ifndef PSI_CLI_RUN_REFUSED_H
#define PSI_CLI_RUN_REFUSED_H

#include <stdint.h>

#include "psi/error.h"

#include "run/incoming.h"
#include "run/run.h"

/* Move the private copy there, write why, remember it, and tell once. Returns
 * 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_run_refuse(struct psi_run *run, const struct psi_run_incoming *incoming,
    struct psi_error *err) __attribute__((warn_unused_result));

/* A held file that a step refused: to refused/, with the reason. */
int psi_run_refuse_held(struct psi_run *run, uint32_t number, const char *kind,
    const char *path, const struct psi_error *why, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Is there a file in the log that was taken and has not been refused since? Of
 * this run, kind, digest where these are not 0 or NULL. A file that was refused
 * has room for another of its kind; and for the same one again, since it may
 * have been damaged here, but not for ever.
 */
bool psi_run_was_taken(const struct psi_run *run, uint32_t number,
    const char *kind, const char *digest);

#endif
