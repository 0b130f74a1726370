/*
 * Lines of CSV that need no parser, which are nearly all lines of nearly all files:
 * those without quotes are cut at the delimiters in place. Below the reader
 * (csv_reader.h), which gives the others to libcsv.
 */
#ifndef PSI_TABLE_CSV_LINE_H
#define PSI_TABLE_CSV_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/cell.h"

struct psi_buf;

#define PSI_CSV_COLUMNS_MAX 4096

/* The cells of a record. */
struct psi_csv_cells {
	struct psi_cell *cell;
	size_t num;
	/* num <= size */
	size_t size;
};

/* Room for the cells of most records; PSI_E_NOMEM. */
int psi_csv_cells_init(struct psi_csv_cells *cells, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipes them. Nothing for what is empty. */
void psi_csv_cells_clear(struct psi_csv_cells *cells);

/* Room for one more cell of the record on this line, or PSI_E_INPUT for more than
 * PSI_CSV_COLUMNS_MAX; PSI_E_NOMEM. */
int psi_csv_cells_widen(struct psi_csv_cells *cells, uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

/* A cell behind the others. Where its text is not known yet, it is NULL. Ends as
 * psi_csv_cells_widen does. */
static inline int
psi_csv_cells_add(struct psi_csv_cells *cells, const char *text, size_t len,
    uint64_t line, struct psi_error *err)
{
	int rc;

	if ((cells->num == cells->size || cells->num == PSI_CSV_COLUMNS_MAX) &&
	    (rc = psi_csv_cells_widen(cells, line, err)) != 0)
		return rc;
	cells->cell[cells->num].text = text;
	cells->cell[cells->num].len = len;
	cells->num++;
	return 0;
}

/* A whole line, with its end, and its number from 1. */
struct psi_csv_line {
	const uint8_t *text;
	size_t len;
	uint64_t number;
};

/* Does a line hold nothing but blanks and its end? A delimiter is no blank. */
bool psi_csv_line_is_blank(const uint8_t *piece, size_t len, char delimiter);

/*
 * A record on a line without quotes: its cells, without the blanks around them, as
 * libcsv would drop those. They lie in the line. Ends as psi_csv_cells_widen does.
 */
int psi_csv_line_cut(struct psi_csv_cells *cells,
    const struct psi_csv_line *line, char delimiter, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * A spreadsheet keeps the zeros of 0012 as ="0012", and not all of them quote that
 * cell once more: without its sign it is a quoted cell. May there be one in the line?
 */
bool psi_csv_line_has_formula(const uint8_t *piece, size_t len);

/* Make the line a copy of itself without those signs; the bytes are in `out`.
 * PSI_E_NOMEM. */
int psi_csv_line_unwrap(struct psi_buf *out, struct psi_csv_line *line,
    char delimiter, struct psi_error *err) __attribute__((warn_unused_result));

/* The same where the cell was quoted once more. */
void psi_csv_cell_unwrap(struct psi_cell *cell);

#endif
