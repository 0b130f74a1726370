#include "list/account_trace.h"

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

/* The head of a row of the account in `rows`; the bytes of its facts follow. */
struct kept {
	size_t facts_len;
	char country[PSI_COUNTRY_CHARS];
};

struct psi_account_trace {
	struct psi_account_trace_config config;
	/* Reads the rows once more than the accounts do; its notes go nowhere,
	 * since those of the accounts' reader are told. */
	struct psi_row_reader reader;
	struct psi_name_keys *names;
	struct psi_facts facts;
	/* The repaired text of a damaged cell that is being explained. */
	struct psi_buf repaired;
	/* The account's rows: a struct kept and its facts for each. */
	struct psi_buf rows;
	/* Its keys, by type. */
	struct texts keys;
	/* Values reported as dropped so far, by type: each is told once. */
	struct texts dropped;
	/* Keys that an override of --overrides forbids, by type. */
	struct texts never;
	/* Domains that it names but gets no key for, by reason. */
	struct texts domains;
	enum psi_population population;
	bool found;
	/* The account is excluded by --exclude, or none of its rows gave a
	 * key. */
	bool excluded;
	bool without_key;
	/* The prefix of the steps of the current cell: "line 4 column 3 ". */
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
psi_account_trace_new(struct psi_account_trace **out,
    const struct psi_account_trace_config *config, struct psi_error *err)
{
	struct psi_account_trace *trace = calloc(1, sizeof(*trace));
	int rc;

	if (trace == NULL)
		return psi_error_nomem(err);
	trace->config = *config;
	trace->population = PSI_POPULATION_OTHER;
	trace->reader.normalizer = config->normalizer;
	trace->reader.mapping = config->mapping;
	trace->reader.rules = config->rules;
	trace->reader.default_population = config->default_population;
	trace->reader.types = config->types;
	trace->names = calloc(1, sizeof(*trace->names));
	rc = trace->names == NULL ? psi_error_nomem(err) : 0;
	if (rc == 0)
		rc = psi_row_reader_init(&trace->reader, err);
	if (rc != 0) {
		psi_account_trace_free(trace);
		return rc;
	}
	*out = trace;
	return 0;
}

void
psi_account_trace_free(struct psi_account_trace *trace)
{
	if (trace == NULL)
		return;
	psi_row_reader_clear(&trace->reader);
	free(trace->names);
	psi_buf_clear(&trace->facts.bytes);
	psi_buf_clear(&trace->rows);
	psi_buf_clear(&trace->repaired);
	psi_buf_clear(&trace->keys.bytes);
	psi_buf_clear(&trace->dropped.bytes);
	psi_buf_clear(&trace->never.bytes);
	psi_buf_clear(&trace->domains.bytes);
	free(trace);
}

/* ---- telling ---- */

static void
tell(const struct psi_account_trace *trace, const char *step,
    struct psi_cell text)
{
	trace->config.step(trace->config.cookie, step, text.text, text.len);
}

static void
tell_text(
    const struct psi_account_trace *trace, const char *step, const char *text)
{
	struct psi_cell cell = { text, strlen(text) };

	tell(trace, step, cell);
}

/* A step of a cell: with its place before it. */
static void
on_step(void *cookie, const char *step, const char *result, size_t result_len)
{
	const struct psi_account_trace *trace = cookie;
	struct psi_cell cell = { result, result_len };
	char text[2 * STEP_CHARS];

	(void)snprintf(text, sizeof(text), "%s%s", trace->place, step);
	tell(trace, text, cell);
}

static void
say(struct psi_account_trace *trace, const char *step, struct psi_cell text)
{
	on_step(trace, step, text.text, text.len);
}

static void
say_text(struct psi_account_trace *trace, const char *step, const char *text)
{
	on_step(trace, step, text, strlen(text));
}

static struct psi_explaining
explaining(struct psi_account_trace *trace)
{
	struct psi_explaining ex = { .normalizer = trace->config.normalizer,
		.told = true,
		.step = on_step,
		.cookie = trace };

	memcpy(ex.country, trace->facts.country, PSI_COUNTRY_CHARS);
	return ex;
}

/* ---- one row ---- */

struct row {
	const struct psi_cell *cells;
	size_t num_cells;
	uint64_t line;
};

static size_t
num_columns(const struct psi_account_trace *trace, enum psi_field field)
{
	return trace->config.mapping->field[field].num_columns;
}

/* Go to the cell of a field's column number `i`, and tell its value unless
 * it is empty. */
static bool
go_to(struct psi_account_trace *trace, const struct row *row,
    enum psi_field field, size_t i, struct psi_cell *cell)
{
	const struct psi_mapping *mapping = trace->config.mapping;

	*cell = psi_mapping_cell(mapping, field, i, row->cells, row->num_cells);
	if (cell->len == 0)
		return false;
	(void)snprintf(trace->place, sizeof(trace->place),
	    "line %llu column %u %s: ", (unsigned long long)row->line,
	    mapping->field[field].column[i] + 1U, psi_field_name(field));
	say(trace, "value", *cell);
	return true;
}

static void
explain_country(struct psi_account_trace *trace, const struct row *row)
{
	char code[PSI_COUNTRY_CHARS];

	for (size_t i = 0; i < num_columns(trace, PSI_FIELD_COUNTRY); i++) {
		const struct psi_explaining ex = explaining(trace);
		struct psi_cell cell;

		if (go_to(trace, row, PSI_FIELD_COUNTRY, i, &cell) &&
		    psi_explain_country(&ex, code, cell))
			return;
	}
}

static void
explain_population(struct psi_account_trace *trace, const struct row *row)
{
	struct psi_row_population found;
	struct psi_cell cell;

	psi_row_find_population(
	    &found, &trace->reader, row->cells, row->num_cells);
	if (found.unknown.len > 0 &&
	    go_to(trace, row, PSI_FIELD_POPULATION, found.unknown_i, &cell))
		say_text(trace, "rule", "none for this value");
	if (found.field == PSI_NUM_FIELDS) {
		(void)snprintf(trace->place, sizeof(trace->place),
		    "line %llu population: ", (unsigned long long)row->line);
		say_text(trace, "rule", "no column tells it: the default");
	} else {
		(void)go_to(trace, row, found.field, found.i, &cell);
	}
	if (found.field == PSI_FIELD_OPEN_DEAL) {
		say_text(trace, "rule", "a number above zero");
	} else if (found.field != PSI_NUM_FIELDS) {
		struct psi_cell rule = { found.rule.value, found.rule.len };

		say(trace, found.rule.own ? "rule of --rules" : "rule", rule);
	}
	say_text(trace, "population", psi_population_name(found.population));
}

static void
explain_identifiers(struct psi_account_trace *trace, const struct row *row)
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
	const struct psi_explaining ex = explaining(trace);

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		enum psi_field field = kinds[k].field;

		for (size_t i = 0; i < num_columns(trace, field); i++) {
			struct psi_cell cell;

			if (go_to(trace, row, field, i, &cell))
				psi_explain_identifier(&ex, field,
				    psi_key_type_name(kinds[k].type), cell);
		}
	}
}

static int
explain_domains(struct psi_account_trace *trace, const struct row *row,
    enum psi_field field, struct psi_error *err)
{
	const struct psi_explaining ex = explaining(trace);

	for (size_t i = 0; i < num_columns(trace, field); i++) {
		struct psi_cell cell;
		int rc;

		if (!go_to(trace, row, field, i, &cell))
			continue;
		rc =
		    psi_explain_repair(&ex, &cell, &trace->repaired, true, err);
		if (rc != 0)
			return rc;
		psi_explain_domains(&ex, cell);
	}
	return 0;
}

static int
explain_name(struct psi_account_trace *trace, struct psi_cell name,
    struct psi_error *err)
{
	const struct psi_explaining ex = explaining(trace);

	return psi_explain_name(
	    &ex, trace->reader.scratch, trace->names, name, err);
}

static int
explain_names(struct psi_account_trace *trace, const struct row *row,
    struct psi_error *err)
{
	const struct psi_explaining ex = explaining(trace);

	for (size_t i = 0; i < num_columns(trace, PSI_FIELD_NAME); i++) {
		struct psi_cell cell;
		struct psi_cell name;
		size_t pos = 0;
		int rc;

		if (!go_to(trace, row, PSI_FIELD_NAME, i, &cell))
			continue;
		rc = psi_explain_repair(
		    &ex, &cell, &trace->repaired, false, err);
		if (rc != 0)
			return rc;
		if (!psi_explain_has_name(&ex, cell))
			continue;
		while (psi_row_next_name(&name, cell, &pos, i > 0)) {
			if (name.len < cell.len)
				say(trace, "value", name);
			if ((rc = explain_name(trace, name, err)) != 0)
				return rc;
		}
	}
	return 0;
}

static int
explain_parent(struct psi_account_trace *trace, const struct row *row,
    struct psi_error *err)
{
	for (size_t i = 0; i < num_columns(trace, PSI_FIELD_PARENT); i++) {
		struct psi_cell cell;

		if (go_to(trace, row, PSI_FIELD_PARENT, i, &cell))
			return psi_is_placeholder(cell.text, cell.len)
			    ? 0
			    : explain_name(trace, cell, err);
	}
	return 0;
}

static int
explain_row(struct psi_account_trace *trace, const struct row *row,
    struct psi_error *err)
{
	int rc;

	explain_country(trace, row);
	explain_population(trace, row);
	explain_identifiers(trace, row);
	if ((rc = explain_domains(trace, row, PSI_FIELD_DOMAIN, err)) != 0 ||
	    (rc = explain_names(trace, row, err)) != 0)
		return rc;
	if ((trace->config.types & PSI_KEY_BIT(PSI_KEY_FAMILY)) == 0)
		return 0;
	rc = explain_domains(trace, row, PSI_FIELD_PARENT_DOMAIN, err);
	return rc != 0 ? rc : explain_parent(trace, row, err);
}

/* ---- whose row is it? ---- */

static bool
is_account(
    const struct psi_account_trace *trace, struct psi_cell id, uint64_t line)
{
	char made[MADE_ID_CHARS];

	if (id.len == 0) {
		id.text = made;
		id.len = (size_t)snprintf(
		    made, sizeof(made), "line-%llu", (unsigned long long)line);
	}
	return is_same(id, trace->config.account);
}

/*
 * Without an id, a row that says the same as the account's first is of the
 * same account, if it has a name and a host (lib/KEYS.md, "Columns").
 */
static bool
repeats_first(const struct psi_account_trace *trace)
{
	const struct psi_facts *facts = &trace->facts;
	struct psi_fact fact;
	struct kept kept;
	bool name = false;
	size_t pos = 0;

	if (trace->rows.len == 0 || !facts->has_host)
		return false;
	memcpy(&kept, trace->rows.data, sizeof(kept));
	while (psi_fact_next(&fact, facts->bytes.data, facts->bytes.len, &pos))
		name = name || fact.kind == PSI_FACT_NAME;
	return name && kept.facts_len == facts->bytes.len &&
	    memcmp(kept.country, facts->country, PSI_COUNTRY_CHARS) == 0 &&
	    memcmp(trace->rows.data + sizeof(kept), facts->bytes.data,
		facts->bytes.len) == 0;
}

static int
keep_row(struct psi_account_trace *trace, struct psi_error *err)
{
	const struct psi_facts *facts = &trace->facts;
	struct kept kept;
	int rc;

	memset(&kept, 0, sizeof(kept));
	kept.facts_len = facts->bytes.len;
	memcpy(kept.country, facts->country, PSI_COUNTRY_CHARS);
	rc = psi_buf_append(&trace->rows, &kept, sizeof(kept), err);
	return rc != 0 ? rc
		       : psi_buf_append(&trace->rows, facts->bytes.data,
			     facts->bytes.len, err);
}

int
psi_account_trace_row(struct psi_account_trace *trace,
    const struct psi_cell *cells, size_t num_cells, uint64_t line,
    struct psi_error *err)
{
	const struct row row = { cells, num_cells, line };
	struct psi_cell id = psi_mapping_first(
	    trace->config.mapping, PSI_FIELD_ID, cells, num_cells);
	bool ours = is_account(trace, id, line);
	int rc;

	/* Only what has no id may be the same without being called so. */
	if (!ours && (id.len > 0 || trace->rows.len == 0))
		return 0;
	rc = psi_row_read(
	    &trace->reader, &trace->facts, cells, num_cells, line, err);
	if (rc != 0 || (!ours && !repeats_first(trace)))
		return rc;
	trace->found = true;
	if (trace->facts.population < trace->population)
		trace->population = trace->facts.population;
	rc = explain_row(trace, &row, err);
	return rc != 0 ? rc : keep_row(trace, err);
}

/* ---- what the list says ---- */

int
psi_account_trace_override(struct psi_account_trace *trace,
    struct psi_cell action, struct psi_cell account, struct psi_cell type,
    struct psi_cell value, struct psi_error *err)
{
	const struct psi_cell never = { "never", 5 };
	enum psi_key_type which;
	char step[STEP_CHARS];

	if ((account.len > 0 && !is_same(account, trace->config.account)) ||
	    !psi_key_type_from_name(&which, type.text, type.len))
		return 0;
	if (is_same(action, never))
		return texts_add(&trace->never, which, value, err);
	(void)snprintf(step, sizeof(step), "override: forced %s",
	    psi_key_type_name(which));
	tell(trace, step, value);
	return 0;
}

int
psi_account_trace_note(struct psi_account_trace *trace,
    const struct psi_note *note, struct psi_error *err)
{
	char step[STEP_CHARS];
	char reason[PSI_REASON_CHARS];

	/* What is said of cells was explained with them. */
	if (note->field != PSI_NUM_FIELDS ||
	    !is_account(trace, note->account, note->line))
		return 0;
	trace->found = true;
	if (note->reject == PSI_REJECT_MANY_ACCOUNTS ||
	    note->reject == PSI_REJECT_OTHERS_DOMAIN ||
	    note->reject == PSI_REJECT_GUEST)
		return texts_add(
		    &trace->domains, note->reject, note->value, err);
	trace->excluded |= note->reject == PSI_REJECT_EXCLUDED;
	trace->without_key |= note->reject == PSI_REJECT_NO_KEY;
	if (trace->excluded || trace->without_key)
		return 0;
	psi_explain_reason(reason, note->reject);
	(void)snprintf(step, sizeof(step), "line %llu row: %s",
	    (unsigned long long)note->line, reason);
	tell(trace, step, note->value);
	return 0;
}

int
psi_account_trace_key(struct psi_account_trace *trace, struct psi_cell account,
    enum psi_population population, enum psi_key_type type,
    struct psi_cell value, struct psi_error *err)
{
	if (!is_same(account, trace->config.account))
		return 0;
	trace->found = true;
	trace->population = population;
	return texts_add(&trace->keys, type, value, err);
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
next_row(const struct psi_account_trace *trace, struct kept *kept,
    const uint8_t **facts, size_t *pos)
{
	if (*pos == trace->rows.len)
		return false;
	memcpy(kept, trace->rows.data + *pos, sizeof(*kept));
	*facts = trace->rows.data + *pos + sizeof(*kept);
	*pos += sizeof(*kept) + kept->facts_len;
	return true;
}

static struct survey
survey(const struct psi_account_trace *trace)
{
	struct survey out = { .has_name = false };
	const uint8_t *facts;
	struct kept kept;
	size_t row = 0;

	while (next_row(trace, &kept, &facts, &row)) {
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
domain_reject(const struct psi_account_trace *trace, struct psi_cell domain)
{
	struct text text;
	size_t pos = 0;

	while (texts_next(&text, &trace->domains, &pos)) {
		if (is_same(text.value, domain))
			return (enum psi_reject)text.kind;
	}
	return PSI_REJECT_NONE;
}

/* The rule that took a key from the account. */
static void
find_reason(const struct psi_account_trace *trace, char out[PSI_REASON_CHARS],
    enum psi_key_type type, struct psi_cell value, const char *gate)
{
	const char *text = gate;

	if ((trace->config.types & PSI_KEY_BIT(type)) == 0)
		text = "type (keys of this type are not asked for)";
	else if (texts_have(&trace->never, type, value))
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
tell_dropped(struct psi_account_trace *trace, enum psi_key_type type,
    struct psi_cell value, const char *gate, struct psi_error *err)
{
	char step[STEP_CHARS];
	char reason[PSI_REASON_CHARS];

	if (texts_have(&trace->keys, type, value) ||
	    texts_have(&trace->dropped, type, value))
		return 0;
	find_reason(trace, reason, type, value, gate);
	(void)snprintf(step, sizeof(step), "dropped %s: %s",
	    psi_key_type_name(type), reason);
	tell(trace, step, value);
	return texts_add(&trace->dropped, type, value, err);
}

/* The same with a country behind it, or without one if none is known. */
static int
tell_dropped_country(struct psi_account_trace *trace, enum psi_key_type type,
    struct psi_cell value, const char *country, const char *gate,
    struct psi_error *err)
{
	struct psi_buf buf = PSI_BUF_INIT;
	struct psi_cell with;
	int rc;

	if (country[0] == '\0')
		return tell_dropped(
		    trace, type, value, "country (it is not known)", err);
	if ((rc = psi_buf_append(&buf, value.text, value.len, err)) == 0 &&
	    (rc = psi_buf_append_text(&buf, "|", err)) == 0 &&
	    (rc = psi_buf_append_text(&buf, country, err)) == 0) {
		with.text = (const char *)buf.data;
		with.len = buf.len;
		rc = tell_dropped(trace, type, with, gate, err);
	}
	psi_buf_clear(&buf);
	return rc;
}

/* A domain that is not the account's own, and what takes its place. */
static int
tell_host(struct psi_account_trace *trace, const struct psi_fact *fact,
    struct psi_error *err)
{
	struct psi_cell domain = { fact->text + fact->extra,
		fact->len - fact->extra };
	struct psi_cell host = { fact->text, fact->len };
	enum psi_reject reject = domain_reject(trace, domain);
	char reason[PSI_REASON_CHARS];
	int rc;

	psi_explain_reason(reason, reject);
	rc = tell_dropped(trace, PSI_KEY_DOMAIN, domain, reason, err);
	if (rc != 0 || reject == PSI_REJECT_NONE)
		return rc;
	rc = tell_dropped(trace, PSI_KEY_FAMILY, domain, NULL, err);
	if (host.len > 4 && fact->extra >= 4 &&
	    memcmp(host.text, "www.", 4) == 0) {
		host.text += 4;
		host.len -= 4;
	}
	if (rc != 0 || host.len == domain.len)
		return rc;
	return tell_dropped(trace, PSI_KEY_HOST, host, NULL, err);
}

static int
tell_name(struct psi_account_trace *trace, const struct psi_fact *fact,
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
	    texts_have(&trace->keys, plain, value))
		gate = "loose (it goes out without the country)";
	rc = tell_dropped_country(
	    trace, with_country, value, country, gate, err);
	gate = NULL;
	if (fact->extra != 0)
		gate = "country-only (an institution's name, or a short one)";
	else if (fact->kind == PSI_FACT_NAME)
		gate = "many-countries (accounts of three have it)";
	return rc != 0 ? rc : tell_dropped(trace, plain, value, gate, err);
}

static int
tell_fact(struct psi_account_trace *trace, const struct psi_fact *fact,
    const struct survey *all, const char *country, struct psi_error *err)
{
	struct psi_cell value = { fact->text, fact->len };

	switch (fact->kind) {
	case PSI_FACT_LEI:
		return tell_dropped(trace, PSI_KEY_LEI, value, NULL, err);
	case PSI_FACT_REGNO:
		return tell_dropped(trace, PSI_KEY_REGNO, value, NULL, err);
	case PSI_FACT_VAT:
		return tell_dropped(trace, PSI_KEY_VAT, value, NULL, err);
	case PSI_FACT_DUNS:
		return tell_dropped(trace, PSI_KEY_DUNS, value, NULL, err);
	case PSI_FACT_AGREED_ID:
		return tell_dropped(trace, PSI_KEY_AGREED_ID, value, NULL, err);
	case PSI_FACT_HOST:
		return tell_host(trace, fact, err);
	case PSI_FACT_NAME:
	case PSI_FACT_LOOSE:
	case PSI_FACT_CORE:
		return tell_name(trace, fact, country, err);
	case PSI_FACT_LABEL:
		return tell_dropped_country(trace, PSI_KEY_LABEL_COUNTRY, value,
		    country,
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
tell_all_dropped(struct psi_account_trace *trace, const struct survey *all,
    struct psi_error *err)
{
	const uint8_t *facts;
	struct kept kept;
	size_t row = 0;

	while (next_row(trace, &kept, &facts, &row)) {
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
			    trace, &fact, all, likely ? guess : country, err);
			if (rc != 0)
				return rc;
		}
	}
	return 0;
}

int
psi_account_trace_finish(
    struct psi_account_trace *trace, bool *found, struct psi_error *err)
{
	const struct survey all = survey(trace);
	char reason[PSI_REASON_CHARS];
	struct text text;
	size_t pos = 0;

	*found = trace->found;
	if (!trace->found)
		return 0;
	if (trace->excluded) {
		psi_explain_reason(reason, PSI_REJECT_EXCLUDED);
		tell_text(trace, "no key", reason);
		return 0;
	}
	if (!trace->without_key && trace->keys.bytes.len == 0) {
		/* Every account has a key or a note that it has none. */
		if (trace->rows.len > 0)
			tell_text(trace, "no key",
			    "repeated-row (an earlier row without an id says "
			    "the same: it has the keys)");
		return 0;
	}
	if (all.country[0] != '\0')
		tell_text(trace, "country", all.country);
	tell_text(trace, "population", psi_population_name(trace->population));
	while (texts_next(&text, &trace->keys, &pos))
		tell(trace, psi_key_type_name((enum psi_key_type)text.kind),
		    text.value);
	if (trace->without_key) {
		psi_explain_reason(reason, PSI_REJECT_NO_KEY);
		tell_text(trace, "no key", reason);
	}
	return tell_all_dropped(trace, &all, err);
}
