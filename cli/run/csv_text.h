/*
 * Small tables of psi-run's own: settings.csv and log.csv. RFC 4180 in UTF-8,
 * lines that end in LF or CRLF, at most a few columns. The tables of the world
 * are the library's affair.
 */
#ifndef PSI_CLI_RUN_CSV_TEXT_H
#define PSI_CLI_RUN_CSV_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#define PSI_RUN_CELLS_MAX 8

struct psi_run_row {
	uint64_t line;
	size_t num_cells;
	/* NUL-terminated, in the text that was parsed. */
	const char *cell[PSI_RUN_CELLS_MAX];
};

struct psi_run_table {
	/* To be freed; cells point into it. */
	char *text;
	struct psi_run_row *rows;
	size_t num_rows;
	size_t room;
};

#define PSI_RUN_TABLE_INIT                                                     \
	{                                                                      \
		NULL, NULL, 0, 0                                               \
	}

/*
 * Read a whole file of at most `max` bytes. Returns 0; PSI_E_INPUT, with the
 * line, for a text that is no such table, a NUL or another control character
 * in it, or one that is too long; PSI_E_IO; PSI_E_NOMEM.
 */
int psi_run_table_read(struct psi_run_table *table, const char *path,
    size_t max, struct psi_error *err) __attribute__((warn_unused_result));

void psi_run_table_clear(struct psi_run_table *table);

/* Append a cell to a line, quoted where it must be, with a comma in front if
 * the line is not empty. What does not fit is cut at its end. */
void psi_run_cell(char *line, size_t size, const char *text);

/* Append the line's end. */
void psi_run_line_end(char *line, size_t size);

#endif
