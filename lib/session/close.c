#include "session/close.h"

#include <string.h>

#include "base/error.h"
#include "base/secret.h"
#include "session/secrets.h"
#include "session/session.h"
#include "trust/ledger_record.h"

int
psi_session_end(struct psi_session *session, struct psi_error *err)
{
	struct psi_ledger_run run;
	int rc;

	if ((rc = psi_secrets_destroy(session, err)) != 0)
		return rc;
	if (session->state.run == 0)
		return 0;
	psi_session_run(session, &run);
	return psi_ledger_close(
	    &session->ledger, &run, session->options.today, err);
}

/*
 * A run that was interrupted while it was reserved may be in the ledger
 * without the session knowing its number.
 */
static int
find_reserved(struct psi_session *session, struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	struct psi_ledger_run run;
	int rc;

	if (session->state.run != 0)
		return 0;
	if ((rc = psi_ledger_read(&ledger, &session->ledger, err)) != 0)
		return rc;
	/* Numbers of sessions are public. */
	if (psi_ledger_find_open(ledger, session->state.agreement, &run) &&
	    memcmp(run.session, session->state.session, sizeof run.session) ==
		0)
		session->state.run = run.run;
	psi_ledger_free(ledger);
	return 0;
}

int
psi_session_check_run(const struct psi_session *session, struct psi_error *err)
{
	const struct psi_store *store = &session->ledger;
	struct psi_ledger *ledger = NULL;
	struct psi_ledger_run run;
	struct psi_ledger_run open;
	bool is_known;
	int rc;

	if (session->state.run == 0)
		return 0;
	if ((rc = store->lock(store->cookie, err)) != 0)
		return rc;
	rc = psi_ledger_read(&ledger, store, err);
	store->unlock(store->cookie);
	if (rc != 0)
		return rc;
	psi_session_run(session, &run);
	/* Numbers of sessions are public. */
	is_known = psi_ledger_is_closed(ledger, &run) ||
	    (psi_ledger_find_open(ledger, run.agreement, &open) &&
		open.run == run.run &&
		memcmp(open.session, run.session, sizeof run.session) == 0);
	psi_ledger_free(ledger);
	if (is_known)
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "the ledger stands beside the secret file: bring it back, or name "
	    "the secret file that it belongs to; if the ledger is lost, this "
	    "run is over: delete the session's folder",
	    "run %lu is not in the ledger of this identity, so nothing was "
	    "done",
	    (unsigned long)run.run);
}

int
psi_session_close(struct psi_session *session, struct psi_error *err)
{
	struct psi_state state;
	int rc;

	if ((rc = psi_session_need_ledger(session, err)) != 0)
		return rc;
	if (session->state.state == PSI_SESSION_EMPTY)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "name its folder with psi-close -s; where it is lost, "
		    "'psi-close -a AGREEMENT -i KEY' ends the run",
		    "there is no session here to close");
	if ((rc = find_reserved(session, err)) != 0)
		return rc;
	if (session->state.state != PSI_SESSION_REVEALED &&
	    session->state.state != PSI_SESSION_CLOSED) {
		/* What is destroyed cannot be brought back. */
		if ((rc = psi_session_check_run(session, err)) != 0)
			return rc;
		state = session->state;
		state.state = PSI_SESSION_CLOSED;
		rc = psi_state_write(&session->store, &state, err);
		if (rc != 0)
			return rc;
		session->state = state;
	}
	return psi_session_end(session, err);
}

int
psi_session_close_lost(const struct psi_store *ledger,
    const struct psi_agreement *agreement, int32_t today, uint32_t *run,
    struct psi_error *err)
{
	struct psi_ledger *read = NULL;
	struct psi_ledger_run open;
	bool found;
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0 ||
	    (rc = psi_ledger_read(&read, ledger, err)) != 0)
		return rc;
	found = psi_ledger_find_open(read, agreement->digest, &open);
	psi_ledger_free(read);
	if (found && (rc = psi_ledger_close(ledger, &open, today, err)) != 0)
		return rc;
	*run = found ? open.run : 0;
	return 0;
}
