/* Public identities in a text: in mail one stands between other lines, quoted, or
 * broken over two. Their check sum tells them from all else. */
#ifndef PSI_CLI_UNWRAP_IDENTITY_H
#define PSI_CLI_UNWRAP_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/identity.h"

/* A text that holds one and more than this is something else. */
#define PSI_UNWRAP_IDENTITY_BYTES ((size_t)4096)

/*
 * How many different ones are in the text, at most 2; *out is the first of them.
 * Blanks, line ends, "=" at the end of a line and ">" may stand between the
 * characters.
 */
size_t psi_unwrap_identities(
    char out[PSI_IDENTITY_TEXT_CHARS + 1], const uint8_t *text, size_t len);

/* Is the text one of them, with nothing but blanks around it? */
bool psi_unwrap_is_identity(const uint8_t *text, size_t len);

/* Is nothing but one of them there, and what may stand between its characters? */
bool psi_unwrap_is_identity_alone(const uint8_t *text, size_t len);

#endif
