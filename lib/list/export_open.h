/* An export is opened: its CSV, or other rows, and the header above them. */
#ifndef PSI_LIST_EXPORT_OPEN_H
#define PSI_LIST_EXPORT_OPEN_H

#include "psi/io.h"
#include "psi/normalize.h"

struct psi_csv_reader;
struct psi_sheet;

/*
 * Open an export: its rows by the CSV reader, its header by the sheet. Both are
 * freed by the caller, also after a failure. Returns as psi_sheet_new, and
 * PSI_E_ARG for an encoding that there is not.
 */
int psi_export_open(struct psi_csv_reader **reader, struct psi_sheet **sheet,
    const struct psi_source *source,
    const struct psi_normalize_options *options, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The same of rows that are no file. */
int psi_export_open_rows(struct psi_sheet **sheet, const struct psi_rows *rows,
    const struct psi_normalize_options *options, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
