/*
 * The text of the ledger and its rows: what stands in the object, without
 * what it means.
 *
 *	agreement,run,session,event,value
 *	,,,identity,psi1...
 *	DIGEST,1,SESSION,open,2026-11-28
 *	...
 */
#ifndef PSI_TRUST_LEDGER_ROWS_H
#define PSI_TRUST_LEDGER_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/agreement.h"
#include "psi/identity.h"
#include "psi/store.h"

#include "base/array.h"
#include "group/suite.h"

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

enum psi_ledger_event {
	PSI_LEDGER_OPEN,
	PSI_LEDGER_PLANNED,
	PSI_LEDGER_PUBLIC_KEY,
	PSI_LEDGER_SENT,
	PSI_LEDGER_RECEIVED,
	PSI_LEDGER_ANSWERED,
	PSI_LEDGER_REVEALED,
	PSI_LEDGER_CLAIMS_SENT,
	PSI_LEDGER_FIELDS_SENT,
	PSI_LEDGER_CLAIMS_RECEIVED,
	PSI_LEDGER_FIELDS_RECEIVED,
	PSI_LEDGER_CLOSED,
	PSI_LEDGER_REVOKED,
	PSI_LEDGER_REPLACED,
	PSI_LEDGER_RECOVERED,
	PSI_LEDGER_EVENTS
};

struct psi_ledger_row {
	/* For revoked and replaced, which are about an agreement, run is 0 and
	 * its cell empty. So is the session of revoked; for replaced it is the
	 * pair of parties that both agreements must be of. All are empty for
	 * recovered. */
	struct psi_ledger_run run;
	enum psi_ledger_event event;
	/* Of open, closed, revoked, recovered and of shared files. */
	int32_t day;
	/* Of shared files. */
	uint64_t num_rows;
	/* Of the others: a public key or a digest. */
	uint8_t value[PSI_ELEMENT_MAX_BYTES];
	size_t value_len;
};

PSI_ARRAY(psi_ledger_rows, struct psi_ledger_row)

struct psi_ledger {
	/* Whose it is. */
	struct psi_public_identity identity;
	struct psi_ledger_rows rows;
};

const char *psi_ledger_event_name(enum psi_ledger_event event);

/* Has the event the number of a run, and a day? */
bool psi_ledger_event_has_run(enum psi_ledger_event event);
bool psi_ledger_event_has_day(enum psi_ledger_event event);

/* Claims and fields: their value is "DIGEST DAY ROWS". */
bool psi_ledger_event_is_shared(enum psi_ledger_event event);

/* The event of a file of shared/1 that was sent or accepted: of claims (revision
 * 1) or of fields (2). */
enum psi_ledger_event psi_ledger_shared_event(
    bool is_sent, unsigned int revision);

bool psi_ledger_same_run(
    const struct psi_ledger_run *a, const struct psi_ledger_run *b);

/* Is the row about this agreement? */
bool psi_ledger_row_is_of(const struct psi_ledger_row *row,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES]);

/* The same event: days do not count, so that what was done again on a later
 * day is not written twice. */
bool psi_ledger_same_row(
    const struct psi_ledger_row *a, const struct psi_ledger_row *b);

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

/* Replace the object by this ledger. */
int psi_ledger_write(const struct psi_store *store,
    const struct psi_ledger *ledger, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
