/* What a session may be blinded for: checks that come before any work. */
#ifndef PSI_SESSION_BLIND_ALLOWED_H
#define PSI_SESSION_BLIND_ALLOWED_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/io.h"
#include "session/key_table.h"

struct psi_session;

/* psi-blind again, in a session that is blinded or further: nothing to do if
 * the keys file is the same. Returns 0, PSI_E_STATE or PSI_E_IO. */
int psi_blind_repeat(struct psi_session *session, const struct psi_source *keys,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Is the data as young as agreed? Returns 0, PSI_E_INPUT or PSI_E_AGREEMENT. */
int psi_blind_check_source_date(const struct psi_session *session,
    const struct psi_key_table *table, struct psi_error *err)
    __attribute__((warn_unused_result));

/* A session has one run; 0 asks for whichever that is. Returns 0 or
 * PSI_E_STATE. */
int psi_blind_check_run(const struct psi_session *session, uint32_t wanted,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * A side that answers first has given something, and gets its own result from
 * the partner's answer. Where that never came, whether to go on with this
 * partner is for a person to say, and not for a script that runs every month.
 * Returns 0, PSI_E_STATE, or as psi_ledger_read.
 */
int psi_blind_check_answered(const struct psi_session *session, bool is_wanted,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
