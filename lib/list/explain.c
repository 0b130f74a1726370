#include "list/explain.h"

#include <stdio.h>
#include <string.h>

#include "psi/normalize.h"

#include "base/error.h"
#include "list/row.h"
#include "normal/normalizer.h"

void
psi_explain_reason(char out[PSI_REASON_CHARS], enum psi_reject reject)
{
	(void)snprintf(out, PSI_REASON_CHARS, "%s (%s)",
	    psi_reject_name(reject), psi_reject_text(reject));
}

/* Who is told, and of what kind the value is. */
struct explaining {
	enum psi_field field;
	const char *country;
	void (*step)(void *cookie, const char *step, const char *result,
	    size_t result_len);
	void *cookie;
};

static void
say(const struct explaining *ex, const char *step, struct psi_cell text)
{
	ex->step(ex->cookie, step, text.text, text.len);
}

static void
say_text(const struct explaining *ex, const char *step, const char *text)
{
	struct psi_cell cell = { text, strlen(text) };

	say(ex, step, cell);
}

static void
say_reject(
    const struct explaining *ex, const char *step, enum psi_reject reject)
{
	char text[PSI_REASON_CHARS];

	psi_explain_reason(text, reject);
	say_text(ex, step, text);
}

/* ---- the value as the only cell of a row ---- */

static int
hear(void *cookie, const struct psi_event *event, struct psi_error *err)
{
	const struct explaining *ex = cookie;

	(void)err;
	/* A row also has a population, which nobody asked for. */
	if (event->field != ex->field)
		return 0;
	if (event->kind == PSI_EVENT_PART && ex->field == PSI_FIELD_DOMAIN)
		say(ex, "value", event->value);
	else if (event->kind == PSI_EVENT_NOTE)
		say_reject(ex,
		    psi_reject_is_note(event->reject) ? "note" : "no key",
		    event->reject);
	else if (event->kind == PSI_EVENT_STEP &&
	    event->reject != PSI_REJECT_NONE)
		say_reject(ex, event->step, event->reject);
	else if (event->kind == PSI_EVENT_STEP)
		say(ex, event->step, event->value);
	return 0;
}

/* The types of a name's key; NULL for what is no key of that kind. */
static void
types_of(const struct psi_fact *fact, const char *types[2])
{
	static const struct {
		enum psi_fact_kind kind;
		enum psi_key_type plain, with_country;
	} kinds[] = {
		{ PSI_FACT_NAME, PSI_KEY_NAME, PSI_KEY_NAME_COUNTRY },
		{ PSI_FACT_LOOSE, PSI_KEY_LOOSE, PSI_KEY_LOOSE_COUNTRY },
		{ PSI_FACT_CORE, PSI_KEY_CORE, PSI_KEY_CORE_COUNTRY },
	};

	types[0] = NULL;
	types[1] = fact->kind == PSI_FACT_LABEL
	    ? psi_key_type_name(PSI_KEY_LABEL_COUNTRY)
	    : NULL;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (kinds[i].kind != fact->kind)
			continue;
		types[0] = psi_key_type_name(kinds[i].plain);
		types[1] = psi_key_type_name(kinds[i].with_country);
	}
}

/* A key, so that it is none of the steps, which have the same names. */
static void
say_type(const struct explaining *ex, const char *type, struct psi_cell value)
{
	char step[48];

	(void)snprintf(step, sizeof step, "key %s", type);
	say(ex, step, value);
}

/* A key of a name, and the same with the country. */
static int
say_key(const struct explaining *ex, const struct psi_fact *fact,
    struct psi_error *err)
{
	struct psi_cell value = { fact->text, fact->len };
	struct psi_buf buf = PSI_BUF_INIT;
	const char *types[2];
	int rc;

	types_of(fact, types);
	if (types[0] != NULL)
		say_type(ex, types[0], value);
	if (types[1] == NULL || ex->country[0] == '\0')
		return 0;
	if ((rc = psi_buf_append(&buf, value.text, value.len, err)) == 0 &&
	    (rc = psi_buf_append_text(&buf, "|", err)) == 0 &&
	    (rc = psi_buf_append_text(&buf, ex->country, err)) == 0) {
		value.text = (const char *)buf.data;
		value.len = buf.len;
		say_type(ex, types[1], value);
	}
	psi_buf_clear(&buf);
	return rc;
}

static int
say_keys(const struct explaining *ex, const struct psi_facts *facts,
    struct psi_error *err)
{
	struct psi_fact fact;
	size_t pos = 0;
	int rc = 0;

	while (rc == 0 &&
	    psi_fact_next(&fact, facts->bytes.data, facts->bytes.len, &pos))
		rc = say_key(ex, &fact, err);
	return rc;
}

static int
explain_cell(struct explaining *ex, const struct psi_normalizer *normalizer,
    struct psi_cell cell, struct psi_error *err)
{
	struct psi_mapping mapping = { .num_columns = 1 };
	struct psi_row_reader reader = { .normalizer = normalizer,
		.mapping = &mapping,
		.default_population = PSI_POPULATION_OTHER,
		.listener = { hear, ex, true } };
	struct psi_facts facts = { .bytes = PSI_BUF_INIT };
	int rc;

	mapping.field[ex->field].num_columns = 1;
	memcpy(reader.default_country, ex->country, PSI_COUNTRY_CHARS);
	rc = psi_row_reader_init(&reader, err);
	if (rc == 0)
		rc = psi_row_read(&reader, &facts, &cell, 1, 1, err);
	if (rc == 0)
		rc = say_keys(ex, &facts, err);
	psi_row_reader_clear(&reader);
	psi_buf_clear(&facts.bytes);
	return rc;
}

/* ---- what is no cell of its own ---- */

static void
explain_population(const struct explaining *ex, struct psi_cell value)
{
	struct psi_population_rule rule;
	enum psi_population population;

	if (psi_population_rules_find(
		&population, &rule, NULL, value.text, value.len)) {
		struct psi_cell cell = { rule.value, rule.len };

		say(ex, "rule", cell);
	} else {
		say_reject(ex, "no key", PSI_REJECT_POPULATION);
	}
	say_text(ex, "population", psi_population_name(population));
}

/* The kinds of values that can be explained are named as the types of keys. */
static bool
find_field(enum psi_field *out, const char *name)
{
	static const struct {
		const char *name;
		enum psi_field field;
	} fields[] = {
		{ "name", PSI_FIELD_NAME },
		{ "domain", PSI_FIELD_DOMAIN },
		{ "country", PSI_FIELD_COUNTRY },
		{ "population", PSI_FIELD_POPULATION },
		{ "lei", PSI_FIELD_LEI },
		{ "duns", PSI_FIELD_DUNS },
		{ "vat", PSI_FIELD_VAT },
		{ "regno", PSI_FIELD_REGNO },
		{ "agreed-id", PSI_FIELD_AGREED_ID },
	};

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (strcmp(fields[i].name, name) == 0) {
			*out = fields[i].field;
			return true;
		}
	}
	return false;
}

static bool
has_nothing(const char *text)
{
	return text[strspn(text, " \t\r\n\v\f")] == '\0';
}

int
psi_normalize_explain(const struct psi_normalizer *normalizer,
    const char *field, const char *value, const char *country,
    void (*step)(
	void *cookie, const char *step, const char *result, size_t result_len),
    void *cookie, struct psi_error *err)
{
	struct psi_cell cell = { value, strlen(value) };
	char code[PSI_COUNTRY_CHARS] = "";
	enum psi_reject reject = PSI_REJECT_NONE;
	struct explaining ex = {
		.country = code, .step = step, .cookie = cookie
	};

	if (country != NULL)
		reject = psi_country_find(code, country, strlen(country));
	if (reject == PSI_REJECT_NO_MEMORY)
		return psi_error_nomem(err);
	if (reject != PSI_REJECT_NONE)
		return psi_refuse(err, PSI_E_ARG, 0,
		    "use the code of two letters, or the English name",
		    "there is no such country");
	if (!find_field(&ex.field, field))
		return psi_refuse(err, PSI_E_ARG, 0,
		    "the kinds are name, domain, country, population, lei, "
		    "duns, vat, regno and agreed-id",
		    "there is no such kind of value to explain");
	if (ex.field == PSI_FIELD_POPULATION)
		explain_population(&ex, cell);
	else if (has_nothing(value))
		say_reject(&ex, "no key", PSI_REJECT_PLACEHOLDER);
	else
		return explain_cell(&ex, normalizer, cell, err);
	return 0;
}
