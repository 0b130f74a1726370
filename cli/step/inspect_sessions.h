/* Sessions, told by psi-inspect: how far they have come, and what is next. */
#ifndef PSI_CLI_INSPECT_SESSIONS_H
#define PSI_CLI_INSPECT_SESSIONS_H

#include <stdbool.h>

#include "psi/error.h"
#include "psi/session.h"

struct psi_cli;

/* "blinded"; static. */
const char *psi_inspect_state(enum psi_session_state state);

/* How far sharing has come, "claims made"; NULL where there is nothing to share, or
 * not yet. Static. */
const char *psi_inspect_sharing(
    const struct psi_session *session, const struct psi_session_status *status);

/* What to do next in a session, whose store this is; static. */
const char *psi_inspect_next(const struct psi_session *session,
    const struct psi_session_status *status, const struct psi_store *store);

/* Is the first operand a folder, or is there none and standard input a
 * terminal, from which nobody types a file? */
bool psi_inspect_wants_sessions(const struct psi_cli *cli);

/* Write one row for each session among the operands and in the folders that they
 * are. One that cannot be read has a row too; then the first failure is
 * returned after all rows. PSI_E_ABSENT where there is no session. */
int psi_inspect_sessions(const struct psi_cli *cli, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
