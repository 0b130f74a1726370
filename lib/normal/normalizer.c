#include "normal/normalizer.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "normal/codepoint.h"
#include "normal/country.h"
#include "normal/domain_lists.h"
#include "normal/identifier_cell.h"
#include "normal/name.h"
#include "normal/suffixes.h"

/* The list is hashed by its digest, so that both can be compared alone. */
static void
make_fingerprint(struct psi_normalizer *normalizer)
{
	struct psi_sha256 ctx;

	psi_sha256_init(&ctx);
	psi_sha256_update(&ctx, PSI_NAME_RULES, sizeof PSI_NAME_RULES);
	psi_sha256_update(&ctx, normalizer->suffixes_digest,
	    sizeof normalizer->suffixes_digest);
	psi_domain_lists_fingerprint(&ctx);
	psi_country_fingerprint(&ctx);
	psi_identifier_labels_fingerprint(&ctx);
	psi_name_fingerprint(&ctx);
	psi_sha256_final(&ctx, normalizer->fingerprint);
}

int
psi_normalizer_new(struct psi_normalizer **out,
    const struct psi_normalizer_config *config, struct psi_error *err)
{
	struct psi_normalizer *normalizer;
	int rc;

	if (config->version != PSI_NORMALIZER_CONFIG_VERSION ||
	    config->suffixes == NULL)
		return psi_error_set(err, PSI_E_ARG,
		    "the normalizer's configuration is not one");
	if ((normalizer = calloc(1, sizeof *normalizer)) == NULL)
		return psi_error_nomem(err);
	rc = psi_suffixes_new(
	    &normalizer->suffixes, config->suffixes, config->suffixes_len, err);
	if (rc == 0)
		rc = psi_name_rules_new(&normalizer->names, err);
	if (rc != 0) {
		psi_normalizer_free(normalizer);
		return rc;
	}
	psi_sha256(normalizer->suffixes_digest, config->suffixes,
	    config->suffixes_len);
	make_fingerprint(normalizer);
	*out = normalizer;
	return 0;
}

void
psi_normalizer_free(struct psi_normalizer *normalizer)
{
	if (normalizer == NULL)
		return;
	psi_suffixes_free(normalizer->suffixes);
	psi_name_rules_free(normalizer->names);
	free(normalizer);
}

const char *
psi_normalizer_version(void)
{
	return PSI_NAME_RULES;
}

const char *
psi_normalizer_unicode(void)
{
	return PSI_UNICODE_VERSION;
}

void
psi_normalizer_fingerprint(const struct psi_normalizer *normalizer,
    char out[PSI_NORMALIZER_DIGEST_CHARS])
{
	psi_hex_encode(
	    out, normalizer->fingerprint, sizeof normalizer->fingerprint);
}

void
psi_normalizer_suffixes_digest(const struct psi_normalizer *normalizer,
    char out[PSI_NORMALIZER_DIGEST_CHARS])
{
	psi_hex_encode(out, normalizer->suffixes_digest,
	    sizeof normalizer->suffixes_digest);
}
