/*
 * The rows of a sheet, as CSV: UTF-8, every cell that is not empty in quotation
 * marks, one line a row, so that line 7 is row 7. Rows that are missing are
 * empty lines; a row is as wide as the widest before it.
 */
#ifndef PSI_CLI_XLSX_SHEET_H
#define PSI_CLI_XLSX_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "xlsx/xlsx_bytes.h"
#include "xlsx/xlsx_parts.h"
#include "xlsx/xlsx_xml.h"

/* As CSV may have them; Excel has 16,384 columns. */
#define PSI_XLSX_COLUMNS_MAX 4096
#define PSI_XLSX_ROWS_MAX 1048576
#define PSI_XLSX_CELLS_MAX ((uint64_t)1 << 28)

enum psi_xlsx_cell_kind {
	PSI_XLSX_CELL_NUMBER,
	PSI_XLSX_CELL_SHARED,
	PSI_XLSX_CELL_INLINE,
	/* The text of a formula, a date of strict files. */
	PSI_XLSX_CELL_TEXT,
	/* #N/A and such, which is no value. */
	PSI_XLSX_CELL_ERROR,
	PSI_XLSX_CELL_FLAG
};

struct psi_xlsx_sheet {
	/* From the caller. */
	const struct psi_xlsx_strings *strings;
	const struct psi_xlsx_styles *styles;
	bool from_1904;

	/* CSV that nobody has taken yet. */
	struct psi_xlsx_bytes out;
	/* Cells whose formula has no value, as some programs write them. */
	uint64_t num_uncalculated;
	uint64_t num_errors;

	uint32_t row;
	uint32_t column;
	uint32_t num_in_row;
	uint32_t width;
	uint64_t num_cells;
	bool in_row;
	bool in_cell;
	bool has_value;
	bool has_formula;
	enum psi_xlsx_cell_kind kind;
	struct psi_xlsx_style style;
	struct psi_xlsx_text text;
};

struct psi_xlsx_events psi_xlsx_sheet_events(struct psi_xlsx_sheet *sheet);

/* Back to the first row. */
void psi_xlsx_sheet_restart(struct psi_xlsx_sheet *sheet);
void psi_xlsx_sheet_clear(struct psi_xlsx_sheet *sheet);

#endif
