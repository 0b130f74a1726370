/*
 * The secrets of a session, where they are read and where they are destroyed:
 * the scalar, the seal key, and what was computed with the scalar and has not
 * been told to anybody. The key for shared fields has a life of its own
 * (share_key.h).
 */
#ifndef PSI_SESSION_SECRETS_H
#define PSI_SESSION_SECRETS_H

#include <stdint.h>

#include "base/secret.h"
#include "psi/error.h"

struct psi_session;

/*
 * Read the scalar and check that it belongs to `public_key`. If it does not, it
 * is of another run, as after a backup that was put back in part, and using it
 * would answer a second file with the same key. `out` must be empty; the caller
 * clears it.
 *
 * Returns 0, PSI_E_STATE (missing, damaged, another one's), PSI_E_IO or
 * PSI_E_NOMEM.
 */
int psi_secrets_read_scalar(const struct psi_session *session,
    const uint8_t *public_key, struct psi_secret *out, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Destroy what the state needs no more: the scalar where this side has
 * answered first, and everything where the run is revealed or closed. Can be
 * repeated. Returns 0 or PSI_E_IO.
 */
int psi_secrets_destroy(struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
