/*
 * The ledger: what an identity remembers of its runs, for as long as it
 * lives (PROTOCOL.md sections 3 and 6).
 *
 * It is the object "ledger.csv" of a store of its own, CSV with the header
 * `agreement,run,session,event,value`, a row that says whose it is, and one
 * row for each event (ledger_rows.h). Rows are only ever added. The functions that change it take the store's lock, read
 * it, check, and replace the object whole; so each is one atomic step, and
 * what it records is on the disk when it returns. Doing the same step again
 * changes nothing and succeeds: a step that was killed is run again.
 *
 * Cost: linear in the number of rows, four or five for each run.
 */
#ifndef PSI_TRUST_LEDGER_H
#define PSI_TRUST_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "group/suite.h"
#include "psi/agreement.h"
#include "psi/store.h"

#define PSI_LEDGER_OBJECT "ledger.csv"
/* A ledger over this is refused: some 60,000 runs. */
#define PSI_LEDGER_BYTES_MAX ((size_t)64 << 20)
#define PSI_LEDGER_SESSION_BYTES 16
#define PSI_LEDGER_DIGEST_BYTES 32
#define PSI_LEDGER_RUN_MAX 999999999

/* One run of one agreement, by one session. */
struct psi_ledger_run {
	uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES];
	/* From 1. */
	uint32_t run;
	/* Random, drawn when the session folder is made. */
	uint8_t session[PSI_LEDGER_SESSION_BYTES];
};

struct psi_ledger;

/*
 * Read the whole ledger. One that does not exist is an error: whoever takes
 * it away must not take back what was revoked (psi_ledger_create makes it).
 * Without the lock it is the whole ledger before or after a change, since
 * the object is replaced whole.
 *
 * Returns 0 with *out (to be freed by the caller), PSI_E_STATE for a missing
 * ledger and PSI_E_INPUT for a damaged one (with a hint), PSI_E_IO or
 * PSI_E_NOMEM.
 */
int psi_ledger_read(struct psi_ledger **out, const struct psi_store *store,
    struct psi_error *err) __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_ledger_free(struct psi_ledger *ledger);

/* The number that the next run of this agreement has: one above the highest
 * that was ever opened; 1 for the first. */
uint32_t psi_ledger_next_run(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES]);

/* The open run of an agreement; false where there is none. */
bool psi_ledger_find_open(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES],
    struct psi_ledger_run *out);

/* Has this run of this session been closed? */
bool psi_ledger_is_closed(
    const struct psi_ledger *ledger, const struct psi_ledger_run *run);

/* Was a later run of the same agreement revealed? */
bool psi_ledger_has_later_reveal(
    const struct psi_ledger *ledger, const struct psi_ledger_run *run);

/* Is there no result of the last run of the agreement in which this side
 * answered? Of a side that answers first and learns: then the partner has
 * one, or may have, and this side has none. */
bool psi_ledger_has_unanswered(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES]);

/* How many runs of the agreement were opened in the `period_days` days that
 * end with `today`. Days after today count too: a clock may go back. */
uint32_t psi_ledger_count_runs(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], int32_t today,
    uint32_t period_days);

/* Was a blinded file with this digest received in any run but this one
 * (`run` may be NULL: in any at all)? */
bool psi_ledger_has_received(const struct psi_ledger *ledger,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES],
    const struct psi_ledger_run *run);

/* Is this the public key of any own run, under any agreement? */
bool psi_ledger_has_public_key(const struct psi_ledger *ledger,
    const uint8_t *public_key, size_t public_key_len);

/* PSI_E_STATE where it is the ledger of another identity; else 0. */
int psi_ledger_check_owner(const struct psi_ledger *ledger,
    const struct psi_public_identity *identity, struct psi_error *err)
    __attribute__((warn_unused_result));

/* PSI_E_AGREEMENT, with the reason, for an agreement that was revoked, or
 * replaced by one of the same two parties; PSI_E_STATE where the ledger is of
 * neither party; else 0. */
int psi_ledger_check_agreement(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement, struct psi_error *err)
    __attribute__((warn_unused_result));

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

/* Does the ledger know such a file: with this digest, or any where it is
 * NULL? */
bool psi_ledger_has_shared(const struct psi_ledger *ledger,
    const struct psi_ledger_run *run, bool is_sent, unsigned int revision,
    const uint8_t *digest);

/*
 * The digest of the first agreement that this one goes back to by `replaces`,
 * as far as the ledger knows the chain; all are of the same two parties, since
 * another's `replaces` means nothing. Its own digest where it replaces none.
 */
void psi_ledger_first_agreement(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement,
    uint8_t out[PSI_AGREEMENT_DIGEST_BYTES]);

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
