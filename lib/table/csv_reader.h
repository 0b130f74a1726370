/*
 * Reading CSV as CRM systems and spreadsheets write it (RFC 4180, and what
 * the world adds to it), by libcsv.
 *
 * Comma, semicolon or tab, found from the first rows (or told by a first line
 * `sep=;`, as spreadsheets write it: delimiter.h); line ends LF, CRLF or CR; UTF-8
 * with or without a byte order mark, UTF-16 with one, others when told, or where
 * the bytes are no UTF-8 and read well in one other encoding only (guess.h).
 * Blanks around unquoted cells are dropped. Blank lines are skipped and
 * remembered. Refused, with the line: NUL, bytes that are not of the
 * encoding, quotes in the midst of a cell, an unclosed quote, and whatever is
 * over the limits below.
 *
 * Streaming: memory is the longest record and one block of 64 KiB.
 */
#ifndef PSI_TABLE_CSV_READER_H
#define PSI_TABLE_CSV_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/cell.h"
#include "table/csv_line.h"
#include "table/encoding.h"

struct psi_source;
struct psi_csv_reader;

/* A record longer than this is refused: 16 MiB holds any cell that a CRM
 * system stores, and bounds what a damaged quote can make us read. */
#define PSI_CSV_RECORD_BYTES_MAX ((size_t)16 << 20)

struct psi_csv_reader_options {
	enum psi_encoding encoding;
	/* ',', ';', TAB or any other ASCII character; 0 to find out. */
	char delimiter;
};

struct psi_csv_record {
	/* Valid until the next call with the same reader. */
	const struct psi_cell *cells;
	size_t num_cells;
	/* The line on which the record begins, counted from 1. */
	uint64_t line;
	/* At least one blank line stands directly before the record. */
	bool after_blank;
};

/*
 * `*out` is released by psi_csv_reader_free; `source` is copied. `options`
 * may be NULL. Reads the beginning of the source.
 */
int psi_csv_reader_new(struct psi_csv_reader **out,
    const struct psi_source *source,
    const struct psi_csv_reader_options *options, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The table is one that people made: ="0012" is the text 0012 from here on. */
void psi_csv_reader_unwrap(struct psi_csv_reader *reader);

/*
 * The next record, the header first. Sets *end and leaves the record alone
 * where there is none. Returns 0, PSI_E_INPUT with the line, or what the
 * source returned. After a failure only psi_csv_reader_free is allowed.
 */
int psi_csv_reader_next(struct psi_csv_reader *reader,
    struct psi_csv_record *record, bool *end, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The same, for whoever takes rows of any table; lives as long as the reader. */
struct psi_rows psi_csv_reader_rows(struct psi_csv_reader *reader);

/* What was found or told. */
char psi_csv_reader_delimiter(const struct psi_csv_reader *reader);
enum psi_encoding psi_csv_reader_encoding(const struct psi_csv_reader *reader);
/* The encoding was guessed, at the first bytes that were not UTF-8. */
bool psi_csv_reader_guessed(const struct psi_csv_reader *reader);

/* Wipes everything that was read. NULL is fine. */
void psi_csv_reader_free(struct psi_csv_reader *reader);

#endif
