/*
 * Rows of a table that somebody else's program hands over: checked as the CSV
 * reader checks its own, and digested as the CSV that has the same cells.
 */
#ifndef PSI_TABLE_CHECKED_ROWS_H
#define PSI_TABLE_CHECKED_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/io.h"

#include "base/buf.h"
#include "table/csv_writer.h"

struct psi_checked_rows {
	struct psi_rows inner;
	/* Writes the rows to whoever digests them. */
	struct psi_csv_writer writer;
	/* The cells of the current row, none with a text of NULL. */
	struct psi_buf cells;
	uint64_t line;
};

/*
 * Begin to read `inner`, which is copied. Each row goes to `digest` as a line
 * of CSV (csv_writer.h), so that its bytes are those of the same table in a
 * file. Released by psi_checked_rows_clear.
 */
void psi_checked_rows_init(struct psi_checked_rows *checked,
    const struct psi_rows *inner, const struct psi_sink *digest);
void psi_checked_rows_clear(struct psi_checked_rows *checked);

/*
 * The checked rows; live as long as `checked` and must not be moved. A row
 * without a cell counts as a blank line. `next` returns what the inner one
 * does; PSI_E_INPUT, with the line, for a cell that is not UTF-8 or has a NUL,
 * more than PSI_CSV_COLUMNS_MAX cells, more than PSI_CSV_RECORD_BYTES_MAX
 * bytes, or a line that is not behind that of the row before; PSI_E_NOMEM.
 */
struct psi_rows psi_checked_rows(struct psi_checked_rows *checked);

#endif
