#include "session/matched_rows.h"

#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/sorter.h"
#include "session/session.h"
#include "session/stored_file.h"

/* A record: row, position, element. */
#define HEAD (2 * PSI_POSITION_BYTES)

/* Elements that are read at a time. */
#define READ_ROWS ((size_t)4096)

struct psi_matched_rows {
	const struct psi_session *session;
	size_t element_bytes;
	struct psi_sorter *sorter;
	/* The row that was read last, or that there are no more. */
	struct psi_matched_row next;
	bool is_end;
	/* Reading in blocks: the file, how far it was read, and a block. */
	struct psi_stored_file file;
	uint32_t row;
	uint8_t *position;
	uint8_t *C;
	uint8_t *D;
	uint8_t *chunk;
};

int
psi_matched_rows_new(struct psi_matched_rows **out,
    const struct psi_session *session, struct psi_error *err)
{
	struct psi_matched_rows *rows = psi_array_new(1, sizeof *rows);
	int rc;

	if (rows == NULL)
		return psi_error_nomem(err);
	rows->session = session;
	rows->element_bytes = session->agreement->suite->element_bytes;
	rc = psi_sorter_new(&rows->sorter, session->options.scratch,
	    psi_session_memory(session, 4), HEAD + rows->element_bytes, err);
	if (rc == 0)
		*out = rows;
	else
		psi_matched_rows_free(rows);
	return rc;
}

static void
free_block(struct psi_matched_rows *rows)
{
	size_t element_bytes = rows->element_bytes;

	psi_array_free(rows->position, PSI_BLOCK_ROWS, PSI_POSITION_BYTES);
	psi_array_free(rows->C, PSI_BLOCK_ROWS, element_bytes);
	psi_array_free(rows->D, PSI_BLOCK_ROWS, element_bytes);
	psi_array_free(rows->chunk, READ_ROWS, element_bytes);
}

void
psi_matched_rows_free(struct psi_matched_rows *rows)
{
	if (rows == NULL)
		return;
	psi_stored_close(&rows->file);
	free_block(rows);
	psi_sorter_free(rows->sorter);
	psi_array_free(rows, 1, sizeof *rows);
}

int
psi_matched_rows_add(struct psi_matched_rows *rows,
    const struct psi_matched_row *row, struct psi_error *err)
{
	uint8_t record[HEAD + PSI_ELEMENT_MAX_BYTES];

	psi_u32be(record, row->row);
	psi_u32be(record + PSI_POSITION_BYTES, row->position);
	memcpy(record + HEAD, row->D, rows->element_bytes);
	return psi_sorter_add(
	    rows->sorter, record, HEAD + rows->element_bytes, err);
}

int
psi_matched_rows_begin(struct psi_matched_rows *rows, struct psi_error *err)
{
	return psi_sorter_sort(rows->sorter, err);
}

int
psi_matched_rows_next(struct psi_matched_rows *rows,
    struct psi_matched_row *out, bool *end, struct psi_error *err)
{
	const uint8_t *record;
	size_t len;
	int rc = psi_sorter_next(rows->sorter, &record, &len, end, err);

	if (rc != 0 || *end)
		return rc;
	out->row = psi_load32be(record);
	out->position = psi_load32be(record + PSI_POSITION_BYTES);
	out->D = record + HEAD;
	return 0;
}

/* ---- in blocks ---- */

static int
make_block(struct psi_matched_rows *rows, struct psi_error *err)
{
	size_t element_bytes = rows->element_bytes;

	rows->position = psi_array_new(PSI_BLOCK_ROWS, PSI_POSITION_BYTES);
	rows->C = psi_array_new(PSI_BLOCK_ROWS, element_bytes);
	rows->D = psi_array_new(PSI_BLOCK_ROWS, element_bytes);
	rows->chunk = psi_array_new(READ_ROWS, element_bytes);
	return rows->position == NULL || rows->C == NULL || rows->D == NULL ||
		rows->chunk == NULL
	    ? psi_error_nomem(err)
	    : 0;
}

int
psi_matched_rows_open(
    struct psi_matched_rows *rows, const char *name, struct psi_error *err)
{
	int rc;

	if ((rc = make_block(rows, err)) != 0 ||
	    (rc = psi_matched_rows_begin(rows, err)) != 0 ||
	    (rc = psi_matched_rows_next(
		 rows, &rows->next, &rows->is_end, err)) != 0)
		return rc;
	return psi_stored_open(
	    &rows->file, rows->session, name, PSI_WIRE_BLINDED, err);
}

/* Is the row that the file stands at one that matched? Then take it. */
static int
take_row(struct psi_matched_rows *rows, struct psi_matched_block *block,
    const uint8_t *element, size_t at, struct psi_error *err)
{
	size_t element_bytes = rows->element_bytes;
	size_t n = block->num_matched;
	bool is_matched = !rows->is_end && rows->next.row == rows->row;

	rows->row++;
	psi_u32be(rows->position + at * PSI_POSITION_BYTES,
	    is_matched ? rows->next.position : 0);
	if (!is_matched)
		return 0;
	memcpy(rows->C + n * element_bytes, element, element_bytes);
	memcpy(rows->D + n * element_bytes, rows->next.D, element_bytes);
	block->num_matched++;
	return psi_matched_rows_next(rows, &rows->next, &rows->is_end, err);
}

int
psi_matched_rows_block(struct psi_matched_rows *rows,
    struct psi_matched_block *block, struct psi_error *err)
{
	size_t done = 0;
	int rc = 0;

	block->position = rows->position;
	block->C = rows->C;
	block->D = rows->D;
	block->num_matched = 0;
	while (rc == 0 && done < block->num) {
		size_t left = block->num - done;
		size_t num = 0;

		rc = psi_stored_read(&rows->file, rows->chunk,
		    left < READ_ROWS ? left : READ_ROWS, &num, err);
		if (rc == 0 && num == 0)
			rc = psi_stored_short(&rows->file, err);
		for (size_t i = 0; rc == 0 && i < num; i++)
			rc = take_row(rows, block,
			    rows->chunk + i * rows->element_bytes, done++, err);
	}
	return rc;
}

int
psi_matched_rows_finish(struct psi_matched_rows *rows, const uint8_t digest[32],
    struct psi_error *err)
{
	return psi_stored_finish(&rows->file, digest, err);
}
