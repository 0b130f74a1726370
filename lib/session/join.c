/* Taking the partner's claims and fields (PROTOCOL.md section 7). */
#include "psi/share.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/object.h"
#include "session/session.h"
#include "session/share_file.h"
#include "session/share_view.h"
#include "session/stored_file.h"
#include "trust/ledger_record.h"

static const char *const partner_objects[] = { PSI_OBJECT_PARTNER_CLAIMS,
	PSI_OBJECT_PARTNER_FIELDS };

/* Keep the file that was checked under another name. */
static int
keep_as(struct psi_session *session, const char *name, struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	struct psi_sink sink;
	int rc;

	if ((rc = store->create(store->cookie, name, &sink, err)) != 0)
		return rc;
	rc = psi_object_copy(store, PSI_OBJECT_INCOMING_SHARED, &sink, err);
	if (rc == 0)
		return store->commit(store->cookie, &sink, err);
	store->abandon(store->cookie, &sink);
	return rc;
}

/* Whatever the session has forgotten, the ledger knows which file of this
 * revision was accepted. */
static int
check_ledger(const struct psi_session *session,
    const struct psi_share_incoming *in, bool *is_other, struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	struct psi_ledger_run run;
	int rc;

	if ((rc = psi_ledger_read(&ledger, &session->ledger, err)) != 0)
		return rc;
	psi_session_run(session, &run);
	*is_other = psi_ledger_has_shared(
			ledger, &run, false, in->header.revision, NULL) &&
	    !psi_ledger_has_shared(
		ledger, &run, false, in->header.revision, in->digest);
	psi_ledger_free(ledger);
	return 0;
}

/* A second statement: the partner signed both. */
static int
refuse_second(struct psi_session *session, struct psi_error *err)
{
	int rc = keep_as(session, PSI_OBJECT_SECOND, err);

	if (rc != 0)
		return rc;
	return psi_refuse(err, PSI_E_MISMATCH, 0,
	    "ask your partner why there are two",
	    "your partner has sent another file of this kind in this run "
	    "already, and both are signed; the second is refused, and kept "
	    "in the session as second-shared.csv");
}

static int
accept(struct psi_session *session, const struct psi_share_incoming *in,
    struct psi_error *err)
{
	struct psi_state state = session->state;
	struct psi_ledger_run run;
	uint32_t revision = in->header.revision;
	int rc;

	psi_session_run(session, &run);
	if ((rc = keep_as(session, partner_objects[revision - 1], err)) != 0 ||
	    (rc = psi_ledger_record_shared(&session->ledger, &run, false,
		 revision, in->digest, in->rows, session->options.today,
		 err)) != 0)
		return rc;
	if (revision == PSI_SHARE_CLAIMS) {
		memcpy(state.partner_claims, in->digest,
		    sizeof state.partner_claims);
		memcpy(state.partner_claims_table, in->table,
		    sizeof state.partner_claims_table);
		state.partner_claims_rows = in->rows;
		state.partner_claims_bytes = in->total;
	} else {
		memcpy(state.partner_fields, in->digest,
		    sizeof state.partner_fields);
		memcpy(state.partner_fields_table, in->table,
		    sizeof state.partner_fields_table);
		state.partner_fields_rows = in->rows;
	}
	if ((rc = psi_state_write(&session->store, &state, err)) != 0)
		return rc;
	session->state = state;
	return 0;
}

static int
join(struct psi_session *session, const struct psi_source *source,
    struct psi_share_view *view, struct psi_share_report *report,
    struct psi_error *err)
{
	struct psi_share_incoming in;
	const uint8_t *known;
	bool is_other = false;
	int rc;

	if ((rc = psi_share_side_read(&view->side, session, err)) != 0 ||
	    (rc = psi_share_file_check(
		 &in, session, source, &view->side, &view->partner, err)) != 0)
		return rc;
	known = in.header.revision == PSI_SHARE_CLAIMS
	    ? session->state.partner_claims
	    : session->state.partner_fields;
	if ((rc = check_ledger(session, &in, &is_other, err)) != 0)
		return rc;
	if (is_other ||
	    (in.is_known &&
		!psi_public_equal(known, in.digest, sizeof in.digest)))
		return refuse_second(session, err);
	if (!in.is_known && (rc = accept(session, &in, err)) != 0)
		return rc;
	if ((rc = psi_share_view_pair(view, session, err)) != 0)
		return rc;
	report->revision = in.header.revision;
	report->rows = in.rows;
	report->pairs = view->pairing.num_pair;
	report->dropped = psi_share_view_dropped(view, session);
	return 0;
}

int
psi_session_join(struct psi_session *session, const struct psi_source *source,
    struct psi_share_report *report, struct psi_error *err)
{
	const struct psi_store *store = &session->store;
	struct psi_share_view view;
	int rc;

	if (report == NULL || report->version != PSI_SHARE_REPORT_VERSION)
		return psi_error_set(
		    err, PSI_E_ARG, "the version of the report is unknown");
	memset(report, 0, sizeof *report);
	report->version = PSI_SHARE_REPORT_VERSION;
	memset(&view, 0, sizeof view);
	if ((rc = psi_share_allowed(session, err)) != 0 ||
	    (rc = psi_session_need_ledger(session, err)) != 0 ||
	    (rc = psi_session_need_identity(session, err)) != 0)
		return rc;
	rc = psi_stored_blame(
	    session, join(session, source, &view, report, err), err);
	psi_share_view_clear(&view);
	/* Accepted or refused, the file has been read to its end: its copy
	 * is not needed any more. */
	if (rc == 0)
		rc = store->remove(
		    store->cookie, PSI_OBJECT_INCOMING_SHARED, err);
	else
		(void)store->remove(
		    store->cookie, PSI_OBJECT_INCOMING_SHARED, NULL);
	return rc;
}
