/* Files of pairs, as they stand on a command line. */
#ifndef PSI_CLI_REPORT_PAIR_FILES_H
#define PSI_CLI_REPORT_PAIR_FILES_H

#include <stddef.h>

#include "psi/error.h"

/*
 * Refuse a file that is given twice: by the same path, by another path, or as a
 * copy; and a folder, saying which file in it is meant. Returns 0,
 * PSI_CLI_USAGE, PSI_E_IO or PSI_E_NOMEM.
 */
int psi_pair_files_check(const char *const *paths, size_t num,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The same for one file: is it a folder? */
int psi_pair_files_folder(const char *path, const char *usual,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
