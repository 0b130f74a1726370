#include "base/secret.h"

#include <stdlib.h>

#include <sodium.h>

#include "base/error.h"

int
psi_sodium_ready(struct psi_error *err)
{
	if (sodium_init() < 0)
		return psi_error_set(err, PSI_E_RANDOM,
		    "the cryptographic library could not be started");
	return 0;
}

int
psi_secret_new(struct psi_secret *secret, size_t len, struct psi_error *err)
{
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0)
		return rc;
	/* sodium_malloc aligns the end of the object with the guard page. */
	secret->data = sodium_malloc(len);
	if (secret->data == NULL)
		return psi_error_nomem(err);
	sodium_memzero(secret->data, len);
	secret->len = len;
	return 0;
}

void
psi_secret_clear(struct psi_secret *secret)
{
	sodium_free(secret->data);
	secret->data = NULL;
	secret->len = 0;
}

void
psi_wipe(void *p, size_t len)
{
	if (len > 0)
		sodium_memzero(p, len);
}

void
psi_wipe_free(void *p, size_t len)
{
	if (p != NULL)
		psi_wipe(p, len);
	free(p);
}

bool
psi_secret_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
	return sodium_memcmp(a, b, len) == 0;
}
