/*
 * The matches, as the side that answers second finds them: your scalar on the
 * partner's elements, each looked up among those of the first answer.
 */
#ifndef PSI_SESSION_REVEAL_FIND_H
#define PSI_SESSION_REVEAL_FIND_H

#include "session/reveal_found.h"

/*
 * Find the matches, and note in `reveal` how many there are, in which groups
 * and whether they are fewer than agreed. `scalar` is a secret of the suite's
 * length. `found` is to be cleared in any case. Where `answer` is on disk, it
 * is empty afterwards.
 *
 * Returns 0, PSI_E_STATE (damaged), PSI_E_IO, PSI_E_NOMEM, PSI_E_RANDOM.
 */
int psi_reveal_find(struct psi_found *found, struct psi_reveal *reveal,
    struct psi_first_answer *answer, const uint8_t *scalar,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
