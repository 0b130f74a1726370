/*
 * The matches where they do not fit into memory: the elements of both sides
 * under both keys, sorted on disk, are walked through side by side.
 */
#ifndef PSI_SESSION_REVEAL_MERGE_H
#define PSI_SESSION_REVEAL_MERGE_H

#include "session/reveal_found.h"

/*
 * Count the elements that are in found->sorted and in answer->sorted, as
 * psi_reveal_find does, and in mode accounts make found->theirs and
 * found->ours of them. Returns 0, PSI_E_IO, PSI_E_NOMEM or PSI_E_RANDOM.
 */
int psi_reveal_merge(struct psi_found *found, struct psi_reveal *reveal,
    const struct psi_first_answer *answer, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
