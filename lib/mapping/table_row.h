/* A row of a table on its way to a caller: cells are made safe to be opened
 * by people (mapping/visible.h). */
#ifndef PSI_MAPPING_TABLE_ROW_H
#define PSI_MAPPING_TABLE_ROW_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/cell.h"
#include "psi/error.h"
#include "psi/mapping.h"

#define PSI_TABLE_ROW_CELLS 96

struct psi_table_row {
	struct psi_buf buf;
	size_t end[PSI_TABLE_ROW_CELLS];
	size_t num;
};

/* All zero is an empty row. Cells beyond PSI_TABLE_ROW_CELLS are an error of
 * ours. */
void psi_table_row_begin(struct psi_table_row *row);
void psi_table_row_clear(struct psi_table_row *row);

/* Add a cell: of somebody's text, made safe; of words of our own; a number. */
int psi_table_row_cell(struct psi_table_row *row, struct psi_cell cell,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_table_row_text(struct psi_table_row *row, const char *text,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_table_row_number(struct psi_table_row *row, uint64_t number,
    struct psi_error *err) __attribute__((warn_unused_result));

/* A cell that was made safe before. */
int psi_table_row_raw(struct psi_table_row *row, struct psi_cell cell,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Go back to the first `num` cells, to be followed by others. */
void psi_table_row_cut(struct psi_table_row *row, size_t num);

/* Give the row away. */
int psi_table_row_send(const struct psi_table_row *row,
    const struct psi_mapping_rows *rows, struct psi_error *err)
    __attribute__((warn_unused_result));

/* A header of column names, separated by commas, to one table. */
int psi_table_row_header(struct psi_table_row *row,
    const struct psi_mapping_rows *rows, const char *names,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
