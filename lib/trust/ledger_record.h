/*
 * The steps that the ledger remembers. Each takes the store's lock, reads the
 * ledger, checks, and replaces the object whole; so each is one atomic step, and
 * what it records is on the disk when it returns. Doing the same step again
 * changes nothing and succeeds: a step that was killed is run again.
 */
#ifndef PSI_TRUST_LEDGER_RECORD_H
#define PSI_TRUST_LEDGER_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/agreement.h"
#include "psi/store.h"

#include "trust/ledger_rows.h"

/*
 * Open a run. In: run->session, and run->run as wanted, or 0 for the next.
 * Out, on success: all of *run. If the agreement replaces another, that one
 * is refused from here on. The same session may ask again for the run it has
 * open. It does not ask whether the agreement is signed and in force:
 * psi_agreement_check does.
 *
 * Returns 0, PSI_E_AGREEMENT (revoked, replaced, too many runs in the
 * period), PSI_E_STATE (another run is open; a number not above all earlier
 * ones; this session's run is closed; somebody else holds the ledger), or
 * what psi_ledger_read returns.
 */
int psi_ledger_reserve(const struct psi_store *store,
    const struct psi_agreement *agreement, int32_t today,
    struct psi_ledger_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Before the work of an open run is done in parts: the digest of their plan.
 * Returns as psi_ledger_record_sent.
 */
int psi_ledger_record_planned(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Before your blinded file of an open run is kept: its digest and its
 * public key k * G. A killed psi-blind may leave several of each.
 *
 * Returns 0, PSI_E_STATE (the run is not open), or as above.
 */
int psi_ledger_record_sent(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], const uint8_t *public_key,
    size_t public_key_len, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Before k is used on the partner's blinded file: its digest. `public_key` is
 * the partner's.
 *
 * Returns 0; PSI_E_MISMATCH if the file was received in another run, or if
 * its public key is one of our own; PSI_E_STATE if this run has received
 * another file, or is not open; or as above.
 */
int psi_ledger_record_received(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], const uint8_t *public_key,
    size_t public_key_len, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Before your answer of an open run is kept: its digest. A killed step may
 * leave several. Returns as psi_ledger_record_sent.
 */
int psi_ledger_record_answered(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Before a result is kept: the digest of the partner's answer that it was
 * found in. PSI_E_STATE if another one was revealed in this run before; else
 * as psi_ledger_record_sent.
 */
int psi_ledger_record_revealed(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * A file of shared/1 of a run that was revealed: claims (revision 1) or fields
 * (2), sent or accepted, with its rows. Before the file leaves, and before one
 * of the partner's is acted upon.
 *
 * Returns 0; PSI_E_STATE if the run is not known, or another file of the same
 * kind is; or as above.
 */
int psi_ledger_record_shared(const struct psi_store *store,
    const struct psi_ledger_run *run, bool is_sent, unsigned int revision,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], uint64_t num_rows,
    int32_t today, struct psi_error *err) __attribute__((warn_unused_result));

/* Close a run: nothing is recorded of it any more. PSI_E_STATE if it was
 * never opened by this session. */
int psi_ledger_close(const struct psi_store *store,
    const struct psi_ledger_run *run, int32_t today, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Refuse an agreement from now on. */
int psi_ledger_revoke(const struct psi_store *store,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], int32_t today,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
