#include "trust/ledger_record.h"

#include <string.h>

#include "psi/date.h"

#include "base/bytes.h"
#include "base/error.h"
#include "trust/agreement.h"
#include "trust/ledger.h"

/* 9999-12-31. */
#define LAST_DAY 2932896

/* Of plans the last one counts, which can be one that was there before. */
static bool
is_known(const struct psi_ledger *ledger, const struct psi_ledger_row *row)
{
	if (row->event == PSI_LEDGER_PLANNED)
		return psi_ledger_is_planned(ledger, &row->run, row->value);
	for (size_t i = 0; i < ledger->rows.num; i++)
		if (psi_ledger_same_row(&ledger->rows.at[i], row))
			return true;
	return false;
}

/* Add a row unless it is there already; count what is new in *added. */
static int
remember(struct psi_ledger *ledger, const struct psi_ledger_row *row,
    size_t *added, struct psi_error *err)
{
	if (is_known(ledger, row))
		return 0;
	*added += 1;
	return psi_ledger_rows_add(&ledger->rows, row, err);
}

/* The day comes from the caller's clock, which may be wrong. */
static int
check_day(int32_t day, struct psi_error *err)
{
	if (day >= 0 && day <= LAST_DAY)
		return 0;
	return psi_error_set(
	    err, PSI_E_ARG, "today is not between 1970 and 9999");
}

int
psi_ledger_check_known(const struct psi_ledger *ledger,
    const struct psi_ledger_run *run, struct psi_error *err)
{
	if (psi_ledger_has_event(ledger, run, PSI_LEDGER_OPEN))
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "the ledger stands beside the secret file; where that was moved, "
	    "move its ledger too",
	    "run %lu is not in the ledger of this identity",
	    (unsigned long)run->run);
}

/* PSI_E_STATE unless this session has this run open. */
static int
check_open(const struct psi_ledger *ledger, const struct psi_ledger_run *run,
    struct psi_error *err)
{
	int rc = psi_ledger_check_known(ledger, run, err);

	if (rc != 0)
		return rc;
	if (psi_ledger_is_closed(ledger, run))
		return psi_error_set(err, PSI_E_STATE, "run %lu is closed",
		    (unsigned long)run->run);
	return 0;
}

/* All runs are used; another may be opened on the day `from`. */
static int
refuse_budget(
    const struct psi_agreement *agreement, int32_t from, struct psi_error *err)
{
	char day[PSI_DATE_CHARS];

	psi_date_encode(day, from);
	(void)psi_error_set(err, PSI_E_AGREEMENT,
	    "the agreement allows %lu %s in %lu %s, and %s been used",
	    (unsigned long)agreement->runs,
	    agreement->runs == 1 ? "run" : "runs",
	    (unsigned long)agreement->period_days,
	    agreement->period_days == 1 ? "day" : "days",
	    agreement->runs == 1 ? "it has" : "they have");
	psi_error_hint(err,
	    "wait until %s, when another is allowed, or propose an agreement "
	    "that allows more and replaces this one; 'psi-agree audit' has "
	    "their days",
	    day);
	return PSI_E_AGREEMENT;
}

/* May this session open (or go on with) a run? Sets run->run. */
static int
check_reserve(const struct psi_ledger *ledger,
    const struct psi_agreement *agreement, int32_t today,
    struct psi_ledger_run *run, bool *again, struct psi_error *err)
{
	struct psi_ledger_run open;
	uint32_t next = psi_ledger_next_run(ledger, run->agreement);
	int32_t from;
	int rc;

	if ((rc = psi_ledger_check_agreement(ledger, agreement, err)) != 0)
		return rc;
	if (psi_ledger_find_open(ledger, run->agreement, &open)) {
		*again = psi_public_equal(
		    open.session, run->session, sizeof open.session);
		if (*again && (run->run == 0 || run->run == open.run)) {
			run->run = open.run;
			return 0;
		}
		return psi_refuse(err, PSI_E_STATE, 0,
		    "go on with the session folder of that run, or end it: "
		    "'psi-close -s FOLDER', or, where the folder is lost, "
		    "'psi-close -a AGREEMENT -i IDENTITY'",
		    "run %lu of this agreement is still open",
		    (unsigned long)open.run);
	}
	for (size_t i = 0; i < ledger->rows.num; i++)
		if (psi_ledger_row_is_of(&ledger->rows.at[i], run->agreement) &&
		    ledger->rows.at[i].event == PSI_LEDGER_CLOSED &&
		    psi_public_equal(ledger->rows.at[i].run.session,
			run->session, sizeof run->session))
			return psi_error_set(err, PSI_E_STATE,
			    "the run of this session is closed");
	if (run->run == 0)
		run->run = next;
	if (run->run < next) {
		(void)psi_error_set(err, PSI_E_STATE,
		    "run %lu is not above the runs of this agreement so far",
		    (unsigned long)run->run);
		psi_error_hint(err,
		    "the next run is %lu; agree on its number with the "
		    "partner",
		    (unsigned long)next);
		return PSI_E_STATE;
	}
	if (run->run > PSI_LEDGER_RUN_MAX)
		return psi_error_set(err, PSI_E_STATE,
		    "the numbers of runs of this agreement are used up");
	from = psi_ledger_next_day(ledger, run->agreement, today,
	    agreement->runs, agreement->period_days);
	return from <= today ? 0 : refuse_budget(agreement, from, err);
}

static int
reserve_locked(const struct psi_store *store,
    const struct psi_agreement *agreement, int32_t today,
    struct psi_ledger_run *run, struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	struct psi_ledger_row row;
	size_t added = 0;
	bool again = false;
	int rc;

	if ((rc = psi_ledger_read(&ledger, store, err)) != 0)
		return rc;
	if ((rc = check_reserve(ledger, agreement, today, run, &again, err)) !=
		0 ||
	    again)
		goto out;
	memset(&row, 0, sizeof row);
	row.run = *run;
	row.event = PSI_LEDGER_OPEN;
	row.day = today;
	if ((rc = remember(ledger, &row, &added, err)) != 0)
		goto out;
	if (agreement->has_replaces) {
		memset(&row, 0, sizeof row);
		row.event = PSI_LEDGER_REPLACED;
		psi_ledger_pair(row.run.session, agreement);
		memcpy(row.run.agreement, agreement->replaces,
		    sizeof row.run.agreement);
		memcpy(row.value, agreement->digest, sizeof agreement->digest);
		row.value_len = sizeof agreement->digest;
		if ((rc = remember(ledger, &row, &added, err)) != 0)
			goto out;
	}
	rc = psi_ledger_write(store, ledger, err);
out:
	psi_ledger_free(ledger);
	return rc;
}

int
psi_ledger_reserve(const struct psi_store *store,
    const struct psi_agreement *agreement, int32_t today,
    struct psi_ledger_run *run, struct psi_error *err)
{
	struct psi_ledger_run wanted = *run;
	int rc;

	memcpy(wanted.agreement, agreement->digest, sizeof wanted.agreement);
	if ((rc = check_day(today, err)) != 0)
		return rc;
	if ((rc = store->lock(store->cookie, err)) != 0)
		return rc;
	rc = reserve_locked(store, agreement, today, &wanted, err);
	store->unlock(store->cookie);
	if (rc == 0)
		*run = wanted;
	return rc;
}

/*
 * A change of the ledger, as all functions below make one: under the lock, read
 * the ledger, ask `check` whether the change is allowed, add those rows that it
 * does not have yet, and write it.
 */
struct change {
	const struct psi_ledger_row *rows;
	size_t num;
	/* May be NULL. */
	int (*check)(const struct psi_ledger *ledger,
	    const struct change *change, struct psi_error *err);
	/* The public key of a received file, for its `check`. */
	const uint8_t *public_key;
	size_t public_key_len;
};

static int
apply_locked(const struct psi_store *store, const struct change *change,
    struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	size_t added = 0;
	int rc;

	if ((rc = psi_ledger_read(&ledger, store, err)) != 0)
		return rc;
	if (change->check != NULL &&
	    (rc = change->check(ledger, change, err)) != 0)
		goto out;
	for (size_t i = 0; i < change->num; i++)
		if ((rc = remember(ledger, &change->rows[i], &added, err)) != 0)
			goto out;
	if (added > 0)
		rc = psi_ledger_write(store, ledger, err);
out:
	psi_ledger_free(ledger);
	return rc;
}

static int
apply(const struct psi_store *store, const struct change *change,
    struct psi_error *err)
{
	int rc;

	if ((rc = store->lock(store->cookie, err)) != 0)
		return rc;
	rc = apply_locked(store, change, err);
	store->unlock(store->cookie);
	return rc;
}

static int
check_sent(const struct psi_ledger *ledger, const struct change *change,
    struct psi_error *err)
{
	return check_open(ledger, &change->rows[0].run, err);
}

int
psi_ledger_record_sent(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], const uint8_t *public_key,
    size_t public_key_len, struct psi_error *err)
{
	struct psi_ledger_row rows[2];
	struct change change = { rows, 2, check_sent, NULL, 0 };

	if (public_key_len < 32 || public_key_len > PSI_ELEMENT_MAX_BYTES)
		return psi_error_set(
		    err, PSI_E_ARG, "not the length of a public key");
	memset(rows, 0, sizeof rows);
	rows[0].run = *run;
	rows[0].event = PSI_LEDGER_PUBLIC_KEY;
	memcpy(rows[0].value, public_key, public_key_len);
	rows[0].value_len = public_key_len;
	rows[1].run = *run;
	rows[1].event = PSI_LEDGER_SENT;
	memcpy(rows[1].value, digest, PSI_LEDGER_DIGEST_BYTES);
	rows[1].value_len = PSI_LEDGER_DIGEST_BYTES;
	return apply(store, &change, err);
}

static int
check_received(const struct psi_ledger *ledger, const struct change *change,
    struct psi_error *err)
{
	const struct psi_ledger_row *row = &change->rows[0];
	int rc;

	if ((rc = check_open(ledger, &row->run, err)) != 0)
		return rc;
	if (psi_ledger_has_received(ledger, row->value, &row->run))
		return psi_error_set(err, PSI_E_MISMATCH,
		    "this file was received in an earlier run");
	if (psi_ledger_has_public_key(
		ledger, change->public_key, change->public_key_len))
		return psi_error_set(err, PSI_E_MISMATCH,
		    "the public key of this file is one of our own runs");
	if (psi_ledger_has_event(ledger, &row->run, PSI_LEDGER_RECEIVED)) {
		for (size_t i = 0; i < ledger->rows.num; i++)
			if (psi_ledger_same_row(&ledger->rows.at[i], row))
				return 0;
		return psi_refuse(err, PSI_E_STATE, 0,
		    "one run answers one file: use that one again, or close "
		    "this run and begin a new one",
		    "another file of the partner was received in this run "
		    "already");
	}
	return 0;
}

int
psi_ledger_record_received(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], const uint8_t *public_key,
    size_t public_key_len, struct psi_error *err)
{
	struct psi_ledger_row row;
	struct change change = { &row, 1, check_received, public_key,
		public_key_len };

	memset(&row, 0, sizeof row);
	row.run = *run;
	row.event = PSI_LEDGER_RECEIVED;
	memcpy(row.value, digest, PSI_LEDGER_DIGEST_BYTES);
	row.value_len = PSI_LEDGER_DIGEST_BYTES;
	return apply(store, &change, err);
}

/* Record an event that has a digest, for a run that is open. */
static int
record_digest(const struct psi_store *store, const struct psi_ledger_run *run,
    enum psi_ledger_event event, const uint8_t digest[PSI_LEDGER_DIGEST_BYTES],
    int (*check)(
	const struct psi_ledger *, const struct change *, struct psi_error *),
    struct psi_error *err)
{
	struct psi_ledger_row row;
	struct change change = { &row, 1, check, NULL, 0 };

	memset(&row, 0, sizeof row);
	row.run = *run;
	row.event = event;
	memcpy(row.value, digest, PSI_LEDGER_DIGEST_BYTES);
	row.value_len = PSI_LEDGER_DIGEST_BYTES;
	return apply(store, &change, err);
}

int
psi_ledger_record_planned(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], struct psi_error *err)
{
	return record_digest(
	    store, run, PSI_LEDGER_PLANNED, digest, check_sent, err);
}

int
psi_ledger_record_answered(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], struct psi_error *err)
{
	return record_digest(
	    store, run, PSI_LEDGER_ANSWERED, digest, check_sent, err);
}

static int
check_revealed(const struct psi_ledger *ledger, const struct change *change,
    struct psi_error *err)
{
	const struct psi_ledger_row *row = &change->rows[0];
	int rc;

	if ((rc = check_open(ledger, &row->run, err)) != 0)
		return rc;
	for (size_t i = 0; i < ledger->rows.num; i++) {
		if (ledger->rows.at[i].event != PSI_LEDGER_REVEALED ||
		    !psi_ledger_same_run(&ledger->rows.at[i].run, &row->run) ||
		    psi_ledger_same_row(&ledger->rows.at[i], row))
			continue;
		return psi_refuse(err, PSI_E_STATE, 0,
		    "use that one again, or close this run",
		    "another answer of the partner was revealed in this run "
		    "already");
	}
	return 0;
}

int
psi_ledger_record_revealed(const struct psi_store *store,
    const struct psi_ledger_run *run,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], struct psi_error *err)
{
	return record_digest(
	    store, run, PSI_LEDGER_REVEALED, digest, check_revealed, err);
}

/* In a run, only one file of shared fields and one of claims may be sent or
 * received: what a side has stated does not change. By then the run has been
 * revealed and closed. */
static int
check_shared(const struct psi_ledger *ledger, const struct change *change,
    struct psi_error *err)
{
	const struct psi_ledger_row *row = &change->rows[0];
	int rc;

	if ((rc = psi_ledger_check_known(ledger, &row->run, err)) != 0)
		return rc;
	if (!psi_ledger_has_event(ledger, &row->run, row->event))
		return 0;
	for (size_t i = 0; i < ledger->rows.num; i++)
		if (psi_ledger_same_row(&ledger->rows.at[i], row))
			return 0;
	return psi_error_set(err, PSI_E_STATE,
	    "the ledger knows another file of this kind in this run");
}

int
psi_ledger_record_shared(const struct psi_store *store,
    const struct psi_ledger_run *run, bool is_sent, unsigned int revision,
    const uint8_t digest[PSI_LEDGER_DIGEST_BYTES], uint64_t num_rows,
    int32_t today, struct psi_error *err)
{
	struct psi_ledger_row row;
	struct change change = { &row, 1, check_shared, NULL, 0 };
	int rc;

	if ((rc = check_day(today, err)) != 0)
		return rc;
	memset(&row, 0, sizeof row);
	row.run = *run;
	row.event = psi_ledger_shared_event(is_sent, revision);
	row.day = today;
	row.num_rows = num_rows;
	memcpy(row.value, digest, PSI_LEDGER_DIGEST_BYTES);
	row.value_len = PSI_LEDGER_DIGEST_BYTES;
	return apply(store, &change, err);
}

static int
check_close(const struct psi_ledger *ledger, const struct change *change,
    struct psi_error *err)
{
	return psi_ledger_check_known(ledger, &change->rows[0].run, err);
}

int
psi_ledger_close(const struct psi_store *store,
    const struct psi_ledger_run *run, int32_t today, struct psi_error *err)
{
	struct psi_ledger_row row;
	struct change change = { &row, 1, check_close, NULL, 0 };
	int rc;

	if ((rc = check_day(today, err)) != 0)
		return rc;
	memset(&row, 0, sizeof row);
	row.run = *run;
	row.event = PSI_LEDGER_CLOSED;
	row.day = today;
	return apply(store, &change, err);
}

int
psi_ledger_revoke(const struct psi_store *store,
    const uint8_t agreement[PSI_AGREEMENT_DIGEST_BYTES], int32_t today,
    struct psi_error *err)
{
	struct psi_ledger_row row;
	struct change change = { &row, 1, NULL, NULL, 0 };
	int rc;

	if ((rc = check_day(today, err)) != 0)
		return rc;
	memset(&row, 0, sizeof row);
	memcpy(row.run.agreement, agreement, PSI_AGREEMENT_DIGEST_BYTES);
	row.event = PSI_LEDGER_REVOKED;
	row.day = today;
	return apply(store, &change, err);
}
