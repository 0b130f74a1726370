/*
 * The files that go between the partners: where the partner's is verified, and
 * where your own is signed.
 */
#ifndef PSI_SESSION_PARTNER_FILE_H
#define PSI_SESSION_PARTNER_FILE_H

#include <stdint.h>

#include "psi/session.h"
#include "trust/identity.h"
#include "wire/wire.h"

/* The remedy where a file is signed by the partner and yet wrong: asking for it
 * once more would not help. */
extern const char psi_partner_file_distrust[];

/*
 * Is this a file of the partner, for this agreement, which may be used today,
 * and for this run? PSI_E_MISMATCH and the errors of
 * psi_session_check_agreement. `remedy` is what to do about a file of another run.
 */
int psi_partner_file_check_header(const struct psi_session *session,
    const struct psi_wire_header *header, const char *remedy,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The part of it that asks whether the partner made the file under this
 * agreement; PSI_E_MISMATCH if not. */
int psi_partner_file_check_sender(const struct psi_session *session,
    const struct psi_wire_header *header, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The part of it that asks whether the file is of the session's run;
 * PSI_E_MISMATCH if not. `remedy` is NULL for a blinded file: each side numbers
 * its runs, so the message can say which side is behind. */
int psi_partner_file_check_run(const struct psi_session *session,
    const struct psi_wire_header *header, const char *remedy,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Write the records sha256 and signature, and put the file's digest into
 * `digest`. */
int psi_session_sign(const struct psi_session *session,
    struct psi_wire_writer *writer, enum psi_wire_kind kind,
    uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* Verify the signature of a file that names `from` as its sender;
 * PSI_E_SIGNATURE. */
int psi_partner_file_verify(const struct psi_session *session,
    enum psi_wire_kind kind, char from, const uint8_t digest[PSI_DIGEST_BYTES],
    const uint8_t signature[PSI_SIGNATURE_BYTES], uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
