/* A public identity, as people hand it over: a file, or the text itself. */
#ifndef PSI_CLI_PUBFILE_H
#define PSI_CLI_PUBFILE_H

#include "psi/error.h"
#include "psi/identity.h"

/*
 * Read what an option names: "psi1..." itself, or else a file whose only line
 * that is not blank it is. Blanks and line ends around it do not matter.
 * `option` ("--partner") is for messages.
 *
 * Returns 0; PSI_CLI_USAGE for a text that is no identity, PSI_E_INPUT for
 * such a file, or PSI_E_IO.
 */
int psi_pubfile_read(struct psi_public_identity *out, const char *option,
    const char *text, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
