/*
 * The workbook that is being written, its sheets, their tables and cells
 * (report/workbook.h). What the library for workbooks refuses makes the book fail
 * in the end.
 */
#ifndef PSI_CLI_WORKBOOK_SHEET_H
#define PSI_CLI_WORKBOOK_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include <xlsxwriter.h>

#include "kit/cleanup.h"
#include "report/answer.h"

struct psi_book {
	lxw_workbook *workbook;
	lxw_worksheet *overview;
	lxw_worksheet *actions;
	lxw_format *bold;
	/* Of a sheet; further ones are left out. */
	size_t rows_max;
	lxw_row_t num_actions;
	bool cut_actions;
	/* Where actions say how sure their match is; SIZE_MAX for nowhere. */
	size_t sure_action;
	/* A cell with what Excel would take for an escape escaped. */
	char *cell;
	size_t cell_size;
	int failed;
	/* What cells may take until there is another look for memory. */
	size_t left;
	/* What the library writes to, and where. */
	char *dir;
	char temp[PSI_CLEANUP_PATH_BYTES];
	int slot;
};

/* Note a failure. */
void psi_book_check(struct psi_book *book, lxw_error error);

/* A cell with a text; nothing where it is empty. */
void psi_book_text(struct psi_book *book, lxw_worksheet *sheet, lxw_row_t row,
    lxw_col_t column, const char *text, size_t len);

/* A cell of the column `name` of an answer, in the page's words; counts of ours
 * are numbers. */
void psi_book_cell(struct psi_book *book, lxw_worksheet *sheet, lxw_row_t row,
    lxw_col_t column, const char *name, const char *text);

/* Another sheet, with a number behind its name where there is one of that name; names
 * of tables and headers are words of ours. NULL for none. */
lxw_worksheet *psi_book_sheet(struct psi_book *book, const char *name);

/* Make the first rows of a sheet a table with a header. */
void psi_book_table(struct psi_book *book, lxw_worksheet *sheet,
    const char *const *headers, size_t num_columns, lxw_row_t num_rows);

/* A sheet with an answer; NULL for none. */
lxw_worksheet *psi_book_answer(
    struct psi_book *book, const char *name, const struct psi_answer *answer);

#endif
