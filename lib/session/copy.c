/* Giving out the files for the partner, once they may be. */
#include "psi/session.h"

#include "base/error.h"
#include "session/objects.h"
#include "session/session.h"
#include "session/stored_send.h"

/* May this file be given out? Before the state says so, what lies there may
 * never be sent; and of a run that was given up nothing is sent any more. */
static int
check_copy(const struct psi_session *session, enum psi_session_file file,
    struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	bool is_first = psi_session_is_first(session);

	if (state->state == PSI_SESSION_CLOSED &&
	    session->agreement->learns[psi_session_own(session)])
		return psi_refuse(err, PSI_E_STATE, 0,
		    "begin another run in another folder",
		    "this run was closed before it was revealed, so nothing of "
		    "it is sent any more");
	if (file == PSI_SESSION_FILE_BLINDED)
		return state->state >= PSI_SESSION_BLINDED
		    ? 0
		    : psi_error_set(
			  err, PSI_E_STATE, "nothing has been blinded yet");
	if (!session->agreement->learns[psi_session_partner(session)])
		return psi_refuse(err, PSI_E_STATE, 0, NULL,
		    "by the agreement the partner does not learn the matches: "
		    "there is no answer to send");
	if (state->state >= PSI_SESSION_REVEALED ||
	    (is_first && state->state == PSI_SESSION_ANSWERED))
		return 0;
	return is_first
	    ? psi_refuse(err, PSI_E_STATE, 0, "run psi-exchange on it",
		  "the partner's blinded file has not been answered yet")
	    : psi_refuse(err, PSI_E_STATE, 0,
		  "run psi-reveal on it when it is here",
		  "by the agreement the partner answers first, and its answer "
		  "has not been revealed yet");
}

int
psi_session_copy(struct psi_session *session, enum psi_session_file file,
    const struct psi_sink *sink, struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	bool is_first = psi_session_is_first(session);
	const char *name = PSI_OBJECT_BLINDED;
	int rc;

	if (file != PSI_SESSION_FILE_BLINDED && file != PSI_SESSION_FILE_ANSWER)
		return psi_error_set(
		    err, PSI_E_ARG, "a session has no such file");
	if ((rc = check_copy(session, file, err)) != 0 ||
	    (rc = psi_session_check_not_ended(session, err)) != 0)
		return rc;
	if (file != PSI_SESSION_FILE_BLINDED)
		name = is_first ? PSI_OBJECT_EVALUATED : PSI_OBJECT_ANSWER;
	if (file == PSI_SESSION_FILE_BLINDED)
		rc = psi_stored_send(session, name, PSI_WIRE_BLINDED,
		    state->own_blinded, sink, err);
	else
		rc = psi_stored_send(session, name,
		    is_first ? PSI_WIRE_EVALUATED : PSI_WIRE_ANSWER,
		    state->own_answer, sink, err);
	if (rc == PSI_E_ABSENT)
		rc = psi_refuse(err, PSI_E_STATE, 0, PSI_SESSION_LOST_HINT,
		    "the session is damaged: '%s' is missing", name);
	return rc;
}
