/*
 * A session in memory, and what all its steps ask of it. Programs see
 * include/psi/session.h.
 */
#ifndef PSI_SESSION_SESSION_H
#define PSI_SESSION_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/workers.h"
#include "psi/session.h"
#include "base/digest.h"
#include "session/state.h"
#include "trust/agreement.h"
#include "trust/ledger.h"
#include "wire/seal.h"

struct psi_matched;

struct psi_session {
	struct psi_store store;
	/* `has_ledger` is false where the caller gave none. */
	struct psi_store ledger;
	bool has_ledger;
	bool is_locked;
	/* A copy of our own. */
	struct psi_agreement *agreement;
	const struct psi_identity *identity;
	struct psi_session_options options;
	/* Made when first needed. */
	struct psi_workers *workers;
	struct psi_state state;
	/* What matched (matched.h): since it was revealed, or asked for first;
	 * NULL before. */
	struct psi_matched *matched;
};

/* 0 for a and 1 for b: the place in arrays of an agreement. */
size_t psi_session_own(const struct psi_session *session);
size_t psi_session_partner(const struct psi_session *session);

/* 'a' or 'b'. */
char psi_session_partner_role(const struct psi_session *session);

/* Does this side answer first? */
bool psi_session_is_first(const struct psi_session *session);

/* The run as the ledger knows it. */
void psi_session_run(
    const struct psi_session *session, struct psi_ledger_run *out);

/* Start the threads, unless there is one job only. */
int psi_session_start_workers(struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Report progress to the caller; returns PSI_E_IO if the caller wants to stop. */
int psi_session_progress(const struct psi_session *session, const char *what,
    uint64_t done, uint64_t total, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Do so many bytes fit into what the caller allows, or is there nowhere else to
 * put them? */
bool psi_session_fits(const struct psi_session *session, uint64_t bytes);

/* A part of what the caller allows, for one of the sorters of a step: an
 * `of`-th of it. */
size_t psi_session_memory(const struct psi_session *session, unsigned int of);

/* PSI_E_ARG where the step needs what the caller did not give. */
int psi_session_need_ledger(const struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_session_need_identity(const struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/* May the agreement be used today? Signed, in force, not revoked. */
int psi_session_check_agreement(const struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Nothing leaves under an agreement that was revoked or replaced here. That
 * it has expired since does not matter: the file was made in its time, and
 * the partner may have lost it. */
int psi_session_check_not_ended(const struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/* SHA-256 over the digests of both blinded files, a's first (PROTOCOL.md
 * section 1). */
void psi_session_digest(
    const struct psi_session *session, uint8_t out[PSI_SHA256_BYTES]);

/* Both identities, a's first, as the sealed part is bound to them. */
void psi_session_identities(const struct psi_session *session,
    uint8_t out[2 * PSI_SEAL_IDENTITY_BYTES]);

/* PSI_E_AGREEMENT: fewer matches than the agreement asks for. */
int psi_session_withheld(
    const struct psi_session *session, struct psi_error *err);

#endif
