/* Opening and leaving a session (psi/session.h). */
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/object.h"
#include "session/matched.h"
#include "session/objects.h"
#include "session/session.h"
#include "session/share_key.h"

/* An agreement of our own from its text. */
static int
parse_agreement(struct psi_agreement **out, const struct psi_source *source,
    struct psi_error *err)
{
	int rc = psi_agreement_read(out, source, err);

	/* The copy in the folder was good when it was made. */
	if (rc == PSI_E_AGREEMENT)
		rc = psi_refuse(err, PSI_E_STATE, 0, PSI_SESSION_LOST_HINT,
		    "the session is damaged: '%s' cannot be read",
		    PSI_OBJECT_AGREEMENT);
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
		return psi_refuse(err, PSI_E_STATE, 0, PSI_SESSION_LOST_HINT,
		    "the session is damaged: '%s' is another agreement",
		    PSI_OBJECT_AGREEMENT);
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
		return psi_refuse(err, PSI_E_STATE, 0,
		    "name the identity with which psi-blind began it",
		    "this session was begun with another identity");
	return 0;
}

/* A ledger or store that cannot be read now is no reason not to open: the
 * steps that need it will say so, and psi_share_key_read tries this again. */
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
	/* Who has no ledger only looks, or does one part under a shared lock:
	 * it changes nothing, by whatever its clock says. */
	if (rc == 0 && session->has_ledger)
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
	psi_matched_free(session->matched);
	psi_agreement_free(session->agreement);
	if (session->is_locked)
		session->store.unlock(session->store.cookie);
	psi_array_free(session, 1, sizeof *session);
}
