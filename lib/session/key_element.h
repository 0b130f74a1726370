/* The element that a side proves to have made with its own key. */
#ifndef PSI_SESSION_KEY_ELEMENT_H
#define PSI_SESSION_KEY_ELEMENT_H

#include <stdint.h>

#include "group/suite.h"
#include "trust/agreement.h"
#include "wire/wire.h"

/* The message that a side's key element is made of, PROTOCOL.md section 2:
 * T = HashToGroup("psi-own/1" || agreement || role || u64 run || nonce). */
int psi_key_element(uint8_t *out, const struct psi_suite *suite,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], char role,
    uint32_t run, const uint8_t nonce[PSI_NONCE_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
