#include "list/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "psi/normalize.h"

#include "base/error.h"
#include "normal/domain.h"
#include "normal/domain_lists.h"
#include "normal/identifier.h"
#include "terms/keytype.h"
#include "normal/normalizer.h"
#include "normal/repair.h"
#include "list/row.h"
#include "list/population_rules.h"

/* Room for a key of a name with a country behind it. */
#define KEY_BYTES_MAX 16384

void
psi_explain_say(const struct psi_explaining *ex, const char *step,
    const char *text, size_t len)
{
	ex->step(ex->cookie, step, text, len);
}

static void
say_text(const struct psi_explaining *ex, const char *step, const char *text)
{
	psi_explain_say(ex, step, text, strlen(text));
}

void
psi_explain_reason(char out[PSI_REASON_CHARS], enum psi_reject reject)
{
	(void)snprintf(out, PSI_REASON_CHARS, "%s (%s)",
	    psi_reject_name(reject), psi_reject_text(reject));
}

void
psi_explain_reject(const struct psi_explaining *ex, enum psi_reject reject)
{
	char text[PSI_REASON_CHARS];

	psi_explain_reason(text, reject);
	say_text(ex, "no key", text);
}

static void
on_step(
    void *cookie, const char *step, const uint8_t *result, size_t result_len)
{
	psi_explain_say(cookie, step, (const char *)result, result_len);
}

/* A key, and the same with the country. */
static void
say_name_key(const struct psi_explaining *ex, const struct psi_name_key *key)
{
	char type[32];
	char value[KEY_BYTES_MAX];
	const char *name = psi_name_key_type(key->kind);

	if (key->kind != PSI_NAME_LABEL)
		psi_explain_say(
		    ex, name, (const char *)key->value, key->value_len);
	if (ex->country[0] == '\0' ||
	    key->value_len + sizeof(ex->country) + 1 > sizeof(value))
		return;
	(void)snprintf(type, sizeof(type), "%s+country", name);
	memcpy(value, key->value, key->value_len);
	value[key->value_len] = '|';
	memcpy(value + key->value_len + 1, ex->country, 2);
	psi_explain_say(ex, type, value, key->value_len + 3);
}

int
psi_explain_name(const struct psi_explaining *ex,
    struct psi_name_scratch *scratch, struct psi_name_keys *keys,
    struct psi_cell name, struct psi_error *err)
{
	struct psi_explaining copy = *ex;
	struct psi_name_explain hook = { on_step, &copy };
	int rc;

	rc = psi_name_keys(scratch, keys, (const uint8_t *)name.text, name.len,
	    ex->country[0] == '\0' ? NULL : ex->country, &hook, err);
	if (rc == 0 && keys->reason != PSI_NAME_OK)
		psi_explain_reject(ex, psi_row_name_reject(keys->reason));
	return rc;
}

bool
psi_explain_has_name(const struct psi_explaining *ex, struct psi_cell value)
{
	if (psi_is_placeholder_name(value))
		psi_explain_reject(ex, PSI_REJECT_PLACEHOLDER);
	else if (psi_is_beyond_repair(value))
		psi_explain_reject(ex, PSI_REJECT_LOST);
	else
		return true;
	return false;
}

int
psi_explain_repair(const struct psi_explaining *ex, struct psi_cell *value,
    struct psi_buf *buf, bool addresses, struct psi_error *err)
{
	const char *before = value->text;
	int rc = addresses ? psi_repair_addresses(value, buf, err)
			   : psi_repair_text(value, buf, err);

	if (rc == 0 && value->text != before)
		psi_explain_say(ex, "repaired", value->text, value->len);
	return rc;
}

static int
explain_name(const struct psi_explaining *ex, struct psi_cell value,
    struct psi_error *err)
{
	struct psi_name_scratch *scratch = NULL;
	struct psi_name_keys *keys;
	int rc;

	if (!psi_explain_has_name(ex, value))
		return 0;
	keys = calloc(1, sizeof(*keys));
	if (keys == NULL)
		return psi_error_nomem(err);
	rc = psi_name_scratch_new(&scratch, ex->normalizer->names, err);
	if (rc == 0)
		rc = psi_explain_name(ex, scratch, keys, value, err);
	for (size_t i = 0; rc == 0 && i < keys->num_keys; i++)
		say_name_key(ex, &keys->key[i]);
	psi_name_scratch_free(scratch);
	free(keys);
	return rc;
}

void
psi_explain_domains(const struct psi_explaining *ex, struct psi_cell cell)
{
	struct psi_domain domain;
	const char *part;
	size_t part_len;
	size_t pos = 0;

	if (psi_is_placeholder(cell.text, cell.len)) {
		psi_explain_reject(ex, PSI_REJECT_PLACEHOLDER);
		return;
	}
	while (psi_domain_next(&pos, &part, &part_len, cell.text, cell.len)) {
		enum psi_reject reject;

		if (!ex->told || part_len != cell.len)
			psi_explain_say(ex, "value", part, part_len);
		reject = psi_domain_parse(
		    &domain, ex->normalizer->suffixes, part, part_len);
		if (reject == PSI_REJECT_NONE) {
			psi_explain_say(
			    ex, "host", domain.host, domain.host_len);
			say_text(ex, "domain", domain.host + domain.start);
		} else {
			psi_explain_reject(ex, reject);
		}
	}
}

void
psi_explain_identifier(const struct psi_explaining *ex, enum psi_field field,
    const char *type, struct psi_cell cell)
{
	enum psi_reject reject = PSI_REJECT_PLACEHOLDER;
	char text[PSI_REASON_CHARS];
	struct psi_identifier id;

	if (!psi_is_placeholder(cell.text, cell.len))
		reject =
		    psi_row_parse_identifier(&id, field, cell, ex->country);
	if (reject != PSI_REJECT_NONE) {
		psi_explain_reject(ex, reject);
		return;
	}
	if (id.padded) {
		psi_explain_reason(text, PSI_REJECT_PADDED);
		say_text(ex, "note", text);
	}
	say_text(ex, type, id.text);
}

static bool
explain_identifier(
    const struct psi_explaining *ex, const char *type, struct psi_cell value)
{
	static const struct {
		const char *type;
		enum psi_field field;
	} types[] = {
		{ "lei", PSI_FIELD_LEI },
		{ "duns", PSI_FIELD_DUNS },
		{ "vat", PSI_FIELD_VAT },
		{ "regno", PSI_FIELD_REGNO },
		{ "agreed-id", PSI_FIELD_AGREED_ID },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].type, type) == 0) {
			psi_explain_identifier(ex, types[i].field, type, value);
			return true;
		}
	}
	return false;
}

bool
psi_explain_country(const struct psi_explaining *ex,
    char code[PSI_COUNTRY_CHARS], struct psi_cell cell)
{
	bool found = psi_country_find(
	    ex->normalizer->countries, code, cell.text, cell.len);

	if (found)
		say_text(ex, "country", code);
	else if (psi_is_placeholder(cell.text, cell.len))
		psi_explain_reject(ex, PSI_REJECT_PLACEHOLDER);
	else
		psi_explain_reject(ex, PSI_REJECT_COUNTRY);
	return found;
}

static void
explain_population(const struct psi_explaining *ex, struct psi_cell value)
{
	struct psi_population_rule rule;
	enum psi_population standing;

	if (psi_population_rules_find(
		&standing, &rule, NULL, value.text, value.len))
		psi_explain_say(ex, "rule", rule.value, rule.len);
	else
		psi_explain_reject(ex, PSI_REJECT_POPULATION);
	say_text(ex, "population", psi_population_name(standing));
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

/* A name or addresses, repaired if need be. */
static int
explain_text(const struct psi_explaining *ex, const char *field,
    struct psi_cell cell, struct psi_error *err)
{
	bool addresses = strcmp(field, "domain") == 0;
	struct psi_buf repaired = PSI_BUF_INIT;
	int rc = psi_explain_repair(ex, &cell, &repaired, addresses, err);

	if (rc == 0 && addresses)
		psi_explain_domains(ex, cell);
	else if (rc == 0)
		rc = explain_name(ex, cell, err);
	psi_buf_clear(&repaired);
	return rc;
}

int
psi_normalize_explain(const struct psi_normalizer *normalizer,
    const char *field, const char *value, const char *country,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err)
{
	struct psi_explaining ex = {
		.normalizer = normalizer, .step = step, .cookie = cookie
	};
	struct psi_cell cell = { value, strlen(value) };
	char code[PSI_COUNTRY_CHARS];

	if (country != NULL &&
	    !psi_country_find(
		normalizer->countries, ex.country, country, strlen(country)))
		return psi_error_set(
		    err, PSI_E_ARG, "there is no such country");
	if (strcmp(field, "name") == 0 || strcmp(field, "domain") == 0)
		return explain_text(&ex, field, cell, err);
	if (strcmp(field, "country") == 0)
		(void)psi_explain_country(&ex, code, cell);
	else if (strcmp(field, "population") == 0)
		explain_population(&ex, cell);
	else if (!explain_identifier(&ex, field, cell))
		return refuse_field(err);
	return 0;
}
