#include "base/random.h"

#include <sodium.h>

#include "base/secret.h"

int
psi_random(uint8_t *out, size_t out_len, struct psi_error *err)
{
	int rc;

	/* After sodium_init, randombytes_buf cannot fail: it aborts the
	 * process where the system has no generator. */
	if ((rc = psi_sodium_ready(err)) != 0)
		return rc;
	randombytes_buf(out, out_len);
	return 0;
}
