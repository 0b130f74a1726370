/* The first answer, which the side that answers second opens and verifies whole. */
#ifndef PSI_SESSION_REVEAL_VERIFY_H
#define PSI_SESSION_REVEAL_VERIFY_H

#include "group/element_set.h"
#include "session/reveal_body.h"

struct psi_sorter;

/* All zero is none. */
struct psi_first_answer {
	/* Your elements under both keys, in the order of your rows, and the
	 * same to look elements up in. */
	uint8_t *D;
	struct psi_element_set set;
	/* Not NULL where they do not fit into memory: then all of the above is
	 * empty. Records of an element and its row (u32, big-endian). */
	struct psi_sorter *sorted;
};

/*
 * Read the kept answer, whose header is verified, and check its seal, its order
 * and, in mode accounts, its proofs against your blinded file. The session's
 * workers have been started. To be cleared in any case. Sets reveal->held.
 *
 * Returns 0, or PSI_E_LIMIT to PSI_E_SEAL, PSI_E_STATE (damaged), PSI_E_IO,
 * PSI_E_NOMEM.
 */
int psi_first_answer_read(struct psi_first_answer *answer,
    struct psi_reveal *reveal, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_first_answer_clear(
    struct psi_first_answer *answer, const struct psi_reveal *reveal);

#endif
