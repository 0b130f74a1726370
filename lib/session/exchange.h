/* What an exchange in one piece and one in parts have in common. */
#ifndef PSI_SESSION_EXCHANGE_H
#define PSI_SESSION_EXCHANGE_H

#include <stdint.h>

#include "psi/io.h"

struct psi_session;

/* What may be exchanged in which state, and with what. PSI_E_STATE or
 * PSI_E_ARG if not. */
int psi_exchange_check_ready(const struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Take the partner's file, for the first time or again (receive.h). */
int psi_exchange_receive(struct psi_session *session,
    const struct psi_source *blinded, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * May the scalar be used on the bound file, whose public key this is? A session
 * that was bound before may be a copy, or an old one: the ledger knows whether
 * the run is still open, and to which file it is bound. Returns as
 * psi_ledger_record_received, or PSI_E_AGREEMENT.
 */
int psi_exchange_check_bound(const struct psi_session *session,
    const uint8_t *public_key, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
