/*
 * Reveal for the side that answers first: read which rows match, as the partner
 * says, and check the proofs.
 */
#ifndef PSI_SESSION_REVEAL_FIRST_H
#define PSI_SESSION_REVEAL_FIRST_H

#include "session/reveal_body.h"

/*
 * From the partner's verified header to what is found: everything from "seal"
 * to "proofs" of PROTOCOL.md section 5. Nothing is committed.
 *
 * Returns 0, or PSI_E_LIMIT to PSI_E_SEAL, PSI_E_STATE (damaged), PSI_E_IO,
 * PSI_E_NOMEM.
 */
int psi_reveal_as_first(struct psi_reveal *reveal, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The same in mode counts. */
int psi_reveal_first_counts(struct psi_reveal *reveal, struct psi_error *err)
    __attribute__((warn_unused_result));

/* There are at most so many matches: with fewer than the agreement asks for,
 * an honest partner sends zeros. Notes whether they are withheld; returns 0 or
 * PSI_E_LIMIT. */
int psi_reveal_check_total(struct psi_reveal *reveal, uint64_t most,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
