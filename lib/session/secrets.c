#include "session/secrets.h"

#include "base/bytes.h"
#include "base/ctcheck.h"
#include "base/error.h"
#include "base/object.h"
#include "session/objects.h"
#include "session/session.h"
#include "session/share_key.h"
#include "session/task_plan.h"

static int
other_scalar(struct psi_error *err)
{
	return psi_refuse(err, PSI_E_STATE, 0,
	    "close this run and begin another",
	    "the session is damaged: its secret is not that of its blinded "
	    "file");
}

int
psi_secrets_read_scalar(const struct psi_session *session,
    const uint8_t *public_key, struct psi_secret *out, struct psi_error *err)
{
	const struct psi_suite *suite = session->agreement->suite;
	uint8_t own[PSI_ELEMENT_MAX_BYTES];
	int rc;

	rc = psi_object_read_secret(
	    &session->store, PSI_OBJECT_SCALAR, out, PSI_SCALAR_BYTES, err);
	if (rc != 0)
		return rc == PSI_E_ABSENT ? other_scalar(err) : rc;
	if (!suite->scalar_valid(out->data))
		return other_scalar(err);
	if ((rc = suite->mul_base(own, out->data, err)) != 0)
		return rc;
	/* Public keys are public. */
	psi_ct_public(own, suite->element_bytes);
	if (!psi_public_equal(own, public_key, suite->element_bytes))
		return other_scalar(err);
	return 0;
}

int
psi_secrets_destroy(struct psi_session *session, struct psi_error *err)
{
	/* The first ones go as soon as this side has answered. */
	static const char *const secrets[] = { PSI_OBJECT_SCALAR,
		PSI_OBJECT_SEAL, PSI_OBJECT_PARTNER_EVALUATED,
		PSI_OBJECT_INCOMING };
	struct psi_store *store = &session->store;
	size_t num = sizeof secrets / sizeof secrets[0];
	int rc;

	if (session->state.state < PSI_SESSION_ANSWERED)
		return 0;
	if (session->state.state == PSI_SESSION_ANSWERED)
		num = 1;
	for (size_t i = 0; i < num; i++) {
		rc = store->remove(store->cookie, secrets[i], err);
		if (rc != 0)
			return rc;
	}
	if ((rc = psi_task_remove(session, err)) != 0)
		return rc;
	return psi_share_key_expire(session, err);
}
