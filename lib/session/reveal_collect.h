/*
 * From what the side that answers second has found to its accounts.
 */
#ifndef PSI_SESSION_REVEAL_COLLECT_H
#define PSI_SESSION_REVEAL_COLLECT_H

#include "session/reveal_found.h"

/*
 * Mode accounts, and matches that are not withheld; else it does nothing: your
 * positions that matched, with their tokens, and the accounts that the map has
 * there, go to reveal->matched. Once; it runs on the calling thread alone.
 *
 * Returns 0, PSI_E_MISMATCH (your padding has matched), PSI_E_STATE (damaged),
 * PSI_E_IO, PSI_E_NOMEM or PSI_E_RANDOM.
 */
int psi_reveal_collect(struct psi_found *found, struct psi_reveal *reveal,
    const struct psi_first_answer *answer, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
