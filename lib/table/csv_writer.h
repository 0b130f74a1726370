/* Writing CSV (RFC 4180), with LF at the end of a line. */
#ifndef PSI_TABLE_CSV_WRITER_H
#define PSI_TABLE_CSV_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"
#include "psi/io.h"

#include "base/buf.h"

struct psi_csv_writer {
	struct psi_sink sink;
	struct psi_buf buf;
	/* Whether the current row has a cell already. */
	bool in_row;
	/* Where the current row begins in `buf`. */
	size_t row;
};

/* Begin a table that is written to `sink`, which is copied. */
void psi_csv_writer_init(
    struct psi_csv_writer *writer, const struct psi_sink *sink);

/*
 * Add a cell to the current row; quoted where it holds a comma, a quote, a
 * line end, or a blank at either end.
 */
int psi_csv_writer_cell(struct psi_csv_writer *writer, const char *text,
    size_t len, struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Add a cell with data that somebody else typed, for a report that people open
 * and go on working with: a cell that a spreadsheet would run as a formula
 * (psi_is_formula) gets a single quote in front, and so does what would be one
 * behind a semicolon, by which spreadsheets of some countries separate cells.
 * Never for a file that one of our programs reads back: it changes the text. One
 * exception: a cell of + or - followed only by digits, blanks and - . , ( ) /
 * stays as it is. Such a cell is a number, a telephone number or a dash;
 * without a letter a formula cannot call a function or refer to another cell.
 */
int psi_csv_writer_data(struct psi_csv_writer *writer, const char *text,
    size_t len, struct psi_error *err) __attribute__((warn_unused_result));

/* The same as psi_csv_writer_cell for a NUL-terminated string. */
int psi_csv_writer_text(struct psi_csv_writer *writer, const char *text,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Add a cell that is a constant of the program, without a character that would
 * need quotes: it is copied unchecked. */
int psi_csv_writer_word(struct psi_csv_writer *writer, const char *word,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * For tables in which many rows begin with the same cells: format these once and
 * reuse the bytes. psi_csv_writer_take moves the cells of the current row, which
 * then is empty again, into `out` (overwritten); psi_csv_writer_row writes a
 * whole row of `cells`, the constant `word` and the cell `text`.
 */
int psi_csv_writer_take(struct psi_csv_writer *writer, struct psi_buf *out,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_csv_writer_row(struct psi_csv_writer *writer,
    const struct psi_buf *cells, const char *word, const char *text, size_t len,
    struct psi_error *err) __attribute__((warn_unused_result));

/* End the current row. Writes to the sink whenever a block is full. */
int psi_csv_writer_end_row(struct psi_csv_writer *writer, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Write everything that is left to the sink. */
int psi_csv_writer_flush(struct psi_csv_writer *writer, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe and free the buffer; rows that were not flushed are lost. */
void psi_csv_writer_clear(struct psi_csv_writer *writer);

#endif
