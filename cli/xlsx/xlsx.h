/*
 * A sheet of an .xlsx workbook as a source of CSV (ISO/IEC 29500, transitional
 * and strict), so that whatever reads an export reads it too. Formulas count
 * with the value that was saved, dates become YYYY-MM-DD, numbers have no more
 * decimals than they need, and line ends in cells become blanks: line 7 is row 7.
 *
 * The library stays free of it, and so are programs that were built without
 * libzip and expat: then every function refuses with a word about that.
 */
#ifndef PSI_CLI_XLSX_H
#define PSI_CLI_XLSX_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

struct psi_xlsx;

/*
 * Open the sheet of this name, or the first that is not hidden where `sheet` is
 * NULL. `fd` is a file, and is copied; or there are `bytes`, which outlive the
 * workbook. Texts that cells share are kept in memory, up to 512 MiB.
 *
 * Returns 0; PSI_E_INPUT, with a hint, for another kind of file, a broken or
 * hostile one, and where there is no such sheet; PSI_E_IO; PSI_E_NOMEM.
 */
int psi_xlsx_open_file(struct psi_xlsx **out, int fd, const char *sheet,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_xlsx_open_bytes(struct psi_xlsx **out, const uint8_t *bytes, size_t len,
    const char *sheet, struct psi_error *err)
    __attribute__((warn_unused_result));

/* As of a psi_source and of psi_infile_decoder. */
int psi_xlsx_read(void *xlsx, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_xlsx_rewind(void *xlsx, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_xlsx_close(void *xlsx);

/* Cells that were read as empty: whose formula has no value, and those with an
 * error for their value. Known after the end of the rows. */
struct psi_xlsx_losses {
	uint64_t uncalculated;
	uint64_t errors;
};

void psi_xlsx_lost(const struct psi_xlsx *xlsx, struct psi_xlsx_losses *out);

#endif
