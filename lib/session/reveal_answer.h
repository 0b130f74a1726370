/*
 * The second answer: which of the first side's rows matched, with proofs, or
 * how many in each pair of groups. It has no element (PROTOCOL.md section 2).
 */
#ifndef PSI_SESSION_REVEAL_ANSWER_H
#define PSI_SESSION_REVEAL_ANSWER_H

#include "session/reveal_find.h"

/*
 * Begin the object and write it, sealed and signed, from what was found, which
 * is also collected (psi_reveal_collect). `reveal` has it then, not committed (`has_answer`, which is also true after a
 * failure that came once it was begun), and its digest. `scalar` as in
 * psi_reveal_find.
 *
 * Returns 0, PSI_E_IO, PSI_E_NOMEM, or what the store or psi_reveal_collect
 * returned.
 */
int psi_reveal_answer(struct psi_reveal *reveal,
    const struct psi_first_answer *first, struct psi_found *found,
    const uint8_t *scalar, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
