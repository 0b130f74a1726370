/* The end of a run: its secrets are destroyed, and the ledger closes it. */
#ifndef PSI_SESSION_CLOSE_H
#define PSI_SESSION_CLOSE_H

#include "psi/session.h"

/*
 * Before the secrets of a run are destroyed: is the ledger there, free, whole,
 * and does it know the run? A session that has none yet needs no ledger.
 *
 * Returns 0, PSI_E_STATE, or what psi_ledger_read returns.
 */
int psi_session_check_run(const struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * What ends a session that is revealed or closed, after its state says so:
 * destroy its secrets (session/secrets.h), close the run in the ledger. Can be
 * repeated.
 */
int psi_session_end(struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
