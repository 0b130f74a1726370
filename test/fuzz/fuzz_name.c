/*
 * Names of companies: whatever the text, keys are UTF-8, of known types, each
 * once, and the same when asked again.
 *
 * The first two bytes of the input are a country where they are letters.
 */
#include "fuzz.h"

#include "base/digest.h"
#include "table/encoding.h"
#include "normal/name.h"

static struct psi_name_rules *rules;

static void
keys(uint8_t out[PSI_SHA256_BYTES], struct psi_name_scratch *scratch,
    const uint8_t *name, size_t name_len, const char *country)
{
	struct psi_name_keys got;
	struct psi_sha256 ctx;

	fuzz_check(psi_name_keys(scratch, &got, name, name_len, country, NULL,
		       NULL) == 0);
	fuzz_check(got.num_keys <= PSI_NAME_KEYS_MAX);
	fuzz_check((got.num_keys == 0) == (got.reason != PSI_NAME_OK));
	psi_sha256_init(&ctx);
	for (size_t i = 0; i < got.num_keys; i++) {
		const struct psi_name_key *key = &got.key[i];

		fuzz_check(key->value_len > 0);
		fuzz_check(psi_utf8_prefix(key->value, key->value_len) ==
		    key->value_len);
		fuzz_check(psi_name_key_type(key->kind)[0] != '\0');
		psi_sha256_update(&ctx, &key->kind, sizeof key->kind);
		psi_sha256_update(&ctx, &key->value_len, sizeof key->value_len);
		psi_sha256_update(&ctx, key->value, key->value_len);
	}
	psi_sha256_final(&ctx, out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct psi_name_scratch *scratch = NULL;
	char country[3] = { 0 };
	uint8_t first[PSI_SHA256_BYTES];
	uint8_t second[PSI_SHA256_BYTES];
	bool has_country;

	if (size < 2)
		return 0;
	if (rules == NULL)
		fuzz_check(psi_name_rules_new(&rules, NULL) == 0);
	memcpy(country, data, 2);
	has_country = country[0] >= 'A' && country[0] <= 'Z' &&
	    country[1] >= 'A' && country[1] <= 'Z';
	fuzz_check(psi_name_scratch_new(&scratch, rules, NULL) == 0);
	keys(first, scratch, data + 2, size - 2, has_country ? country : NULL);
	/* Something else in between leaves no trace. */
	keys(second, scratch, data, size, NULL);
	keys(second, scratch, data + 2, size - 2, has_country ? country : NULL);
	fuzz_check(memcmp(first, second, sizeof first) == 0);
	psi_name_scratch_free(scratch);
	return 0;
}
