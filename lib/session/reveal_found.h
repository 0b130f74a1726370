/*
 * Which of the partner's rows match which of yours, as the side that answers
 * second has found; and the same in the blocks of the second answer.
 */
#ifndef PSI_SESSION_REVEAL_FOUND_H
#define PSI_SESSION_REVEAL_FOUND_H

#include "base/buf.h"
#include "session/matched_rows.h"
#include "session/reveal_body.h"
#include "session/reveal_verify.h"

struct psi_sorter;

/* All zero is none. */
struct psi_found {
	/* For each row of the partner's file 0, or 1 + a position in your
	 * one; and the elements of those that are not 0. */
	uint32_t *position;
	struct psi_buf matched;
	/* Reading them in blocks: how far, and what is made of one. */
	size_t next;
	size_t next_matched;
	uint8_t *block_position;
	uint8_t *block_D;
	/* Not NULL where they do not fit into memory: then the above is empty.
	 * The partner's elements under both keys with their rows, sorted as
	 * those of the first answer; and, once they were merged, in mode
	 * accounts the matches by row of either file. */
	struct psi_sorter *sorted;
	struct psi_matched_rows *theirs;
	struct psi_matched_rows *ours;
};

/* An empty one is fine. */
void psi_found_clear(struct psi_found *found, const struct psi_reveal *reveal);

/* Stand before the first row of the partner's file, once, in mode accounts.
 * Returns 0, PSI_E_STATE (damaged), PSI_E_IO or PSI_E_NOMEM. */
int psi_found_open(struct psi_found *found, const struct psi_reveal *reveal,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The next block->num of its rows, at most PSI_BLOCK_ROWS: sets position, C, D
 * and num_matched, which are valid until the next block. Returns 0, PSI_E_STATE
 * (damaged) or PSI_E_IO. */
int psi_found_block(struct psi_found *found, const struct psi_reveal *reveal,
    const struct psi_first_answer *answer, struct psi_matched_block *block,
    struct psi_error *err) __attribute__((warn_unused_result));

/* After the last block. Returns as psi_found_block. */
int psi_found_finish(const struct psi_found *found,
    const struct psi_reveal *reveal, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
