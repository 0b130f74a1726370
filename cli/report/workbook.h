/*
 * A workbook (.xlsx) that answers every question, for those who live in a
 * spreadsheet. Built where libxlsxwriter is; without it, it says so.
 *
 * No cell is a formula: text is written as text, and what a spreadsheet would
 * take for a formula after it was saved as CSV has a single quote in front.
 */
#ifndef PSI_CLI_REPORT_WORKBOOK_H
#define PSI_CLI_REPORT_WORKBOOK_H

#include "psi/error.h"
#include "psi/mapping.h"

struct psi_mapping_tool;
struct psi_outfile;

/* Rows of a sheet; Excel could hold 1,048,576, and all of them in memory. */
#define PSI_WORKBOOK_ROWS_MAX 200000

int psi_workbook_write(struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, struct psi_outfile *out,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
