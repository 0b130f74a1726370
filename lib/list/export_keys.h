/*
 * An export to the keys file: what brings the CSV reader of lib/table and
 * the normaliser of lib/normal together. Its functions are public, in
 * psi/normalize.h.
 */
#ifndef PSI_LIST_EXPORT_KEYS_H
#define PSI_LIST_EXPORT_KEYS_H

#include "psi/normalize.h"

struct psi_csv_reader;
struct psi_sheet;

/*
 * Open an export: its rows by the CSV reader, its header by the sheet. Both are
 * freed by the caller, also after a failure. Returns as psi_sheet_new.
 */
int psi_export_open(struct psi_csv_reader **reader, struct psi_sheet **sheet,
    const struct psi_source *source,
    const struct psi_normalize_options *options, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
