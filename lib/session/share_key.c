#include "session/share_key.h"

#include "base/error.h"
#include "base/object.h"
#include "session/objects.h"
#include "session/session.h"

bool
psi_share_key_is_kept(const struct psi_session *session)
{
	const struct psi_agreement *agreement = session->agreement;

	return agreement->mode == PSI_MODE_ACCOUNTS && agreement->learns[0] &&
	    agreement->learns[1];
}

/* Has a later run taken the place of this one? Without a ledger nobody can
 * say, and nothing is destroyed for it. */
static int
is_followed(
    const struct psi_session *session, bool *followed, struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	struct psi_ledger_run run;
	int rc;

	*followed = false;
	if (!session->has_ledger)
		return 0;
	if ((rc = psi_ledger_read(&ledger, &session->ledger, err)) != 0)
		return rc;
	psi_session_run(session, &run);
	*followed = psi_ledger_has_later_reveal(ledger, &run);
	psi_ledger_free(ledger);
	return 0;
}

int
psi_share_key_expire(struct psi_session *session, struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	struct psi_store *store = &session->store;
	struct psi_source source;
	bool is_over;
	int rc;

	if (state->state < PSI_SESSION_BLINDED)
		return 0;
	rc = store->open(store->cookie, PSI_OBJECT_SHARE, &source, err);
	if (rc != 0)
		return rc == PSI_E_ABSENT ? 0 : rc;
	store->close(store->cookie, &source);
	is_over = state->state == PSI_SESSION_CLOSED ||
	    (int64_t)session->options.today - (int64_t)state->created >
		PSI_SHARE_KEY_DAYS;
	if (!is_over && (rc = is_followed(session, &is_over, err)) != 0)
		return rc;
	return is_over ? store->remove(store->cookie, PSI_OBJECT_SHARE, err)
		       : 0;
}

int
psi_share_key_read(
    struct psi_session *session, struct psi_secret *out, struct psi_error *err)
{
	int rc;

	if (session->state.state < PSI_SESSION_BLINDED)
		return psi_refuse(err, PSI_E_STATE, 0,
		    "run psi-blind first, which begins the session",
		    "nothing has been blinded here yet");
	if ((rc = psi_share_key_expire(session, err)) != 0)
		return rc;
	rc = psi_object_read_secret(
	    &session->store, PSI_OBJECT_SHARE, out, PSI_SEAL_KEY_BYTES, err);
	if (rc != PSI_E_ABSENT)
		return rc;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "begin another run with your partner",
	    "the key for shared fields of this run is gone: it lives until the "
	    "run is closed, a later run is revealed, or %d days have passed",
	    PSI_SHARE_KEY_DAYS);
}
