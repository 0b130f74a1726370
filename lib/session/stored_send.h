/*
 * Files of your own, on their way out: what changed on the disk since they were
 * made is not sent.
 */
#ifndef PSI_SESSION_STORED_SEND_H
#define PSI_SESSION_STORED_SEND_H

#include <stdint.h>

#include "psi/session.h"
#include "wire/wire.h"

/*
 * Copy a file that this side has made and stored to a sink, and check on the
 * way that it has the digest that the state knows, and this side's signature;
 * the caller keeps nothing of it where that fails. Returns 0, PSI_E_ABSENT,
 * PSI_E_STATE (it has changed), PSI_E_IO or PSI_E_NOMEM. Costs a hash of it.
 */
int psi_stored_send(const struct psi_session *session, const char *name,
    enum psi_wire_kind kind, const uint8_t digest[PSI_DIGEST_BYTES],
    const struct psi_sink *sink, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
