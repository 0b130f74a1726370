/*
 * Lists of accounts: CSV as it is, or a sheet of an .xlsx workbook, which is
 * read as the CSV of the same rows. Other files that programs save such lists in
 * (.xls, .ods, .numbers, archives) are named, with the way out.
 */
#ifndef PSI_CLI_TABLEFILE_H
#define PSI_CLI_TABLEFILE_H

#include <stdbool.h>

#include "psi/error.h"

#include "kit/infile.h"

#define PSI_OPT_SHEET                                                          \
	{                                                                      \
		"sheet", 0, false, "NAME",                                     \
		    "Of an .xlsx workbook: the sheet to read, instead of the " \
		    "first.",                                                  \
		    NULL, NULL                                                 \
	}

/* What the command line says of lists: which sheet of a workbook is read (NULL,
 * as in the beginning, for the first that is shown), and whether it describes
 * CSV by --encoding or --delimiter, which no workbook can follow. The name lives
 * as long as the program. */
void psi_tablefile_options(const char *sheet, bool describes_csv);

/* As psi_infile_open. What the file is shows when it is first read, so the
 * source may return PSI_E_INPUT for what is neither CSV nor a workbook. */
int psi_tablefile_open(struct psi_infile *in, const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
