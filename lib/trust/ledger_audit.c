/* Creates a ledger, creates it anew after it was lost, and lists what it
 * remembers. */
#include "psi/ledger.h"

#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/secret.h"
#include "trust/ledger.h"
#include "trust/ledger_rows.h"

static int
write_new(const struct psi_store *store,
    const struct psi_public_identity *identity,
    const struct psi_ledger_row *row, struct psi_error *err)
{
	struct psi_ledger *ledger = psi_array_new(1, sizeof *ledger);
	int rc = 0;

	if (ledger == NULL)
		return psi_error_nomem(err);
	ledger->identity = *identity;
	if (row != NULL)
		rc = psi_ledger_rows_add(&ledger->rows, row, err);
	if (rc == 0)
		rc = psi_ledger_write(store, ledger, err);
	psi_ledger_free(ledger);
	return rc;
}

static int
create_locked(const struct psi_store *store,
    const struct psi_public_identity *identity, struct psi_error *err)
{
	struct psi_ledger *old = NULL;
	struct psi_source source;
	bool is_empty;
	int rc;

	rc = store->open(store->cookie, PSI_LEDGER_OBJECT, &source, err);
	if (rc == PSI_E_ABSENT)
		return write_new(store, identity, NULL, err);
	if (rc != 0)
		return rc;
	store->close(store->cookie, &source);
	if ((rc = psi_ledger_read(&old, store, err)) != 0)
		return rc;
	/* An empty ledger is left over from an attempt that was killed. */
	is_empty = old->rows.num == 0;
	psi_ledger_free(old);
	if (is_empty)
		return write_new(store, identity, NULL, err);
	return psi_refuse(err, PSI_E_EXISTS, 0,
	    "it is the memory of an identity that is not here any more: put "
	    "both in another place, or choose another name",
	    "there is a ledger that remembers runs");
}

int
psi_ledger_create(const struct psi_store *ledger,
    const struct psi_public_identity *identity, struct psi_error *err)
{
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0 ||
	    (rc = ledger->lock(ledger->cookie, err)) != 0)
		return rc;
	rc = create_locked(ledger, identity, err);
	ledger->unlock(ledger->cookie);
	return rc;
}

int
psi_ledger_check_identity(const struct psi_store *ledger,
    const struct psi_public_identity *identity, struct psi_error *err)
{
	struct psi_ledger *read = NULL;
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0 ||
	    (rc = psi_ledger_read(&read, ledger, err)) != 0)
		return rc;
	rc = psi_ledger_check_owner(read, identity, err);
	psi_ledger_free(read);
	return rc;
}

static int
recover_locked(const struct psi_store *store,
    const struct psi_public_identity *identity, int32_t today,
    struct psi_error *err)
{
	struct psi_ledger *old = NULL;
	struct psi_ledger_row row;
	struct psi_error why;
	bool is_own = false;
	int rc;

	memset(&why, 0, sizeof why);
	rc = psi_ledger_read(&old, store, &why);
	if (rc == 0) {
		is_own = psi_public_identity_equal(&old->identity, identity);
		psi_ledger_free(old);
	} else if (rc != PSI_E_STATE && rc != PSI_E_INPUT) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	if (is_own)
		return psi_error_set(err, PSI_E_EXISTS,
		    "this identity has its ledger, and it is whole");
	memset(&row, 0, sizeof row);
	row.event = PSI_LEDGER_RECOVERED;
	row.day = today;
	return write_new(store, identity, &row, err);
}

int
psi_ledger_recover(const struct psi_store *ledger,
    const struct psi_public_identity *identity, int32_t today,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0 ||
	    (rc = ledger->lock(ledger->cookie, err)) != 0)
		return rc;
	rc = recover_locked(ledger, identity, today, err);
	ledger->unlock(ledger->cookie);
	return rc;
}

/* The day on which a run was begun, or -1. */
static int32_t
day_of(const struct psi_ledger *ledger, const struct psi_ledger_run *run)
{
	for (size_t i = 0; i < ledger->rows.num; i++)
		if (ledger->rows.at[i].event == PSI_LEDGER_OPEN &&
		    psi_ledger_same_run(&ledger->rows.at[i].run, run))
			return ledger->rows.at[i].day;
	return -1;
}

static void
fill_entry(struct psi_ledger_entry *out, const struct psi_ledger *ledger,
    const struct psi_ledger_row *row)
{
	memset(out, 0, sizeof *out);
	out->event = psi_ledger_event_name(row->event);
	if (row->event != PSI_LEDGER_RECOVERED)
		out->agreement = row->run.agreement;
	out->run = row->run.run;
	if (row->value_len != 0)
		out->digest = row->value;
	out->rows = row->num_rows;
	if (psi_ledger_event_has_day(row->event) ||
	    psi_ledger_event_is_shared(row->event))
		out->day = row->day;
	else
		out->day = day_of(ledger, &row->run);
}

int
psi_ledger_audit(const struct psi_store *ledger,
    int (*each)(void *cookie, const struct psi_ledger_entry *entry,
	struct psi_error *err),
    void *cookie, struct psi_error *err)
{
	struct psi_ledger *read = NULL;
	struct psi_ledger_entry entry;
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0 ||
	    (rc = psi_ledger_read(&read, ledger, err)) != 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < read->rows.num; i++) {
		if (read->rows.at[i].event == PSI_LEDGER_PUBLIC_KEY)
			continue;
		fill_entry(&entry, read, &read->rows.at[i]);
		rc = each(cookie, &entry, err);
	}
	psi_ledger_free(read);
	return rc;
}
