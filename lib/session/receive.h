/* Checking and storing the partner's blinded file: the first half of an
 * exchange. */
#ifndef PSI_SESSION_RECEIVE_H
#define PSI_SESSION_RECEIVE_H

#include "psi/io.h"

struct psi_session;

/*
 * Take a session from `blinded` to `bound`: every check of PROTOCOL.md
 * section 5, in its order, then the ledger, the stored copy and the state.
 * The scalar is not touched. Memory is constant; with groups all elements of
 * both sides are held.
 */
int psi_receive_blinded(struct psi_session *session,
    const struct psi_source *source, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Is this the file that the session is bound to? PSI_E_STATE if not. */
int psi_receive_again(const struct psi_session *session,
    const struct psi_source *source, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
