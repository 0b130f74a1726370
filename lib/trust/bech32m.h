/* Text with a checksum, in which people copy public identities. */
#ifndef PSI_TRUST_BECH32M_H
#define PSI_TRUST_BECH32M_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

/*
 * Bech32m (BIP 350) without its limit of 90 characters, for the 64 bytes of a
 * public identity. `hrp` is the readable part before
 * the '1'. The output has hrp_len + 1 + (8 * in_len + 4) / 5 + 6 characters
 * and a NUL.
 */
void psi_bech32m_encode(
    char *out, const char *hrp, const uint8_t *in, size_t in_len);

/*
 * Decode exactly `out_len` bytes. Returns 0, or PSI_E_GRAMMAR: another
 * readable part or length, a character outside the alphabet (upper case too),
 * bits left over, or a checksum that does not fit.
 */
int psi_bech32m_decode(uint8_t *out, size_t out_len, const char *hrp,
    const char *text, size_t text_len, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
