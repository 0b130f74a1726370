/* What the steps of a session share; programs see include/psi/session.h. */
#ifndef PSI_SESSION_SESSION_INTERNAL_H
#define PSI_SESSION_SESSION_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"
#include "base/workers.h"
#include "wire/wire.h"
#include "trust/agreement.h"
#include "trust/ledger.h"
#include "wire/seal.h"
#include "session/state.h"
#include "psi/session.h"

/*
 * The objects of a session besides state.csv. Those that hold a secret are
 * removed when it is over; PARTNER_EVALUATED, raw elements in the order of
 * the partner's file, where this side answers first, goes with them. EVALUATED
 * is your answer of the side that answers first, ANSWER that of the other;
 * INCOMING is the partner's while it is being checked.
 */
#define PSI_OBJECT_AGREEMENT "agreement.csv"
#define PSI_OBJECT_SCALAR "scalar.bin"
#define PSI_OBJECT_SEAL "seal.bin"
#define PSI_OBJECT_SHARE "share.bin"
#define PSI_OBJECT_MAP "map.csv"
#define PSI_OBJECT_BLINDED "blinded.csv"
#define PSI_OBJECT_PARTNER_BLINDED "partner-blinded.csv"
#define PSI_OBJECT_PARTNER_EVALUATED "partner-evaluated.bin"
#define PSI_OBJECT_EVALUATED "evaluated.csv"
#define PSI_OBJECT_ANSWER "answer.csv"
#define PSI_OBJECT_INCOMING "incoming.csv"
#define PSI_OBJECT_MATCHES "matches.csv"

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
};

/* 0 for a and 1 for b: the place in arrays of an agreement. */
size_t psi_session_own(const struct psi_session *session);
size_t psi_session_partner(const struct psi_session *session);
char psi_session_partner_role(const struct psi_session *session);

/* Does this side answer first? */
bool psi_session_is_first(const struct psi_session *session);

/* The run as the ledger knows it. */
void psi_session_run(
    const struct psi_session *session, struct psi_ledger_run *out);

/* Start the threads, unless there is one job only. */
int psi_session_start_workers(struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Tell the caller how far a step is; PSI_E_IO if it wants to stop. */
int psi_session_progress(const struct psi_session *session, const char *what,
    uint64_t done, uint64_t total, struct psi_error *err)
    __attribute__((warn_unused_result));

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

/*
 * Before the secrets of a run are destroyed: is the ledger there, free, whole,
 * and does it know the run? A session that has none yet needs no ledger.
 *
 * Returns 0, PSI_E_STATE, or what psi_ledger_read returns.
 */
int psi_session_check_run(const struct psi_session *session,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Both identities, a's first, as the sealed part is bound to them. */
void psi_session_identities(const struct psi_session *session,
    uint8_t out[2 * PSI_SEAL_IDENTITY_BYTES]);

/* Write the sha256 and signature records, and give the digest. */
int psi_session_sign(const struct psi_session *session,
    struct psi_wire_writer *writer, enum psi_wire_kind kind,
    uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* Verify the signature of a file that names `from` as its sender;
 * PSI_E_SIGNATURE. */
int psi_session_verify(const struct psi_session *session,
    enum psi_wire_kind kind, char from, const uint8_t digest[PSI_DIGEST_BYTES],
    const uint8_t signature[PSI_SIGNATURE_BYTES], uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * Is this a file of the partner, for this agreement, which may be used today,
 * and for this run? PSI_E_MISMATCH and the errors of
 * psi_session_check_agreement. `remedy` is for another run.
 */
int psi_session_check_header(const struct psi_session *session,
    const struct psi_wire_header *header, const char *remedy,
    struct psi_error *err) __attribute__((warn_unused_result));

/* PSI_E_AGREEMENT: fewer matches than the agreement asks for. */
int psi_session_withheld(
    const struct psi_session *session, struct psi_error *err);

/*
 * A blinded file of the session's own store, opened again: its header, and a
 * reader that stands before its first element. PSI_E_STATE where it is not
 * the one that the state names.
 */
struct psi_stored_file {
	const struct psi_store *store;
	struct psi_source source;
	bool is_open;
	struct psi_wire_reader *reader;
	struct psi_wire_header header;
};

#define PSI_STORED_FILE_INIT                                                   \
	{                                                                      \
		.is_open = false, .reader = NULL                               \
	}

int psi_stored_open(struct psi_stored_file *file,
    const struct psi_session *session, const char *name,
    enum psi_wire_kind kind, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The end of the file: its digest must be the one that the state knows. */
int psi_stored_finish(struct psi_stored_file *file,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* Closing what is not open is fine. */
void psi_stored_close(struct psi_stored_file *file);

/* Read a whole stored blinded file: its header, and its elements into a new
 * array, which the caller frees with psi_array_free. */
int psi_stored_elements(const struct psi_session *session, const char *name,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_wire_header *header,
    uint8_t **elements, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * What ends a session that is revealed or closed, after its state says so:
 * destroy its secrets (session/secrets.h), close the run in the ledger. Can be
 * repeated.
 */
int psi_session_end(struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The message that a side's key element is made of, PROTOCOL.md section 2:
 * T = HashToGroup("psi-own/1" || agreement || role || u64 run || nonce). */
int psi_session_own_element(uint8_t *out, const struct psi_suite *suite,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], char role,
    uint32_t run, const uint8_t nonce[PSI_NONCE_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
