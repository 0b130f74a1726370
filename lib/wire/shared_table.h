/*
 * The table inside shared/1: claims or fields, one row for each account
 * (FORMAT.md section 3b).
 *
 * CSV in one canonical form: the header, rows ascending by label, and a
 * closing row `rows,N` with empty cells behind. Lines end in LF; a cell is
 * quoted if and only if it holds a comma or a quote.
 *
 * The reader is a streaming parser of bytes from outside: memory is one line.
 * It knows the grammar; whether a cell holds a value of its kind, and text at
 * all, is lib/session's question.
 */
#ifndef PSI_WIRE_SHARED_TABLE_H
#define PSI_WIRE_SHARED_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cell.h"
#include "psi/io.h"

#define PSI_SHARED_LABEL_BYTES 16
#define PSI_SHARED_TOKEN_BYTES 16
#define PSI_SHARED_TOKENS_MAX 64
/* Of a line, without its LF, and of a cell behind the tokens. */
#define PSI_SHARED_LINE_MAX 16384
#define PSI_SHARED_CELL_MAX 500
/* Columns behind label and tokens. */
#define PSI_SHARED_CELLS_MAX 48

struct psi_shared_row {
	uint8_t label[PSI_SHARED_LABEL_BYTES];
	/* Strictly ascending; at least one. */
	uint8_t token[PSI_SHARED_TOKENS_MAX][PSI_SHARED_TOKEN_BYTES];
	size_t num_token;
	/* The cells behind the tokens; of a row that was read, valid until
	 * the next one is. */
	struct psi_cell cell[PSI_SHARED_CELLS_MAX];
	/* From 1; of a row that was read. */
	uint64_t number;
};

/* Append the header, a row, the closing row. The columns are those behind
 * `label,tokens`. */
int psi_shared_table_head(struct psi_buf *out, const char *const *columns,
    size_t num_columns, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_shared_table_row(struct psi_buf *out, const struct psi_shared_row *row,
    size_t num_columns, struct psi_error *err)
    __attribute__((warn_unused_result));
int psi_shared_table_foot(struct psi_buf *out, uint64_t rows,
    size_t num_columns, struct psi_error *err)
    __attribute__((warn_unused_result));

struct psi_shared_table;

/*
 * Begin to read, with the header, which must be exactly these columns (they
 * outlive the reader). `source` is copied. More than `max_rows` rows are
 * refused.
 *
 * Returns 0, PSI_E_GRAMMAR, or what the source returned.
 */
int psi_shared_table_new(struct psi_shared_table **out,
    const struct psi_source *source, const char *const *columns,
    size_t num_columns, uint64_t max_rows, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The next row. Sets *end, and leaves the row alone, where the closing row
 * stands and nothing behind it.
 *
 * Returns 0; PSI_E_GRAMMAR; PSI_E_LIMIT (too many rows, or not so many as the
 * closing row says); PSI_E_ORDER (labels or tokens not ascending, one twice);
 * or what the source returned. The messages name the row.
 */
int psi_shared_table_next(struct psi_shared_table *table,
    struct psi_shared_row *row, bool *end, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Wipes what was read. NULL is fine. */
void psi_shared_table_free(struct psi_shared_table *table);

#endif
