/*
 * The key that fields of matched accounts are sealed to: an X25519 pair,
 * fresh for each run, whose public half is the record `share-key` of your
 * blinded file. Its secret outlives the scalar and the seal key, since fields
 * come after the matches.
 */
#ifndef PSI_SESSION_SHARE_KEY_H
#define PSI_SESSION_SHARE_KEY_H

#include <stdbool.h>

#include "base/secret.h"
#include "psi/error.h"

struct psi_session;

/* The secret is destroyed so many days after the date `created` of your blinded
 * file. */
#define PSI_SHARE_KEY_DAYS 30

/* Can fields be shared in this session at all? Not in mode counts, nor where
 * one side does not learn: then the secret is never stored. */
bool psi_share_key_is_kept(const struct psi_session *session);

/*
 * Destroy the secret if its time is over: the session was closed before it was
 * revealed, a later run of the agreement was revealed (by the ledger, where
 * the session has it), or PSI_SHARE_KEY_DAYS have passed. Tried whenever a
 * session is opened. Does nothing where there is no such object.
 *
 * Returns 0, PSI_E_INPUT (the ledger is damaged), PSI_E_IO or PSI_E_NOMEM.
 */
int psi_share_key_expire(struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * The secret, into an empty `out`, which the caller clears.
 *
 * Returns 0; PSI_E_STATE (nothing is blinded yet, or the secret is gone, in
 * words); and what psi_share_key_expire returns.
 */
int psi_share_key_read(struct psi_session *session, struct psi_secret *out,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
