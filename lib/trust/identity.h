/*
 * Identities inside the library: the public API is psi/identity.h.
 */
#ifndef PSI_TRUST_IDENTITY_H
#define PSI_TRUST_IDENTITY_H

#include "psi/identity.h"

/*
 * A secret of this identity for one purpose: BLAKE2b-256 over the purpose, a
 * zero byte and the seed of its signing key. Nobody else can make it, and it
 * tells nothing of the seed.
 *
 * Returns 0 or PSI_E_NOMEM.
 */
int psi_identity_derive(const struct psi_identity *identity, uint8_t out[32],
    const char *purpose, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
