/*
 * The ledger: what an identity remembers of its runs, for as long as it
 * lives (PROTOCOL.md sections 3 and 6).
 *
 * It is the object "ledger.csv" of a store of its own, CSV with the header
 * `agreement,run,session,event,value`, a row that says whose it is, and one
 * row for each event (ledger_rows.h). Rows are only ever added. Here are the
 * questions that can be asked of a ledger that was read; ledger_record.h has
 * the steps that add rows.
 *
 * Cost: linear in the number of rows, four or five for each run.
 */
#ifndef PSI_TRUST_LEDGER_H
#define PSI_TRUST_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/agreement.h"
#include "psi/store.h"

#include "trust/ledger_rows.h"

/* The number that the next run of this agreement has: one above the highest
 * that was ever opened; 1 for the first. */
uint32_t psi_ledger_next_run(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES]);

/* The open run of an agreement; false where there is none. */
bool psi_ledger_find_open(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES],
    struct psi_ledger_run *out);

/* PSI_E_STATE unless this session opened this run under this ledger; else 0. */
int psi_ledger_check_known(const struct psi_ledger *ledger,
    const struct psi_ledger_run *run, struct psi_error *err)
    __attribute__((warn_unused_result));

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

/* The first day, from `today` on, on which fewer than `runs` would be counted so;
 * INT32_MAX for none. */
int32_t psi_ledger_next_day(const struct psi_ledger *ledger,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], int32_t today,
    uint32_t runs, uint32_t period_days);

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

/* PSI_E_STATE where it is the ledger of neither party; else 0. */
int psi_ledger_check_party(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement, struct psi_error *err)
    __attribute__((warn_unused_result));

/* PSI_E_AGREEMENT, with the reason, for an agreement that was revoked, or
 * replaced by one of the same two parties; PSI_E_STATE where the ledger is of
 * neither party; else 0. */
int psi_ledger_check_agreement(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Does the ledger know a file of shared/1, sent or accepted, of claims (revision
 * 1) or fields (2): with this digest, or any where it is NULL? */
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

/*
 * What stands for the two parties of an agreement, whoever is a: whoever
 * knows the digest of another pair's agreement can write it into one of their
 * own, and must not end it by that.
 */
void psi_ledger_pair(uint8_t out[PSI_LEDGER_SESSION_BYTES],
    const struct psi_agreement *agreement);

/* Is this the plan that was recorded last for a run, which is still open? */
bool psi_ledger_is_planned(const struct psi_ledger *ledger,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES]);

/* Is there a row of this event for this very run? */
bool psi_ledger_has_event(const struct psi_ledger *ledger,
    const struct psi_ledger_run *run, enum psi_ledger_event event);

#endif
