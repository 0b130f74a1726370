/*
 * What the second answer tells in mode accounts: which of your rows match which
 * of the partner's, with the elements that you made of those when you answered.
 */
#ifndef PSI_SESSION_REVEAL_TOLD_H
#define PSI_SESSION_REVEAL_TOLD_H

#include "session/matched_rows.h"
#include "session/reveal_body.h"

struct psi_sorter;

/* All zero but `reveal` is none. */
struct psi_told {
	struct psi_reveal *reveal;
	/* Of each block of your rows: a kilobyte for a million. */
	uint8_t *proof;
	size_t num_block;
	size_t num_matched;
	/* The table as it was sealed; and for each row of the partner's file
	 * 0, or 1 + the rank of your row that it matches, among those that
	 * do, which is gone when the elements were looked up. */
	uint8_t *position;
	uint32_t *rank;
	/* Of your rows that matched, in their order: the elements. */
	uint8_t *C;
	uint8_t *D;
	/* Reading them in blocks: how far. */
	size_t next;
	size_t next_matched;
	/* Where that does not fit into memory, the four arrays are not there.
	 * While it is read, records of the partner's row, from 1, and yours;
	 * NULL afterwards. Then your rows. */
	struct psi_sorter *named;
	struct psi_matched_rows *rows;
	/* A row was named that the partner's file does not have. */
	bool has_wrong_row;
};

/*
 * Open the table and the proofs, check that every position is one of the
 * partner's rows and that none stands twice, and look the elements up.
 *
 * Returns 0, PSI_E_LIMIT, PSI_E_ORDER, PSI_E_SEAL, PSI_E_STATE (damaged),
 * PSI_E_IO, PSI_E_NOMEM.
 */
int psi_told_read(struct psi_told *told, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_told_clear(struct psi_told *told);

/* Add all of them to the result, ascending; not between blocks. Returns 0, PSI_E_IO, PSI_E_NOMEM or
 * PSI_E_RANDOM. */
int psi_told_collect(struct psi_told *told, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Stand before your first row, once, after psi_told_read. Returns 0,
 * PSI_E_STATE (damaged), PSI_E_IO or PSI_E_NOMEM. */
int psi_told_open(struct psi_told *told, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The next block->num of your rows, at most PSI_BLOCK_ROWS: sets position, C,
 * D and num_matched, which are valid until the next block. Returns 0,
 * PSI_E_STATE (damaged) or PSI_E_IO. */
int psi_told_block(struct psi_told *told, struct psi_matched_block *block,
    struct psi_error *err) __attribute__((warn_unused_result));

/* After the last block. Returns as psi_told_block. */
int psi_told_finish(struct psi_told *told, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
