#include "list/dossier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "normal/domain.h"
#include "normal/domain_lists.h"
#include "list/explain.h"
#include "list/population_rules.h"

/* "line 4 column 3 domain: ", a step, and what a rule says. */
#define STEP_CHARS 256
/* "line-" and twenty digits. */
#define MADE_ID_CHARS 28

/*
 * Texts with a kind each, one after the other: length, kind and text. They
 * are few, so they are searched from the front.
 */
struct texts {
	struct psi_buf bytes;
};

struct text {
	unsigned int kind;
	struct psi_cell value;
};

/* What stays of a row of the account; its facts follow. */
struct kept {
	size_t facts_len;
	char country[PSI_COUNTRY_CHARS];
};

struct psi_dossier {
	struct psi_dossier_config config;
	/* A reader of its own, whose notes nobody hears. */
	struct psi_row_reader reader;
	struct psi_name_keys *names;
	struct psi_facts facts;
	/* The cell that is explained, where it was damaged. */
	struct psi_buf repaired;
	/* The account's rows. */
	struct psi_buf rows;
	/* Its keys by type, those that were told as dropped, those that an
	 * override forbids, and its domains that are not its own by reason. */
	struct texts keys;
	struct texts dropped;
	struct texts never;
	struct texts domains;
	enum psi_population population;
	bool found;
	/* Notes about the account as a whole. */
	bool excluded;
	bool without_key;
	/* Where the steps of the cell that is being read stand. */
	char place[STEP_CHARS];
};

/* ---- texts ---- */

static int
texts_add(struct texts *texts, unsigned int kind, struct psi_cell value,
    struct psi_error *err)
{
	size_t head[2] = { value.len, kind };
	int rc = psi_buf_append(&texts->bytes, head, sizeof(head), err);

	return rc != 0
	    ? rc
	    : psi_buf_append(&texts->bytes, value.text, value.len, err);
}

static bool
texts_next(struct text *out, const struct texts *texts, size_t *pos)
{
	const uint8_t *p;
	size_t head[2];

	if (*pos == texts->bytes.len)
		return false;
	p = texts->bytes.data + *pos;
	memcpy(head, p, sizeof(head));
	out->kind = (unsigned int)head[1];
	out->value.text = (const char *)p + sizeof(head);
	out->value.len = head[0];
	*pos += sizeof(head) + head[0];
	return true;
}

static bool
is_same(struct psi_cell a, struct psi_cell b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.text, b.text, a.len) == 0);
}

static bool
texts_have(const struct texts *texts, unsigned int kind, struct psi_cell value)
{
	struct text text;
	size_t pos = 0;

	while (texts_next(&text, texts, &pos)) {
		if (text.kind == kind && is_same(text.value, value))
			return true;
	}
	return false;
}

/* ---- from birth to death ---- */

int
psi_dossier_new(struct psi_dossier **out,
    const struct psi_dossier_config *config, struct psi_error *err)
{
	struct psi_dossier *dossier = calloc(1, sizeof(*dossier));
	int rc;

	if (dossier == NULL)
		return psi_error_nomem(err);
	dossier->config = *config;
	dossier->population = PSI_POPULATION_OTHER;
	dossier->reader.normalizer = config->normalizer;
	dossier->reader.mapping = config->mapping;
	dossier->reader.rules = config->rules;
	dossier->reader.default_population = config->default_population;
	dossier->reader.types = config->types;
	dossier->names = calloc(1, sizeof(*dossier->names));
	rc = dossier->names == NULL ? psi_error_nomem(err) : 0;
	if (rc == 0)
		rc = psi_row_reader_init(&dossier->reader, err);
	if (rc != 0) {
		psi_dossier_free(dossier);
		return rc;
	}
	*out = dossier;
	return 0;
}

void
psi_dossier_free(struct psi_dossier *dossier)
{
	if (dossier == NULL)
		return;
	psi_row_reader_clear(&dossier->reader);
	free(dossier->names);
	psi_buf_clear(&dossier->facts.bytes);
	psi_buf_clear(&dossier->rows);
	psi_buf_clear(&dossier->repaired);
	psi_buf_clear(&dossier->keys.bytes);
	psi_buf_clear(&dossier->dropped.bytes);
	psi_buf_clear(&dossier->never.bytes);
	psi_buf_clear(&dossier->domains.bytes);
	free(dossier);
}

/* ---- telling ---- */

static void
tell(const struct psi_dossier *dossier, const char *step, struct psi_cell text)
{
	dossier->config.step(dossier->config.cookie, step, text.text, text.len);
}

static void
tell_text(const struct psi_dossier *dossier, const char *step, const char *text)
{
	struct psi_cell cell = { text, strlen(text) };

	tell(dossier, step, cell);
}

/* A step of a cell: with its place before it. */
static void
on_step(void *cookie, const char *step, const char *result, size_t result_len)
{
	const struct psi_dossier *dossier = cookie;
	struct psi_cell cell = { result, result_len };
	char text[2 * STEP_CHARS];

	(void)snprintf(text, sizeof(text), "%s%s", dossier->place, step);
	tell(dossier, text, cell);
}

static void
say(struct psi_dossier *dossier, const char *step, struct psi_cell text)
{
	on_step(dossier, step, text.text, text.len);
}

static void
say_text(struct psi_dossier *dossier, const char *step, const char *text)
{
	on_step(dossier, step, text, strlen(text));
}

static struct psi_explaining
explaining(struct psi_dossier *dossier)
{
	struct psi_explaining ex = { .normalizer = dossier->config.normalizer,
		.told = true,
		.step = on_step,
		.cookie = dossier };

	memcpy(ex.country, dossier->facts.country, PSI_COUNTRY_CHARS);
	return ex;
}

/* ---- one row ---- */

struct row {
	const struct psi_cell *cells;
	size_t num_cells;
	uint64_t line;
};

static size_t
num_columns(const struct psi_dossier *dossier, enum psi_field field)
{
	return dossier->config.mapping->field[field].num_columns;
}

/* Go to the cell of a field's column number `i`, and tell its value unless
 * it is empty. */
static bool
go_to(struct psi_dossier *dossier, const struct row *row, enum psi_field field,
    size_t i, struct psi_cell *cell)
{
	const struct psi_mapping *mapping = dossier->config.mapping;

	*cell = psi_mapping_cell(mapping, field, i, row->cells, row->num_cells);
	if (cell->len == 0)
		return false;
	(void)snprintf(dossier->place, sizeof(dossier->place),
	    "line %llu column %u %s: ", (unsigned long long)row->line,
	    mapping->field[field].column[i] + 1U, psi_field_name(field));
	say(dossier, "value", *cell);
	return true;
}

static void
explain_country(struct psi_dossier *dossier, const struct row *row)
{
	char code[PSI_COUNTRY_CHARS];

	for (size_t i = 0; i < num_columns(dossier, PSI_FIELD_COUNTRY); i++) {
		const struct psi_explaining ex = explaining(dossier);
		struct psi_cell cell;

		if (go_to(dossier, row, PSI_FIELD_COUNTRY, i, &cell) &&
		    psi_explain_country(&ex, code, cell))
			return;
	}
}

static void
explain_population(struct psi_dossier *dossier, const struct row *row)
{
	struct psi_row_population found;
	struct psi_cell cell;

	psi_row_find_population(
	    &found, &dossier->reader, row->cells, row->num_cells);
	if (found.unknown.len > 0 &&
	    go_to(dossier, row, PSI_FIELD_POPULATION, found.unknown_i, &cell))
		say_text(dossier, "rule", "none for this value");
	if (found.field == PSI_NUM_FIELDS) {
		(void)snprintf(dossier->place, sizeof(dossier->place),
		    "line %llu population: ", (unsigned long long)row->line);
		say_text(dossier, "rule", "no column tells it: the default");
	} else {
		(void)go_to(dossier, row, found.field, found.i, &cell);
	}
	if (found.field == PSI_FIELD_OPEN_DEAL) {
		say_text(dossier, "rule", "a number above zero");
	} else if (found.field != PSI_NUM_FIELDS) {
		struct psi_cell rule = { found.rule.value, found.rule.len };

		say(dossier, found.rule.own ? "rule of --rules" : "rule", rule);
	}
	say_text(dossier, "population", psi_population_name(found.population));
}

static void
explain_identifiers(struct psi_dossier *dossier, const struct row *row)
{
	static const struct {
		enum psi_field field;
		enum psi_key_type type;
	} kinds[] = {
		{ PSI_FIELD_LEI, PSI_KEY_LEI },
		{ PSI_FIELD_REGNO, PSI_KEY_REGNO },
		{ PSI_FIELD_VAT, PSI_KEY_VAT },
		{ PSI_FIELD_DUNS, PSI_KEY_DUNS },
		{ PSI_FIELD_AGREED_ID, PSI_KEY_AGREED_ID },
	};
	const struct psi_explaining ex = explaining(dossier);

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		enum psi_field field = kinds[k].field;

		for (size_t i = 0; i < num_columns(dossier, field); i++) {
			struct psi_cell cell;

			if (go_to(dossier, row, field, i, &cell))
				psi_explain_identifier(&ex, field,
				    psi_key_type_name(kinds[k].type), cell);
		}
	}
}

static int
explain_domains(struct psi_dossier *dossier, const struct row *row,
    enum psi_field field, struct psi_error *err)
{
	const struct psi_explaining ex = explaining(dossier);

	for (size_t i = 0; i < num_columns(dossier, field); i++) {
		struct psi_cell cell;
		int rc;

		if (!go_to(dossier, row, field, i, &cell))
			continue;
		rc = psi_explain_repair(
		    &ex, &cell, &dossier->repaired, true, err);
		if (rc != 0)
			return rc;
		psi_explain_domains(&ex, cell);
	}
	return 0;
}

static int
explain_name(
    struct psi_dossier *dossier, struct psi_cell name, struct psi_error *err)
{
	const struct psi_explaining ex = explaining(dossier);

	return psi_explain_name(
	    &ex, dossier->reader.scratch, dossier->names, name, err);
}

static int
explain_names(
    struct psi_dossier *dossier, const struct row *row, struct psi_error *err)
{
	const struct psi_explaining ex = explaining(dossier);

	for (size_t i = 0; i < num_columns(dossier, PSI_FIELD_NAME); i++) {
		struct psi_cell cell;
		struct psi_cell name;
		size_t pos = 0;
		int rc;

		if (!go_to(dossier, row, PSI_FIELD_NAME, i, &cell))
			continue;
		rc = psi_explain_repair(
		    &ex, &cell, &dossier->repaired, false, err);
		if (rc != 0)
			return rc;
		if (!psi_explain_has_name(&ex, cell))
			continue;
		while (psi_row_next_name(&name, cell, &pos, i > 0)) {
			if (name.len < cell.len)
				say(dossier, "value", name);
			if ((rc = explain_name(dossier, name, err)) != 0)
				return rc;
		}
	}
	return 0;
}

static int
explain_parent(
    struct psi_dossier *dossier, const struct row *row, struct psi_error *err)
{
	for (size_t i = 0; i < num_columns(dossier, PSI_FIELD_PARENT); i++) {
		struct psi_cell cell;

		if (go_to(dossier, row, PSI_FIELD_PARENT, i, &cell))
			return psi_is_placeholder(cell.text, cell.len)
			    ? 0
			    : explain_name(dossier, cell, err);
	}
	return 0;
}

static int
explain_row(
    struct psi_dossier *dossier, const struct row *row, struct psi_error *err)
{
	int rc;

	explain_country(dossier, row);
	explain_population(dossier, row);
	explain_identifiers(dossier, row);
	if ((rc = explain_domains(dossier, row, PSI_FIELD_DOMAIN, err)) != 0 ||
	    (rc = explain_names(dossier, row, err)) != 0)
		return rc;
	if ((dossier->config.types & PSI_KEY_BIT(PSI_KEY_FAMILY)) == 0)
		return 0;
	rc = explain_domains(dossier, row, PSI_FIELD_PARENT_DOMAIN, err);
	return rc != 0 ? rc : explain_parent(dossier, row, err);
}

/* ---- whose row is it? ---- */

static bool
is_account(const struct psi_dossier *dossier, struct psi_cell id, uint64_t line)
{
	char made[MADE_ID_CHARS];

	if (id.len == 0) {
		id.text = made;
		id.len = (size_t)snprintf(
		    made, sizeof(made), "line-%llu", (unsigned long long)line);
	}
	return is_same(id, dossier->config.account);
}

/*
 * Without an id, a row that says the same as the account's first is of the
 * same account, if it has a name and a host (lib/KEYS.md, "Columns").
 */
static bool
repeats_first(const struct psi_dossier *dossier)
{
	const struct psi_facts *facts = &dossier->facts;
	struct psi_fact fact;
	struct kept kept;
	bool name = false;
	size_t pos = 0;

	if (dossier->rows.len == 0 || !facts->has_host)
		return false;
	memcpy(&kept, dossier->rows.data, sizeof(kept));
	while (psi_fact_next(&fact, facts->bytes.data, facts->bytes.len, &pos))
		name = name || fact.kind == PSI_FACT_NAME;
	return name && kept.facts_len == facts->bytes.len &&
	    memcmp(kept.country, facts->country, PSI_COUNTRY_CHARS) == 0 &&
	    memcmp(dossier->rows.data + sizeof(kept), facts->bytes.data,
		facts->bytes.len) == 0;
}

static int
keep_row(struct psi_dossier *dossier, struct psi_error *err)
{
	const struct psi_facts *facts = &dossier->facts;
	struct kept kept;
	int rc;

	memset(&kept, 0, sizeof(kept));
	kept.facts_len = facts->bytes.len;
	memcpy(kept.country, facts->country, PSI_COUNTRY_CHARS);
	rc = psi_buf_append(&dossier->rows, &kept, sizeof(kept), err);
	return rc != 0 ? rc
		       : psi_buf_append(&dossier->rows, facts->bytes.data,
			     facts->bytes.len, err);
}

int
psi_dossier_row(struct psi_dossier *dossier, const struct psi_cell *cells,
    size_t num_cells, uint64_t line, struct psi_error *err)
{
	const struct row row = { cells, num_cells, line };
	struct psi_cell id = psi_mapping_first(
	    dossier->config.mapping, PSI_FIELD_ID, cells, num_cells);
	bool ours = is_account(dossier, id, line);
	int rc;

	/* Only what has no id may be the same without being called so. */
	if (!ours && (id.len > 0 || dossier->rows.len == 0))
		return 0;
	rc = psi_row_read(
	    &dossier->reader, &dossier->facts, cells, num_cells, line, err);
	if (rc != 0 || (!ours && !repeats_first(dossier)))
		return rc;
	dossier->found = true;
	if (dossier->facts.population < dossier->population)
		dossier->population = dossier->facts.population;
	rc = explain_row(dossier, &row, err);
	return rc != 0 ? rc : keep_row(dossier, err);
}

/* ---- what the list says ---- */

int
psi_dossier_override(struct psi_dossier *dossier, struct psi_cell action,
    struct psi_cell account, struct psi_cell type, struct psi_cell value,
    struct psi_error *err)
{
	const struct psi_cell never = { "never", 5 };
	enum psi_key_type which;
	char step[STEP_CHARS];

	if ((account.len > 0 && !is_same(account, dossier->config.account)) ||
	    !psi_key_type_from_name(&which, type.text, type.len))
		return 0;
	if (is_same(action, never))
		return texts_add(&dossier->never, which, value, err);
	(void)snprintf(step, sizeof(step), "override: forced %s",
	    psi_key_type_name(which));
	tell(dossier, step, value);
	return 0;
}

int
psi_dossier_note(struct psi_dossier *dossier, const struct psi_note *note,
    struct psi_error *err)
{
	char step[STEP_CHARS];
	char reason[PSI_REASON_CHARS];

	/* What is said of cells was explained with them. */
	if (note->field != PSI_NUM_FIELDS ||
	    !is_account(dossier, note->account, note->line))
		return 0;
	dossier->found = true;
	if (note->reject == PSI_REJECT_MANY_ACCOUNTS ||
	    note->reject == PSI_REJECT_OTHERS_DOMAIN ||
	    note->reject == PSI_REJECT_GUEST)
		return texts_add(
		    &dossier->domains, note->reject, note->value, err);
	dossier->excluded |= note->reject == PSI_REJECT_EXCLUDED;
	dossier->without_key |= note->reject == PSI_REJECT_NO_KEY;
	if (dossier->excluded || dossier->without_key)
		return 0;
	psi_explain_reason(reason, note->reject);
	(void)snprintf(step, sizeof(step), "line %llu row: %s",
	    (unsigned long long)note->line, reason);
	tell(dossier, step, note->value);
	return 0;
}

int
psi_dossier_key(struct psi_dossier *dossier, struct psi_cell account,
    enum psi_population population, enum psi_key_type type,
    struct psi_cell value, struct psi_error *err)
{
	if (!is_same(account, dossier->config.account))
		return 0;
	dossier->found = true;
	dossier->population = population;
	return texts_add(&dossier->keys, type, value, err);
}

/* ---- the end ---- */

/* What the rows of the account say together. */
struct survey {
	char country[PSI_COUNTRY_CHARS];
	bool has_name;
	bool has_host;
};

/* Take the row at `*pos`; false behind the last. */
static bool
next_row(const struct psi_dossier *dossier, struct kept *kept,
    const uint8_t **facts, size_t *pos)
{
	if (*pos == dossier->rows.len)
		return false;
	memcpy(kept, dossier->rows.data + *pos, sizeof(*kept));
	*facts = dossier->rows.data + *pos + sizeof(*kept);
	*pos += sizeof(*kept) + kept->facts_len;
	return true;
}

static struct survey
survey(const struct psi_dossier *dossier)
{
	struct survey out = { .has_name = false };
	const uint8_t *facts;
	struct kept kept;
	size_t row = 0;

	while (next_row(dossier, &kept, &facts, &row)) {
		struct psi_fact fact;
		size_t pos = 0;

		if (out.country[0] == '\0')
			memcpy(out.country, kept.country, PSI_COUNTRY_CHARS);
		while (psi_fact_next(&fact, facts, kept.facts_len, &pos)) {
			out.has_name |= fact.kind == PSI_FACT_NAME;
			out.has_host |= fact.kind == PSI_FACT_HOST &&
			    !psi_domain_is_guest(fact.steps);
		}
	}
	return out;
}

/* Why a domain is not the account's own; PSI_REJECT_NONE if it is. */
static enum psi_reject
domain_reject(const struct psi_dossier *dossier, struct psi_cell domain)
{
	struct text text;
	size_t pos = 0;

	while (texts_next(&text, &dossier->domains, &pos)) {
		if (is_same(text.value, domain))
			return (enum psi_reject)text.kind;
	}
	return PSI_REJECT_NONE;
}

/* The rule that took a key from the account. */
static void
find_reason(const struct psi_dossier *dossier, char out[PSI_REASON_CHARS],
    enum psi_key_type type, struct psi_cell value, const char *gate)
{
	const char *text = gate;

	if ((dossier->config.types & PSI_KEY_BIT(type)) == 0)
		text = "type (keys of this type are not asked for)";
	else if (texts_have(&dossier->never, type, value))
		text = "never (an override removes it)";
	else if (text == NULL)
		text = "several-accounts (others of the list come to it too)";
	(void)snprintf(out, PSI_REASON_CHARS, "%s", text);
}

/*
 * Tell a key that the account could have, if it does not. `gate` is the rule
 * of the list as a whole, if another than that others have it too.
 */
static int
tell_dropped(struct psi_dossier *dossier, enum psi_key_type type,
    struct psi_cell value, const char *gate, struct psi_error *err)
{
	char step[STEP_CHARS];
	char reason[PSI_REASON_CHARS];

	if (texts_have(&dossier->keys, type, value) ||
	    texts_have(&dossier->dropped, type, value))
		return 0;
	find_reason(dossier, reason, type, value, gate);
	(void)snprintf(step, sizeof(step), "dropped %s: %s",
	    psi_key_type_name(type), reason);
	tell(dossier, step, value);
	return texts_add(&dossier->dropped, type, value, err);
}

/* The same with a country behind it, or without one if none is known. */
static int
tell_dropped_country(struct psi_dossier *dossier, enum psi_key_type type,
    struct psi_cell value, const char *country, const char *gate,
    struct psi_error *err)
{
	struct psi_buf buf = PSI_BUF_INIT;
	struct psi_cell with;
	int rc;

	if (country[0] == '\0')
		return tell_dropped(
		    dossier, type, value, "country (it is not known)", err);
	if ((rc = psi_buf_append(&buf, value.text, value.len, err)) == 0 &&
	    (rc = psi_buf_append_text(&buf, "|", err)) == 0 &&
	    (rc = psi_buf_append_text(&buf, country, err)) == 0) {
		with.text = (const char *)buf.data;
		with.len = buf.len;
		rc = tell_dropped(dossier, type, with, gate, err);
	}
	psi_buf_clear(&buf);
	return rc;
}

/* A domain that is not the account's own, and what takes its place. */
static int
tell_host(struct psi_dossier *dossier, const struct psi_fact *fact,
    struct psi_error *err)
{
	struct psi_cell domain = { fact->text + fact->extra,
		fact->len - fact->extra };
	struct psi_cell host = { fact->text, fact->len };
	enum psi_reject reject = domain_reject(dossier, domain);
	char reason[PSI_REASON_CHARS];
	int rc;

	psi_explain_reason(reason, reject);
	rc = tell_dropped(dossier, PSI_KEY_DOMAIN, domain, reason, err);
	if (rc != 0 || reject == PSI_REJECT_NONE)
		return rc;
	rc = tell_dropped(dossier, PSI_KEY_FAMILY, domain, NULL, err);
	if (host.len > 4 && fact->extra >= 4 &&
	    memcmp(host.text, "www.", 4) == 0) {
		host.text += 4;
		host.len -= 4;
	}
	if (rc != 0 || host.len == domain.len)
		return rc;
	return tell_dropped(dossier, PSI_KEY_HOST, host, NULL, err);
}

static int
tell_name(struct psi_dossier *dossier, const struct psi_fact *fact,
    const char *country, struct psi_error *err)
{
	struct psi_cell value = { fact->text, fact->len };
	enum psi_key_type plain = PSI_KEY_NAME;
	enum psi_key_type with_country = PSI_KEY_NAME_COUNTRY;
	const char *gate = NULL;
	int rc;

	if (fact->kind == PSI_FACT_LOOSE) {
		plain = PSI_KEY_LOOSE;
		with_country = PSI_KEY_LOOSE_COUNTRY;
	} else if (fact->kind == PSI_FACT_CORE) {
		plain = PSI_KEY_CORE;
		with_country = PSI_KEY_CORE_COUNTRY;
	}
	if (fact->kind == PSI_FACT_LOOSE &&
	    texts_have(&dossier->keys, plain, value))
		gate = "loose (it goes out without the country)";
	rc = tell_dropped_country(
	    dossier, with_country, value, country, gate, err);
	gate = NULL;
	if (fact->extra != 0)
		gate = "country-only (an institution's name, or a short one)";
	else if (fact->kind == PSI_FACT_NAME)
		gate = "many-countries (accounts of three have it)";
	return rc != 0 ? rc : tell_dropped(dossier, plain, value, gate, err);
}

static int
tell_fact(struct psi_dossier *dossier, const struct psi_fact *fact,
    const struct survey *all, const char *country, struct psi_error *err)
{
	struct psi_cell value = { fact->text, fact->len };

	switch (fact->kind) {
	case PSI_FACT_LEI:
		return tell_dropped(dossier, PSI_KEY_LEI, value, NULL, err);
	case PSI_FACT_REGNO:
		return tell_dropped(dossier, PSI_KEY_REGNO, value, NULL, err);
	case PSI_FACT_VAT:
		return tell_dropped(dossier, PSI_KEY_VAT, value, NULL, err);
	case PSI_FACT_DUNS:
		return tell_dropped(dossier, PSI_KEY_DUNS, value, NULL, err);
	case PSI_FACT_AGREED_ID:
		return tell_dropped(
		    dossier, PSI_KEY_AGREED_ID, value, NULL, err);
	case PSI_FACT_HOST:
		return tell_host(dossier, fact, err);
	case PSI_FACT_NAME:
	case PSI_FACT_LOOSE:
	case PSI_FACT_CORE:
		return tell_name(dossier, fact, country, err);
	case PSI_FACT_LABEL:
		return tell_dropped_country(dossier, PSI_KEY_LABEL_COUNTRY,
		    value, country,
		    all->has_host ? "domain (the account has one)" : NULL, err);
	case PSI_FACT_GUESS:
	case PSI_FACT_PARENT:
	case PSI_FACT_PARENT_NAME:
	case PSI_FACT_PARENT_HOST:
		break;
	}
	return 0;
}

static int
tell_all_dropped(struct psi_dossier *dossier, const struct survey *all,
    struct psi_error *err)
{
	const uint8_t *facts;
	struct kept kept;
	size_t row = 0;

	while (next_row(dossier, &kept, &facts, &row)) {
		const char *country =
		    kept.country[0] != '\0' ? kept.country : all->country;
		char guess[PSI_COUNTRY_CHARS] = "";
		struct psi_fact fact;
		size_t pos = 0;

		while (psi_fact_next(&fact, facts, kept.facts_len, &pos)) {
			bool likely =
			    fact.kind == PSI_FACT_CORE && country[0] == '\0';
			int rc;

			if (fact.kind == PSI_FACT_GUESS)
				memcpy(guess, fact.text, fact.len);
			rc = tell_fact(
			    dossier, &fact, all, likely ? guess : country, err);
			if (rc != 0)
				return rc;
		}
	}
	return 0;
}

int
psi_dossier_finish(
    struct psi_dossier *dossier, bool *found, struct psi_error *err)
{
	const struct survey all = survey(dossier);
	char reason[PSI_REASON_CHARS];
	struct text text;
	size_t pos = 0;

	*found = dossier->found;
	if (!dossier->found)
		return 0;
	if (dossier->excluded) {
		psi_explain_reason(reason, PSI_REJECT_EXCLUDED);
		tell_text(dossier, "no key", reason);
		return 0;
	}
	if (!dossier->without_key && dossier->keys.bytes.len == 0) {
		/* Every account has a key or a note that it has none. */
		if (dossier->rows.len > 0)
			tell_text(dossier, "no key",
			    "repeated-row (an earlier row without an id says "
			    "the same: it has the keys)");
		return 0;
	}
	if (all.country[0] != '\0')
		tell_text(dossier, "country", all.country);
	tell_text(
	    dossier, "population", psi_population_name(dossier->population));
	while (texts_next(&text, &dossier->keys, &pos))
		tell(dossier, psi_key_type_name((enum psi_key_type)text.kind),
		    text.value);
	if (dossier->without_key) {
		psi_explain_reason(reason, PSI_REJECT_NO_KEY);
		tell_text(dossier, "no key", reason);
	}
	return tell_all_dropped(dossier, &all, err);
}
