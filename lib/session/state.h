/*
 * The object "state.csv" of a session: how far the run has come, and the few
 * values that its steps compare with. It is written last in every step, so
 * the objects that it says exist do exist (PROTOCOL.md section 6).
 *
 * CSV with the header `term,value` and every term, in a fixed order; values
 * that are not known yet are zero (FORMAT.md section 5c).
 */
#ifndef PSI_SESSION_STATE_H
#define PSI_SESSION_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "psi/session.h"
#include "trust/ledger.h"
#include "wire/wire.h"

#define PSI_STATE_OBJECT "state.csv"

/* What to do about a folder that no step can go on from. */
#define PSI_SESSION_LOST_HINT                                                  \
	"put the session's folder back as it was, or end its run with "        \
	"'psi-close -a AGREEMENT -i KEY', and begin another"

/* Fewer matches than the agreement's minimum overlap: nothing is shown. */
#define PSI_WITHHELD_OVERLAP 1
/* In counts mode: a number is below the agreement's suppress-below, and the
 * total is withheld because it would reveal that number. */
#define PSI_WITHHELD_CELL 2

struct psi_state {
	enum psi_session_state state;
	uint8_t session[PSI_LEDGER_SESSION_BYTES];
	uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES];
	/* 'a' or 'b'. */
	char role;
	/* 0 as long as none is reserved. */
	uint32_t run;
	/* SHA-256 of the keys file. */
	uint8_t keys_file[PSI_DIGEST_BYTES];
	/* SHA-256 of the export that it was made from; zeros where it does not
	 * say. */
	uint8_t export[PSI_DIGEST_BYTES];
	/* Digests of the blinded files, own and partner's. */
	uint8_t own_blinded[PSI_DIGEST_BYTES];
	uint8_t partner_blinded[PSI_DIGEST_BYTES];
	/* Digests of the answers: yours, and the partner's that was
	 * revealed. */
	uint8_t own_answer[PSI_DIGEST_BYTES];
	uint8_t partner_answer[PSI_DIGEST_BYTES];
	/* SHA-256 of the object that holds the partner's elements under both
	 * keys, where this side answers first. */
	uint8_t evaluated_elements[PSI_DIGEST_BYTES];
	/* Accounts that the keys file names, sent or not. */
	uint64_t listed;
	/* Claims and fields (PROTOCOL.md section 7), own and partner's: digest
	 * (zeros as long as there is none), rows, and of claims the bytes of
	 * the plaintext. */
	uint8_t own_claims[PSI_DIGEST_BYTES];
	uint64_t own_claims_rows;
	uint64_t own_claims_bytes;
	uint8_t own_fields[PSI_DIGEST_BYTES];
	uint64_t own_fields_rows;
	uint8_t partner_claims[PSI_DIGEST_BYTES];
	uint64_t partner_claims_rows;
	uint64_t partner_claims_bytes;
	uint8_t partner_fields[PSI_DIGEST_BYTES];
	uint64_t partner_fields_rows;
	/* As in struct psi_session_status. */
	uint64_t accounts;
	uint64_t keys;
	uint64_t dropped_types;
	uint64_t dropped_populations;
	/* Day of your blinded file. */
	uint32_t created;
	uint32_t elements;
	uint32_t partner_elements;
	uint32_t matches;
	uint64_t matched_accounts;
	/* Why the numbers of matches are not kept: PSI_WITHHELD_OVERLAP,
	 * PSI_WITHHELD_CELL; or 0. */
	uint32_t withheld;
	/* SHA-256 of objects that are signed by nobody: "map.csv",
	 * "exports.csv", "matches.csv", and the partner's tables. Zeros where
	 * there is none, or where the session was begun before state.csv said
	 * it. */
	uint8_t map_file[PSI_DIGEST_BYTES];
	uint8_t exports_file[PSI_DIGEST_BYTES];
	uint8_t matches_file[PSI_DIGEST_BYTES];
	uint8_t partner_claims_table[PSI_DIGEST_BYTES];
	uint8_t partner_fields_table[PSI_DIGEST_BYTES];
};

/* Is the digest there, and not only zeros? */
bool psi_state_has(const uint8_t digest[PSI_DIGEST_BYTES]);

/* Was this hashed, to the last byte? The digest of an older session, which has
 * none, says nothing against it. */
bool psi_state_vouches(
    const uint8_t digest[PSI_DIGEST_BYTES], const struct psi_sha256 *sha256);

/* Returns 0, PSI_E_ABSENT, PSI_E_STATE (damaged), PSI_E_IO or PSI_E_NOMEM. */
int psi_state_read(const struct psi_store *store, struct psi_state *out,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Replace the object. Returns 0, PSI_E_IO or PSI_E_NOMEM. */
int psi_state_write(const struct psi_store *store,
    const struct psi_state *state, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
