/*
 * The side that answers second: it verifies the first answer whole, and only
 * then uses its scalar on the partner's elements, finds the matches, and says
 * which they are. It sends no element (PROTOCOL.md section 2).
 */
#include "session/reveal_second.h"

#include "base/secret.h"
#include "session/reveal_answer.h"
#include "session/reveal_collect.h"
#include "session/reveal_find.h"
#include "session/reveal_verify.h"
#include "session/secrets.h"
#include "session/session.h"

int
psi_reveal_as_second(struct psi_reveal *reveal, struct psi_error *err)
{
	struct psi_session *session = reveal->session;
	struct psi_first_answer first = { .D = NULL };
	struct psi_found found = { .position = NULL };
	struct psi_secret scalar = PSI_SECRET_INIT;
	int rc;

	if ((rc = psi_session_start_workers(session, err)) != 0)
		return rc;
	if ((rc = psi_first_answer_read(&first, reveal, err)) != 0 ||
	    (rc = psi_secrets_read_scalar(
		 session, reveal->own.public_key, &scalar, err)) != 0 ||
	    (rc = psi_reveal_find(&found, reveal, &first, scalar.data, err)) !=
		0)
		goto out;
	rc = session->agreement->learns[psi_session_partner(session)]
	    ? psi_reveal_answer(reveal, &first, &found, scalar.data, err)
	    : psi_reveal_collect(&found, reveal, &first, err);
out:
	psi_secret_clear(&scalar);
	psi_found_clear(&found, reveal);
	psi_first_answer_clear(&first, reveal);
	return rc;
}
