#include "session/session.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"

size_t
psi_session_own(const struct psi_session *session)
{
	return session->state.role == 'a' ? 0 : 1;
}

size_t
psi_session_partner(const struct psi_session *session)
{
	return 1 - psi_session_own(session);
}

char
psi_session_partner_role(const struct psi_session *session)
{
	return session->state.role == 'a' ? 'b' : 'a';
}

bool
psi_session_is_first(const struct psi_session *session)
{
	return session->state.role == session->agreement->answers_first;
}

void
psi_session_run(const struct psi_session *session, struct psi_ledger_run *out)
{
	memcpy(out->agreement, session->state.agreement, sizeof out->agreement);
	memcpy(out->session, session->state.session, sizeof out->session);
	out->run = session->state.run;
}

int
psi_session_start_workers(struct psi_session *session, struct psi_error *err)
{
	if (session->workers != NULL || session->options.jobs == 1)
		return 0;
	return psi_workers_new(&session->workers, session->options.jobs, err);
}

int
psi_session_progress(const struct psi_session *session, const char *what,
    uint64_t done, uint64_t total, struct psi_error *err)
{
	const struct psi_progress *progress = session->options.progress;

	if (progress == NULL ||
	    progress->step(progress->cookie, what, done, total) == 0)
		return 0;
	return psi_error_set(err, PSI_E_IO, "stopped on request");
}

bool
psi_session_fits(const struct psi_session *session, uint64_t bytes)
{
	const struct psi_session_options *options = &session->options;

	return options->memory == 0 || options->scratch == NULL ||
	    bytes <= options->memory;
}

size_t
psi_session_memory(const struct psi_session *session, unsigned int of)
{
	uint64_t bytes = session->options.memory / of;

	return bytes > SIZE_MAX ? SIZE_MAX : (size_t)bytes;
}

int
psi_session_need_ledger(
    const struct psi_session *session, struct psi_error *err)
{
	if (session->has_ledger)
		return 0;
	return psi_error_set(
	    err, PSI_E_ARG, "this step needs the ledger of the identity");
}

int
psi_session_need_identity(
    const struct psi_session *session, struct psi_error *err)
{
	if (session->identity != NULL)
		return 0;
	return psi_error_set(err, PSI_E_ARG, "this step needs the identity");
}

/* Is it this party's own ledger, and does it say nothing against the
 * agreement? */
static int
check_ledger(const struct psi_session *session, struct psi_error *err)
{
	const struct psi_agreement *agreement = session->agreement;
	struct psi_ledger *ledger = NULL;
	int rc;

	if ((rc = psi_ledger_read(&ledger, &session->ledger, err)) != 0)
		return rc;
	rc = psi_ledger_check_owner(
	    ledger, &agreement->party[psi_session_own(session)].identity, err);
	if (rc == 0)
		rc = psi_ledger_check_agreement(ledger, agreement, err);
	psi_ledger_free(ledger);
	return rc;
}

int
psi_session_check_agreement(
    const struct psi_session *session, struct psi_error *err)
{
	int rc;

	rc = psi_agreement_check(
	    session->agreement, session->options.today, err);
	return rc != 0 ? rc : check_ledger(session, err);
}

int
psi_session_check_not_ended(
    const struct psi_session *session, struct psi_error *err)
{
	return session->has_ledger ? check_ledger(session, err) : 0;
}

void
psi_session_digest(
    const struct psi_session *session, uint8_t out[PSI_SHA256_BYTES])
{
	const struct psi_state *state = &session->state;
	bool is_a = state->role == 'a';
	uint8_t both[2 * PSI_DIGEST_BYTES];

	memcpy(both, is_a ? state->own_blinded : state->partner_blinded,
	    PSI_DIGEST_BYTES);
	memcpy(both + PSI_DIGEST_BYTES,
	    is_a ? state->partner_blinded : state->own_blinded,
	    PSI_DIGEST_BYTES);
	psi_sha256(out, both, sizeof both);
}

int
psi_session_withheld(const struct psi_session *session, struct psi_error *err)
{
	(void)psi_error_set(err, PSI_E_AGREEMENT,
	    "there are fewer than the %lu matches that the agreement asks "
	    "for, so nothing is shown",
	    (unsigned long)session->agreement->minimum_overlap);
	return PSI_E_AGREEMENT;
}

void
psi_session_identities(
    const struct psi_session *session, uint8_t out[2 * PSI_SEAL_IDENTITY_BYTES])
{
	for (size_t i = 0; i < 2; i++) {
		const struct psi_public_identity *identity =
		    &session->agreement->party[i].identity;

		memcpy(out, identity->ed25519, sizeof identity->ed25519);
		out += sizeof identity->ed25519;
		memcpy(out, identity->x25519, sizeof identity->x25519);
		out += sizeof identity->x25519;
	}
}

int
psi_session_status(const struct psi_session *session,
    struct psi_session_status *out, struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	const struct psi_agreement *agreement = session->agreement;

	if (out->version != PSI_SESSION_STATUS_VERSION)
		return psi_error_set(
		    err, PSI_E_ARG, "the version of the status is unknown");
	out->state = state->state;
	out->role = state->role;
	out->counts = agreement->mode == PSI_MODE_COUNTS;
	out->learns = agreement->learns[psi_session_own(session)];
	out->partner_learns = agreement->learns[psi_session_partner(session)];
	out->answers_first = psi_session_is_first(session);
	out->run = state->run;
	memcpy(out->agreement, state->agreement, sizeof out->agreement);
	out->accounts = state->accounts;
	out->keys = state->keys;
	out->dropped_types = state->dropped_types;
	out->dropped_populations = state->dropped_populations;
	out->elements = state->elements;
	out->partner_elements = state->partner_elements;
	out->matches = state->matches;
	out->matched_accounts = state->matched_accounts;
	out->withheld = (int)state->withheld;
	return 0;
}

const struct psi_agreement *
psi_session_agreement(const struct psi_session *session)
{
	return session->agreement;
}
