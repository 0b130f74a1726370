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
	/* The current row has a cell already; it begins at `row`. */
	bool in_row;
	size_t row;
	bool neutralise;
};

/*
 * `sink` is copied. With `neutralise` a cell that a spreadsheet would take
 * for a formula (psi_is_formula) gets a single quote in front. That is for reports that people open; never for a file that a
 * program of ours reads back, since it changes the text.
 */
void psi_csv_writer_init(struct psi_csv_writer *writer,
    const struct psi_sink *sink, bool neutralise);

/*
 * Add a cell to the current row; quoted where it holds a comma, a quote, a
 * line end, or a blank at either end.
 */
int psi_csv_writer_cell(struct psi_csv_writer *writer, const char *text,
    size_t len, struct psi_error *err) __attribute__((warn_unused_result));

/*
 * A cell of somebody's data in a table that people open and go on working
 * with: neutralised, unless it begins with + or - and has nothing behind but
 * digits, blanks and - . , ( ) /. That is a number, a telephone number or a
 * dash; with no letter in it, it can name and call nothing.
 */
int psi_csv_writer_data(struct psi_csv_writer *writer, const char *text,
    size_t len, struct psi_error *err) __attribute__((warn_unused_result));

/* The same as psi_csv_writer_cell for a NUL-terminated string. */
int psi_csv_writer_text(struct psi_csv_writer *writer, const char *text,
    struct psi_error *err) __attribute__((warn_unused_result));

/* A cell of the writer's own words: no account data, nothing to quote. */
int psi_csv_writer_word(struct psi_csv_writer *writer, const char *word,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Many rows begin alike. Take the cells of the current row so far back out of
 * it, into `out`, which is overwritten; and write a whole row of such cells, a
 * word as above and one cell more.
 */
int psi_csv_writer_take(struct psi_csv_writer *writer, struct psi_buf *out,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_csv_writer_row(struct psi_csv_writer *writer,
    const struct psi_buf *cells, const char *word, const char *text, size_t len,
    struct psi_error *err) __attribute__((warn_unused_result));

/* End the current row. Hands the bytes on whenever a block is full. */
int psi_csv_writer_end_row(struct psi_csv_writer *writer, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Hand everything to the sink. */
int psi_csv_writer_flush(struct psi_csv_writer *writer, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipe and free; what was not flushed is lost. */
void psi_csv_writer_clear(struct psi_csv_writer *writer);

#endif
