/*
 * Writing and reading the files of shared/1 in a session, and the objects
 * that they are kept in.
 */
#ifndef PSI_SESSION_SHARE_FILE_H
#define PSI_SESSION_SHARE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "session/share_partner.h"
#include "session/share_side.h"
#include "wire/wire.h"

/* 1 for claims, 2 for fields: the place in arrays is one less. */
#define PSI_SHARE_CLAIMS 1
#define PSI_SHARE_FIELDS 2

/* Your files as sent; the partner's as received, and what they hold (u64
 * length || 32 random bytes || table), so that it can be shown that the
 * partner said so. A second file of a revision is kept aside. */
#define PSI_OBJECT_CLAIMS "claims.csv"
#define PSI_OBJECT_FIELDS "fields.csv"
#define PSI_OBJECT_PARTNER_CLAIMS "partner-claims.csv"
#define PSI_OBJECT_PARTNER_FIELDS "partner-fields.csv"
#define PSI_OBJECT_PARTNER_CLAIMS_TABLE "partner-claims.bin"
#define PSI_OBJECT_PARTNER_FIELDS_TABLE "partner-fields.bin"
#define PSI_OBJECT_SECOND "second-shared.csv"
#define PSI_OBJECT_INCOMING_SHARED "incoming-shared.csv"

/* May fields be shared in this session: accounts, both learn, revealed, and
 * enough matches? PSI_E_AGREEMENT or PSI_E_STATE, in words. */
int psi_share_allowed(const struct psi_session *session, struct psi_error *err)
    __attribute__((warn_unused_result));

/* PROTOCOL.md section 1: SHA-256 over both blinded digests, a's first. */
void psi_share_session_digest(
    const struct psi_session *session, uint8_t out[PSI_DIGEST_BYTES]);

/*
 * Make your file of a revision from its table, and store it as that
 * revision's object: the digest is set, the state is not written. `least` is
 * the smallest plaintext; *total is the one that it has.
 */
int psi_share_file_make(struct psi_session *session, uint32_t revision,
    const struct psi_buf *table, uint64_t least, uint64_t *total,
    uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* A partner's file that was looked at. */
struct psi_share_incoming {
	struct psi_wire_header header;
	uint8_t digest[PSI_DIGEST_BYTES];
	/* Of the object of its table, where that was written. */
	uint8_t table[PSI_DIGEST_BYTES];
	/* Of the plaintext. */
	uint64_t total;
	uint64_t rows;
	bool is_known;
};

/*
 * Check a partner's file whole: its header, digest and signature, then its
 * seal and its table, which is read into `partner` (with the claims in it
 * already for revision 2). It is kept as PSI_OBJECT_INCOMING_SHARED; its
 * content is written to the object of its table, unless the session has a
 * file of that revision.
 *
 * Returns 0, and what PROTOCOL.md section 7 lists.
 */
int psi_share_file_check(struct psi_share_incoming *out,
    struct psi_session *session, const struct psi_source *source,
    const struct psi_share_side *side, struct psi_share_partner *partner,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Read what is stored of the partner's into an empty `partner`: claims, and
 * fields if they came and are asked for. PSI_E_STATE where it is damaged. */
int psi_share_stored(struct psi_share_partner *partner,
    const struct psi_session *session, const struct psi_share_side *side,
    bool with_fields, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
