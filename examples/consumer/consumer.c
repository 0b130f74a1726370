/*
 * A small program that uses an installed libpsi: what becomes of a web
 * address, and a new identity.
 */
#include <stdio.h>
#include <string.h>

#include <psi.h>

static const char suffixes[] = "com\nuk\nco.uk\n";

static void
print_step(
    void *cookie, const char *step, const char *result, size_t result_len)
{
	int *found = cookie;

	printf("%-16s %.*s\n", step, (int)result_len, result);
	if (strcmp(step, "domain") == 0 && result_len == 10 &&
	    memcmp(result, "acme.co.uk", 10) == 0)
		*found = 1;
}

int
main(void)
{
	struct psi_normalizer_config config = PSI_NORMALIZER_CONFIG_INIT;
	struct psi_normalizer *normalizer = NULL;
	struct psi_identity *identity = NULL;
	char text[PSI_IDENTITY_TEXT_CHARS + 1];
	struct psi_error err;
	int found = 0;
	int rc;

	config.suffixes = (const uint8_t *)suffixes;
	config.suffixes_len = sizeof suffixes - 1;
	if ((rc = psi_normalizer_new(&normalizer, &config, &err)) != 0)
		goto out;
	rc = psi_normalize_explain(normalizer, "domain",
	    "https://www.Acme.co.uk/contact", NULL, print_step, &found, &err);
	if (rc != 0)
		goto out;
	if ((rc = psi_identity_generate(&identity, &err)) != 0)
		goto out;
	psi_public_identity_format(text, psi_identity_public(identity));
	printf("a new identity: %s\n", text);
out:
	if (rc != 0)
		fprintf(stderr, "%s: %s\n", psi_error_name(rc), err.text);
	psi_identity_free(identity);
	psi_normalizer_free(normalizer);
	return rc == 0 && found ? 0 : 1;
}
