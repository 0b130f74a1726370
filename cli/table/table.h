/* CSV on an output, for people's spreadsheets. */
#ifndef PSI_CLI_TABLE_H
#define PSI_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

struct psi_outfile;

/* A table that is being written; all zero but for `out` to begin with. */
struct psi_table {
	struct psi_outfile *out;
	/* The current row has a cell. */
	bool in_row;
};

/*
 * Add a cell: quoted where RFC 4180 asks for it; with a single quote in front
 * where a spreadsheet would take it, or what stands behind a semicolon in it,
 * for a formula; with control characters spelled out, since the output may be a
 * terminal.
 */
int psi_table_cell(struct psi_table *table, const char *text, size_t len,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_table_text(struct psi_table *table, const char *text,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_table_end_row(struct psi_table *table, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
