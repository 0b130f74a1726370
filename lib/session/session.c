#include "session/session.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/object.h"
#include "session/objects.h"
#include "session/share_key.h"

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

/* An agreement of our own from its text. */
static int
parse_agreement(struct psi_agreement **out, const struct psi_source *source,
    struct psi_error *err)
{
	int rc = psi_agreement_read(out, source, err);

	/* The copy in the folder was good when it was made. */
	if (rc == PSI_E_AGREEMENT)
		rc = psi_refuse(err, PSI_E_STATE, 0,
		    "begin another run in another folder",
		    "the session is damaged: its agreement cannot be read");
	return rc;
}

static int
load_agreement(struct psi_session *session, const struct psi_agreement *given,
    struct psi_error *err)
{
	struct psi_store *store = &session->store;
	struct psi_source source;
	uint8_t digest[PSI_AGREEMENT_DIGEST_BYTES];
	int rc;

	rc = store->open(store->cookie, PSI_OBJECT_AGREEMENT, &source, err);
	if (rc != 0)
		return rc;
	rc = parse_agreement(&session->agreement, &source, err);
	store->close(store->cookie, &source);
	if (rc != 0)
		return rc;
	/* Digests of agreements are public. */
	psi_agreement_digest(session->agreement, digest);
	if (memcmp(digest, session->state.agreement, sizeof digest) != 0)
		return psi_error_set(err, PSI_E_STATE,
		    "the session is damaged: its agreement is another one");
	if (given == NULL)
		return 0;
	psi_agreement_digest(given, digest);
	/* Public, too. */
	if (memcmp(digest, session->state.agreement, sizeof digest) == 0)
		return 0;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "leave the agreement out, or use another folder",
	    "this session was begun under another agreement");
}

struct memory {
	struct psi_buf buf;
	size_t pos;
};

static int
write_memory(
    void *cookie, const uint8_t *in, size_t in_len, struct psi_error *err)
{
	struct memory *memory = cookie;

	return psi_buf_append(&memory->buf, in, in_len, err);
}

static int
read_memory(void *cookie, uint8_t *out, size_t out_size, size_t *out_len,
    struct psi_error *err)
{
	struct memory *memory = cookie;
	size_t left = memory->buf.len - memory->pos;

	(void)err;
	*out_len = left < out_size ? left : out_size;
	if (*out_len > 0)
		memcpy(out, memory->buf.data + memory->pos, *out_len);
	memory->pos += *out_len;
	return 0;
}

/* The session keeps an agreement of its own, since the caller's may be freed
 * before it. */
static int
copy_agreement(struct psi_session *session, const struct psi_agreement *given,
    struct psi_error *err)
{
	struct memory memory = { PSI_BUF_INIT, 0 };
	struct psi_sink sink = { write_memory, &memory };
	struct psi_source source = { read_memory, &memory };
	int rc;

	rc = psi_agreement_write(given, &sink, err);
	if (rc == 0)
		rc = psi_agreement_read(&session->agreement, &source, err);
	psi_buf_clear(&memory.buf);
	return rc;
}

static int
begin_empty(struct psi_session *session, const struct psi_agreement *given,
    struct psi_error *err)
{
	const struct psi_public_identity *identity;
	int rc;

	if (given == NULL || session->identity == NULL)
		return psi_refuse(err, PSI_E_STATE, 0, "psi-blind begins one",
		    "there is no session here yet");
	if ((rc = copy_agreement(session, given, err)) != 0)
		return rc;
	identity = psi_identity_public(session->identity);
	session->state.state = PSI_SESSION_EMPTY;
	session->state.role = psi_agreement_role(session->agreement, identity);
	psi_agreement_digest(session->agreement, session->state.agreement);
	if (session->state.role == '\0')
		return psi_refuse(err, PSI_E_AGREEMENT, 0,
		    "psi-agree show prints whose agreement this is",
		    "the identity is neither party's of this agreement");
	return 0;
}

static int
load(struct psi_session *session, const struct psi_agreement *given,
    struct psi_error *err)
{
	int rc;

	rc = psi_state_read(&session->store, &session->state, err);
	if (rc == PSI_E_ABSENT)
		return begin_empty(session, given, err);
	if (rc != 0)
		return rc;
	if ((rc = load_agreement(session, given, err)) != 0)
		return rc;
	if (session->identity != NULL &&
	    psi_agreement_role(session->agreement,
		psi_identity_public(session->identity)) != session->state.role)
		return psi_error_set(err, PSI_E_STATE,
		    "this session was begun with another identity");
	return 0;
}

/* A ledger or a store that fails here fails the steps that need it;
 * psi_share_key_read asks again. */
static void
expire_share_key(struct psi_session *session)
{
	int ignored = psi_share_key_expire(session, NULL);

	(void)ignored;
}

int
psi_session_open(struct psi_session **out, const struct psi_store *store,
    const struct psi_store *ledger, const struct psi_agreement *agreement,
    const struct psi_identity *identity,
    const struct psi_session_options *options, struct psi_error *err)
{
	struct psi_session *session;
	int rc;

	if (store == NULL || options == NULL ||
	    options->version != PSI_SESSION_OPTIONS_VERSION ||
	    options->jobs < 1 || options->jobs > PSI_JOBS_MAX)
		return psi_error_set(err, PSI_E_ARG,
		    "a session needs a store and valid options");
	if ((rc = psi_sodium_ready(err)) != 0)
		return rc;
	session = psi_array_new(1, sizeof *session);
	if (session == NULL)
		return psi_error_nomem(err);
	session->store = *store;
	if (ledger != NULL) {
		session->ledger = *ledger;
		session->has_ledger = true;
	}
	session->identity = identity;
	session->options = *options;
	if ((rc = store->lock(store->cookie, err)) != 0)
		goto out;
	session->is_locked = true;
	rc = load(session, agreement, err);
	if (rc == 0)
		expire_share_key(session);
out:
	if (rc == 0)
		*out = session;
	else
		psi_session_free(session);
	return rc;
}

void
psi_session_free(struct psi_session *session)
{
	if (session == NULL)
		return;
	psi_workers_free(session->workers);
	psi_matched_clear(&session->matched);
	psi_agreement_free(session->agreement);
	if (session->is_locked)
		session->store.unlock(session->store.cookie);
	psi_array_free(session, 1, sizeof *session);
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
