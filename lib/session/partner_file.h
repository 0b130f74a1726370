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

/* What is signed and wrong does not get right by being sent again. */
extern const char psi_partner_file_distrust[];

/*
 * Is this a file of the partner, for this agreement, which may be used today,
 * and for this run? PSI_E_MISMATCH and the errors of
 * psi_session_check_agreement. `remedy` is for another run.
 */
int psi_partner_file_check_header(const struct psi_session *session,
    const struct psi_wire_header *header, const char *remedy,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Only whether the partner made it, under this agreement; PSI_E_MISMATCH. */
int psi_partner_file_check_sender(const struct psi_session *session,
    const struct psi_wire_header *header, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Only whether it is of the run of this session; PSI_E_MISMATCH. `remedy` is NULL
 * for a blinded file, whose runs both sides count. */
int psi_partner_file_check_run(const struct psi_session *session,
    const struct psi_wire_header *header, const char *remedy,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Write the sha256 and signature records, and give the digest. */
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
