/*
 * Reveal for the side that answers second: verify the first answer, find the
 * matches in it, and write the second answer.
 */
#ifndef PSI_SESSION_REVEAL_SECOND_H
#define PSI_SESSION_REVEAL_SECOND_H

#include "session/reveal_body.h"

/*
 * From the partner's verified header to what is found: everything from "seal"
 * to "proofs" of PROTOCOL.md section 5. Nothing is committed.
 *
 * Returns 0, or PSI_E_LIMIT to PSI_E_SEAL, PSI_E_STATE (damaged), PSI_E_IO,
 * PSI_E_NOMEM.
 */
int psi_reveal_as_second(struct psi_reveal *reveal, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
