#include "kit/keyfile.h"

#include <stdio.h>
#include <string.h>

#include "psi/identity.h"

#include "kit/diag.h"
#include "kit/infile.h"
#include "kit/secretfile.h"

static int
get_passphrase(struct psi_passphrase *out, const char *path, const char *from,
    struct psi_error *err)
{
	char what[256];

	if (from != NULL)
		return psi_passphrase_read(out, from, err);
	(void)snprintf(what, sizeof what, "passphrase of %.200s", path);
	return psi_passphrase_ask(out, what, 0, err);
}

int
psi_keyfile_claim(const char *passphrase_file, struct psi_error *err)
{
	if (passphrase_file == NULL || strcmp(passphrase_file, "-") != 0)
		return 0;
	return psi_infile_claim_stdin(PSI_STDIN_PASSPHRASE, err);
}

int
psi_keyfile_read(struct psi_identity **out, const char *path,
    const char *passphrase_file, struct psi_error *err)
{
	struct psi_secretfile file = PSI_SECRETFILE_INIT;
	struct psi_passphrase passphrase = PSI_PASSPHRASE_INIT;
	int rc;

	if ((rc = psi_secretfile_open(&file, path, err)) != 0)
		return rc;
	rc = psi_identity_read(out, &file.source, NULL, 0, err);
	/* Only the second reading tells whether the passphrase is right. */
	if (rc == PSI_E_PASSPHRASE) {
		rc = get_passphrase(&passphrase, path, passphrase_file, err);
		if (rc == 0)
			rc = psi_secretfile_rewind(&file, err);
		if (rc == 0)
			rc = psi_diag_file(
			    psi_identity_read(out, &file.source,
				passphrase.data, passphrase.len, err),
			    path);
	} else {
		rc = psi_diag_file(rc, path);
	}
	psi_passphrase_clear(&passphrase);
	psi_secretfile_close(&file);
	return rc;
}
