/* The identity a tool acts under, from its file and passphrase. */
#ifndef PSI_CLI_KEYFILE_H
#define PSI_CLI_KEYFILE_H

#include "psi/error.h"

struct psi_identity;

/*
 * To be called before the data is read: if the passphrase is to come from
 * standard input ("-"), the data cannot. Returns 0 or PSI_CLI_USAGE.
 */
int psi_keyfile_claim(const char *passphrase_file, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Read the secret identity in `path`. If it is protected, the passphrase
 * comes from `passphrase_file`, or from the terminal where that is NULL. Free with
 * psi_identity_free.
 *
 * Returns 0, PSI_E_IO, PSI_E_INPUT (damaged, readable by others) or
 * PSI_E_PASSPHRASE; the error names the file.
 */
int psi_keyfile_read(struct psi_identity **out, const char *path,
    const char *passphrase_file, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
