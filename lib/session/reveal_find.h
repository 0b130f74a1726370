/*
 * The matches, as the side that answers second finds them: your scalar on the
 * partner's elements, each looked up among those of the first answer.
 */
#ifndef PSI_SESSION_REVEAL_FIND_H
#define PSI_SESSION_REVEAL_FIND_H

#include "base/buf.h"
#include "session/reveal_body.h"
#include "session/reveal_verify.h"

/* All zero is none. */
struct psi_found {
	/* For each row of the partner's file 0, or 1 + a position in your
	 * one; and the elements of those that are not 0. */
	uint32_t *position;
	struct psi_buf matched;
};

/*
 * Find the matches, and note in `reveal` how many there are, in which groups,
 * whether they are fewer than agreed and, in mode accounts, which of your
 * positions they are. `scalar` is a secret of the suite's length. `found` is to
 * be cleared in any case.
 *
 * Returns 0, PSI_E_STATE (damaged), PSI_E_IO, PSI_E_NOMEM.
 */
int psi_reveal_find(struct psi_found *found, struct psi_reveal *reveal,
    const struct psi_first_answer *answer, const uint8_t *scalar,
    struct psi_error *err) __attribute__((warn_unused_result));
void psi_found_clear(struct psi_found *found, const struct psi_reveal *reveal);

#endif
