/*
 * Host names in any script to their ASCII form. Own rules that give the same
 * on every system (lib/KEYS.md, "ASCII form of a host"); for the names that a
 * registry accepts they are those of UTS 46 and IDNA2008 (RFC 5890 to 5892).
 */
#ifndef PSI_NORMAL_IDNA_H
#define PSI_NORMAL_IDNA_H

#include <stddef.h>

/* RFC 1035, section 2.3.4, less the length octets and the root. */
#define PSI_HOST_BYTES_MAX 253
#define PSI_LABEL_BYTES_MAX 63

/* Room for a value in another script before it is a host name. */
#define PSI_HOST_VALUE_BYTES_MAX 2048

/*
 * The ASCII form of a host name of `text_len` bytes, with a NUL behind it.
 * Labels of ASCII are copied in lower case whatever they hold, so the caller
 * still has to look at their characters and their length; one that begins
 * with "xn--" must be the ASCII form of a label that is allowed.
 *
 * PSI_IDNA_NONE is for what has none: no UTF-8, a character that is unassigned
 * or not allowed in host names, or a text that is too long.
 */
enum psi_idna { PSI_IDNA_OK, PSI_IDNA_NONE, PSI_IDNA_NOMEM };

enum psi_idna psi_idna_to_ascii(char out[PSI_HOST_BYTES_MAX + 1],
    size_t *out_len, const char *text, size_t text_len);

#endif
