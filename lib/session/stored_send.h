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
 * Copy a file that this side has made and stored to a sink. It is read twice:
 * first to see that it has the digest that the state knows and this side's
 * signature, before the sink gets a byte; then once more to the sink, with the
 * same checks, so that the caller keeps nothing where it changes meanwhile.
 * Returns 0, PSI_E_ABSENT, PSI_E_STATE (it has changed), PSI_E_IO, PSI_E_NOMEM or
 * what the sink returned. Memory for a block of it; costs two hashes of it.
 */
int psi_stored_send(const struct psi_session *session, const char *name,
    enum psi_wire_kind kind, const uint8_t digest[PSI_DIGEST_BYTES],
    const struct psi_sink *sink, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
