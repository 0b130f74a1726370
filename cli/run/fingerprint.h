/* SHA-256 in hexadecimal: what the log calls a digest. */
#ifndef PSI_CLI_RUN_FINGERPRINT_H
#define PSI_CLI_RUN_FINGERPRINT_H

#include <stddef.h>

#include "psi/error.h"

#define PSI_RUN_HEX_CHARS 65

/* Of some bytes. */
void psi_run_hex(char out[PSI_RUN_HEX_CHARS], const void *in, size_t in_len);

/* Of all bytes of a file from its beginning. Returns 0 or PSI_E_IO. */
int psi_run_hex_file(char out[PSI_RUN_HEX_CHARS], const char *path,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Of this machine: of /etc/machine-id, or of the host's name where there is
 * none. The id itself leaves neither the machine nor this function. Returns 0, or
 * PSI_E_IO where there is one that cannot be read now: by the name it would be
 * another machine.
 */
int psi_run_hex_host(char out[PSI_RUN_HEX_CHARS], struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
