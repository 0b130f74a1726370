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
	/* Of those, the ones that the blocks so far had. */
	size_t blocked;
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
int psi_found_open(struct psi_found *found, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Are the rows in memory? Then several blocks may be there at once; they take
 * nothing but their places. On disk a block is valid until the next. */
static inline bool
psi_found_is_kept(const struct psi_found *found)
{
	return found->theirs == NULL;
}

/* The next block->num of its rows, at most PSI_BLOCK_ROWS: sets C and
 * num_matched, and, where the rows are on disk, position and D. Returns 0,
 * PSI_E_STATE (damaged) or PSI_E_IO. */
int psi_found_block(struct psi_found *found, const struct psi_reveal *reveal,
    struct psi_matched_block *block, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Of a block in memory: its elements under both keys, num_matched of them, and
 * its positions, PSI_POSITION_BYTES for each row. On any thread. */
void psi_found_elements(uint8_t *D, const struct psi_found *found,
    const struct psi_reveal *reveal, const struct psi_first_answer *answer,
    const struct psi_matched_block *block);
void psi_found_positions(uint8_t *position, const struct psi_found *found,
    const struct psi_matched_block *block);

/* After the last block, which is not valid any more. Returns as
 * psi_found_block. */
int psi_found_finish(struct psi_found *found, const struct psi_reveal *reveal,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
