/*
 * Host names in any script to a form that can be compared (lib/KEYS.md,
 * "ASCII form of a host"), the same on every system as in text.h.
 */
#ifndef PSI_NORMAL_TEXT_HOST_H
#define PSI_NORMAL_TEXT_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "normal/text.h"

/*
 * Fold the code points of a host name: NFKC, full case folding and NFKC again,
 * except that a sharp s and a final sigma stay as they are, and a capital
 * sharp s becomes a small one (UTS 46, nontransitional, from Unicode 15.1).
 * Nothing is dropped. Allocates inside libunistring.
 *
 * Returns PSI_TEXT_OK, PSI_TEXT_UNASSIGNED, PSI_TEXT_TOO_LONG for more than
 * `out_size` code points, or PSI_TEXT_NOMEM.
 */
enum psi_text_status psi_text_fold_host(uint32_t *out, size_t out_size,
    size_t *out_len, const uint32_t *text, size_t text_len);

#endif
