/* psi_normalize_explain: what becomes of one value, step by step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/normalize.h"

#include "base/error.h"
#include "normal/country.h"
#include "normal/domain.h"
#include "normal/identifier.h"
#include "normal/keytype.h"
#include "normal/name.h"
#include "normal/normalizer.h"
#include "normal/reject.h"
#include "normal/standing.h"

/* Room for a key of a name with a country behind it. */
#define KEY_BYTES_MAX 16384

struct explaining {
	const struct psi_normalizer *normalizer;
	/* Alpha-2, or "" where it is not known. */
	char country[PSI_COUNTRY_CHARS];
	void (*step)(void *cookie, const char *step, const char *result,
	    size_t result_len);
	void *cookie;
};

static void
say(const struct explaining *ex, const char *step, const char *text, size_t len)
{
	ex->step(ex->cookie, step, text, len);
}

static void
say_text(const struct explaining *ex, const char *step, const char *text)
{
	say(ex, step, text, strlen(text));
}

/* Why there is no key: the reason's name and its words. */
static void
say_reject(const struct explaining *ex, enum psi_reject reject)
{
	char text[160];

	(void)snprintf(text, sizeof(text), "%s (%s)", psi_reject_name(reject),
	    psi_reject_text(reject));
	say_text(ex, "no key", text);
}

static void
on_step(
    void *cookie, const char *step, const uint8_t *result, size_t result_len)
{
	say(cookie, step, (const char *)result, result_len);
}

/* A key, and the same with the country. */
static void
say_name_key(const struct explaining *ex, const struct psi_name_key *key)
{
	char type[32];
	char value[KEY_BYTES_MAX];
	const char *name = psi_name_key_type(key->kind);

	if (key->kind != PSI_NAME_LABEL)
		say(ex, name, (const char *)key->value, key->value_len);
	if (ex->country[0] == '\0' ||
	    key->value_len + sizeof(ex->country) + 1 > sizeof(value))
		return;
	(void)snprintf(type, sizeof(type), "%s+country", name);
	memcpy(value, key->value, key->value_len);
	value[key->value_len] = '|';
	memcpy(value + key->value_len + 1, ex->country, 2);
	say(ex, type, value, key->value_len + 3);
}

static int
explain_name(
    const struct explaining *ex, const char *value, struct psi_error *err)
{
	struct psi_name_scratch *scratch = NULL;
	struct psi_name_keys *keys = calloc(1, sizeof(*keys));
	struct explaining copy = *ex;
	struct psi_name_explain hook = { on_step, &copy };
	int rc;

	if (keys == NULL)
		return psi_error_nomem(err);
	rc = psi_name_scratch_new(&scratch, ex->normalizer->names, err);
	if (rc == 0)
		rc = psi_name_keys(scratch, keys, (const uint8_t *)value,
		    strlen(value), ex->country[0] == '\0' ? NULL : ex->country,
		    &hook, err);
	if (rc == 0 && keys->reason != PSI_NAME_OK)
		say_text(ex, "no key", psi_name_reason_text(keys->reason));
	for (size_t i = 0; rc == 0 && i < keys->num_keys; i++)
		say_name_key(ex, &keys->key[i]);
	psi_name_scratch_free(scratch);
	free(keys);
	return rc;
}

static void
explain_domain(const struct explaining *ex, const char *value)
{
	struct psi_domain domain;
	const char *part;
	size_t part_len;
	size_t pos = 0;

	if (psi_is_placeholder(value, strlen(value))) {
		say_reject(ex, PSI_REJECT_PLACEHOLDER);
		return;
	}
	while (psi_domain_next(&pos, &part, &part_len, value, strlen(value))) {
		enum psi_reject reject;

		say(ex, "value", part, part_len);
		reject = psi_domain_parse(
		    &domain, ex->normalizer->suffixes, part, part_len);
		if (reject == PSI_REJECT_NONE) {
			say(ex, "host", domain.host, domain.host_len);
			say_text(ex, "domain", domain.host + domain.start);
		} else {
			say_reject(ex, reject);
		}
	}
}

static bool
explain_identifier(
    const struct explaining *ex, const char *field, const char *value)
{
	const char *country = ex->country[0] == '\0' ? NULL : ex->country;
	struct psi_identifier id;
	size_t len = strlen(value);
	enum psi_reject reject;

	if (strcmp(field, "lei") == 0)
		reject = psi_lei_parse(&id, value, len);
	else if (strcmp(field, "duns") == 0)
		reject = psi_duns_parse(&id, value, len);
	else if (strcmp(field, "vat") == 0)
		reject = psi_vat_parse(&id, value, len, country);
	else if (strcmp(field, "regno") == 0)
		reject = psi_regno_parse(&id, value, len, country);
	else if (strcmp(field, "agreed-id") == 0)
		reject = psi_agreed_id_parse(&id, value, len);
	else
		return false;
	if (reject == PSI_REJECT_NONE)
		say_text(ex, field, id.text);
	else
		say_reject(ex, reject);
	return true;
}

static void
explain_country(const struct explaining *ex, const char *value)
{
	char code[PSI_COUNTRY_CHARS];

	if (psi_country_find(
		ex->normalizer->countries, code, value, strlen(value)))
		say_text(ex, "country", code);
	else
		say_reject(ex, PSI_REJECT_COUNTRY);
}

static void
explain_population(const struct explaining *ex, const char *value)
{
	enum psi_standing standing;

	if (!psi_standing_find(&standing, NULL, value, strlen(value)))
		say_reject(ex, PSI_REJECT_POPULATION);
	say_text(ex, "population", psi_standing_name(standing));
}

static int
refuse_field(struct psi_error *err)
{
	(void)psi_error_set(
	    err, PSI_E_ARG, "there is no such kind of value to explain");
	psi_error_hint(err,
	    "the kinds are name, domain, country, population, lei, duns, vat, "
	    "regno and agreed-id");
	return PSI_E_ARG;
}

int
psi_normalize_explain(const struct psi_normalizer *normalizer,
    const char *field, const char *value, const char *country,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err)
{
	struct explaining ex = {
		.normalizer = normalizer, .step = step, .cookie = cookie
	};

	if (country != NULL &&
	    !psi_country_find(
		normalizer->countries, ex.country, country, strlen(country)))
		return psi_error_set(
		    err, PSI_E_ARG, "there is no such country");
	if (strcmp(field, "name") == 0)
		return explain_name(&ex, value, err);
	if (strcmp(field, "domain") == 0)
		explain_domain(&ex, value);
	else if (strcmp(field, "country") == 0)
		explain_country(&ex, value);
	else if (strcmp(field, "population") == 0)
		explain_population(&ex, value);
	else if (!explain_identifier(&ex, field, value))
		return refuse_field(err);
	return 0;
}
