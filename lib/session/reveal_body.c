#include "session/reveal_body.h"

#include "base/object.h"
#include "session/objects.h"
#include "session/session.h"
#include "session/stored_file.h"

const char psi_reveal_distrust[] =
    "do not use this file, and ask your partner how it was made";

int
psi_reveal_body_open(struct psi_reveal_body *body,
    const struct psi_reveal *reveal, uint64_t plaintext_bytes,
    struct psi_error *err)
{
	const struct psi_session *session = reveal->session;
	struct psi_secret seal = PSI_SECRET_INIT;
	uint8_t identities[2 * PSI_SEAL_IDENTITY_BYTES];
	const struct psi_seal_context context = { PSI_SEAL_TAG_ANSWER,
		body->file.header.seal_ephemeral, reveal->own.seal_key,
		identities, body->file.header.clear_digest };
	int rc;

	psi_session_identities(session, identities);
	if ((rc = psi_object_read_secret(&session->store, PSI_OBJECT_SEAL,
		 &seal, PSI_SEAL_KEY_BYTES, err)) == 0 &&
	    !psi_seal_is_pair(&seal, reveal->own.seal_key))
		rc = psi_stored_damaged(PSI_OBJECT_SEAL, err);
	if (rc == 0 &&
	    (rc = psi_stored_open(&body->file, session, PSI_OBJECT_INCOMING,
		 reveal->header.kind, err)) == 0)
		rc = psi_opener_new(&body->opener, body->file.reader, &context,
		    body->file.header.seal_header, &seal, plaintext_bytes, err);
	psi_secret_clear(&seal);
	return rc;
}

int
psi_reveal_body_finish(struct psi_reveal_body *body,
    const struct psi_reveal *reveal, struct psi_error *err)
{
	return psi_stored_finish(&body->file, reveal->digest, err);
}

void
psi_reveal_body_close(struct psi_reveal_body *body)
{
	psi_opener_free(body->opener);
	body->opener = NULL;
	psi_stored_close(&body->file);
}

int
psi_reveal_add(struct psi_reveal *reveal, uint32_t position,
    const uint8_t *element, struct psi_error *err)
{
	struct psi_match match = { .position = position };

	psi_match_token(match.token, reveal->session_digest, element,
	    reveal->suite->element_bytes);
	return psi_match_queue_add(&reveal->matched.matches, &match, err);
}
