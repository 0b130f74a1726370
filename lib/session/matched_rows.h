/*
 * The rows of a blinded file that matched, where they do not fit into memory:
 * each with the partner's position and its element under both keys, sorted on
 * disk by row.
 */
#ifndef PSI_SESSION_MATCHED_ROWS_H
#define PSI_SESSION_MATCHED_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "group/transcript.h"

struct psi_session;
struct psi_matched_rows;

/* Takes a quarter of the session's memory. Returns 0 or PSI_E_NOMEM; free with
 * psi_matched_rows_free. */
int psi_matched_rows_new(struct psi_matched_rows **out,
    const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_matched_rows_free(struct psi_matched_rows *rows);

struct psi_matched_row {
	/* In the file, from 0. */
	uint32_t row;
	/* 1 + the position in the other file. */
	uint32_t position;
	/* The suite's element_bytes; of a row that was read, valid until the
	 * next one is. */
	const uint8_t *D;
};

/* Add a row, in any order, before the first psi_matched_rows_begin. Returns
 * as psi_sorter_add. */
int psi_matched_rows_add(struct psi_matched_rows *rows,
    const struct psi_matched_row *row, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Stand before the first row; any number of times. Returns as
 * psi_sorter_sort. */
int psi_matched_rows_begin(struct psi_matched_rows *rows, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The next row, ascending, or *end. Returns 0 or PSI_E_IO. */
int psi_matched_rows_next(struct psi_matched_rows *rows,
    struct psi_matched_row *out, bool *end, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The same in blocks, beside the blinded file that the rows are of, which is
 * the object `name`: stand before its first block. Returns as
 * psi_matched_rows_begin, PSI_E_STATE (damaged) or PSI_E_NOMEM.
 */
int psi_matched_rows_open(struct psi_matched_rows *rows, const char *name,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The next block->num rows, at most PSI_BLOCK_ROWS: sets position, C, D and
 * num_matched, which are valid until the next block is read. */
int psi_matched_rows_block(struct psi_matched_rows *rows,
    struct psi_matched_block *block, struct psi_error *err)
    __attribute__((warn_unused_result));

/* After the last block: was it the file with this digest? Returns 0 or
 * PSI_E_STATE (damaged), PSI_E_IO. */
int psi_matched_rows_finish(struct psi_matched_rows *rows,
    const uint8_t digest[32], struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
