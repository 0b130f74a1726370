#include "session/blind_secrets.h"

#include "base/object.h"
#include "base/random.h"
#include "group/transcript.h"
#include "session/key_element.h"
#include "session/objects.h"
#include "session/session.h"
#include "session/share_key.h"
#include "wire/seal.h"

/* A uniformly random scalar that is canonical and not zero: draw until one
 * is. The draws are independent, so their number says nothing of the last. */
static int
draw_scalar(const struct psi_suite *suite, uint8_t out[PSI_SCALAR_BYTES],
    struct psi_error *err)
{
	int rc;

	do {
		if ((rc = psi_random(out, PSI_SCALAR_BYTES, err)) != 0)
			return rc;
	} while (!suite->scalar_valid(out));
	return 0;
}

/* The pair is made in every run, so that all blinded files look alike. */
static int
make_share_key(struct psi_blind_secrets *secrets,
    const struct psi_session *session, struct psi_wire_header *header,
    struct psi_error *err)
{
	int rc;

	rc = psi_seal_keypair(&secrets->share, header->share_key, err);
	if (rc != 0 || !psi_share_key_is_kept(session))
		return rc;
	return psi_object_write(&session->store, PSI_OBJECT_SHARE,
	    secrets->share.data, secrets->share.len, err);
}

int
psi_blind_secrets_draw(struct psi_blind_secrets *secrets,
    const struct psi_session *session, struct psi_error *err)
{
	const struct psi_suite *suite = session->agreement->suite;
	int rc;

	if ((rc = psi_secret_new(&secrets->scalar, PSI_SCALAR_BYTES, err)) !=
		0 ||
	    (rc = draw_scalar(suite, secrets->scalar.data, err)) != 0)
		psi_secret_clear(&secrets->scalar);
	return rc;
}

int
psi_blind_secrets_keep(struct psi_blind_secrets *secrets,
    const struct psi_session *session, struct psi_error *err)
{
	int rc = psi_object_write(&session->store, PSI_OBJECT_SCALAR,
	    secrets->scalar.data, secrets->scalar.len, err);

	secrets->is_kept = rc == 0;
	return rc;
}

/* Fresh secrets, and what the header says of them. */
static int
make_secrets(struct psi_blind_secrets *secrets,
    const struct psi_session *session, struct psi_wire_header *header,
    struct psi_error *err)
{
	const struct psi_suite *suite = session->agreement->suite;
	int rc;

	if ((secrets->scalar.data == NULL &&
		(rc = psi_blind_secrets_draw(secrets, session, err)) != 0) ||
	    (!secrets->is_kept &&
		(rc = psi_blind_secrets_keep(secrets, session, err)) != 0) ||
	    (rc = psi_seal_keypair(&secrets->seal, header->seal_key, err)) !=
		0 ||
	    (rc = psi_object_write(&session->store, PSI_OBJECT_SEAL,
		 secrets->seal.data, secrets->seal.len, err)) != 0 ||
	    (rc = make_share_key(secrets, session, header, err)) != 0 ||
	    (rc = psi_random(header->nonce, sizeof header->nonce, err)) != 0)
		return rc;
	return suite->mul_base(header->public_key, secrets->scalar.data, err);
}

/* The proof that we know k, PROTOCOL.md section 2. */
static int
prove_own_key(const struct psi_session *session, struct psi_wire_header *header,
    const uint8_t k[PSI_SCALAR_BYTES], struct psi_error *err)
{
	const struct psi_suite *suite = session->agreement->suite;
	struct psi_secret nonce = PSI_SECRET_INIT;
	uint8_t T[PSI_ELEMENT_MAX_BYTES];
	uint8_t fresh[32];
	int rc;

	if ((rc = psi_secret_new(&nonce, PSI_SCALAR_BYTES, err)) != 0 ||
	    (rc = psi_random(fresh, sizeof fresh, err)) != 0 ||
	    (rc = psi_key_element(T, suite, session->state.agreement,
		 session->state.role, session->state.run, header->nonce,
		 err)) != 0 ||
	    (rc = suite->mul(header->key_element, T, k, err)) != 0 ||
	    (rc = psi_transcript_nonce(suite, nonce.data, k, fresh, T,
		 header->key_element, err)) != 0)
		goto out;
	rc = psi_dleq_prove(suite, header->key_proof, k, nonce.data,
	    &(struct psi_dleq){ suite->generator, header->public_key, T,
		header->key_element, 1 },
	    err);
out:
	psi_wipe(fresh, sizeof fresh);
	psi_secret_clear(&nonce);
	return rc;
}

int
psi_blind_secrets_make(struct psi_blind_secrets *secrets,
    const struct psi_session *session, struct psi_wire_header *header,
    struct psi_error *err)
{
	int rc = make_secrets(secrets, session, header, err);

	return rc != 0
	    ? rc
	    : prove_own_key(session, header, secrets->scalar.data, err);
}

void
psi_blind_secrets_clear(struct psi_blind_secrets *secrets)
{
	psi_secret_clear(&secrets->scalar);
	psi_secret_clear(&secrets->seal);
	psi_secret_clear(&secrets->share);
}
