/*
 * What a partner's blinded file is checked for, beside its signature and its
 * elements (PROTOCOL.md section 5).
 */
#ifndef PSI_SESSION_BLINDED_CHECKS_H
#define PSI_SESSION_BLINDED_CHECKS_H

#include <stdint.h>

#include "base/digest.h"
#include "psi/error.h"
#include "wire/wire.h"

struct psi_session;
struct psi_suite;

/* Numbers of elements, before any memory is taken for them. Returns 0 or
 * PSI_E_LIMIT. */
int psi_blinded_check_limits(const struct psi_session *session,
    const struct psi_wire_header *header, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Agreement, run, groups, dates; and the ledger: neither the file nor its
 * public key was there before. Returns 0, PSI_E_MISMATCH, or what reading the
 * ledger returned. */
int psi_blinded_check_header(const struct psi_session *session,
    const struct psi_wire_header *header,
    const uint8_t digest[PSI_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/* The proof that the sender knows its key. Returns 0, PSI_E_PROOF or
 * PSI_E_NOMEM. */
int psi_blinded_check_key(const struct psi_suite *suite,
    const struct psi_wire_header *header, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
