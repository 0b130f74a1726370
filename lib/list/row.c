#include "list/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/secret.h"
#include "normal/domain.h"
#include "normal/domain_lists.h"
#include "normal/identifier.h"
#include "normal/name.h"
#include "normal/normalizer.h"
#include "normal/repair.h"
#include "list/unique.h"

/* Where a row stands, for its notes and facts. */
struct context {
	struct psi_row_reader *reader;
	struct psi_facts *facts;
	const struct psi_cell *cells;
	size_t num_cells;
	uint64_t line;
};

int
psi_row_reader_init(struct psi_row_reader *reader, struct psi_error *err)
{
	memset(reader->seen, 0, sizeof(reader->seen));
	reader->keys = calloc(1, sizeof(*reader->keys));
	if (reader->keys == NULL)
		return psi_error_nomem(err);
	return psi_name_scratch_new(
	    &reader->scratch, reader->normalizer->names, err);
}

void
psi_row_reader_clear(struct psi_row_reader *reader)
{
	psi_name_scratch_free(reader->scratch);
	reader->scratch = NULL;
	free(reader->keys);
	reader->keys = NULL;
	psi_buf_clear(&reader->repaired);
	psi_wipe(reader->seen, sizeof(reader->seen));
}

static int
note(const struct context *ctx, enum psi_field field, size_t i,
    enum psi_reject reject, struct psi_cell value, struct psi_error *err)
{
	const struct psi_noter *noter = &ctx->reader->noter;
	struct psi_note out = { .list = ctx->reader->list,
		.line = ctx->line,
		.field = field,
		.reject = reject,
		.account = ctx->facts->id,
		.value = value };

	if (noter->note == NULL)
		return 0;
	if (field < PSI_NUM_FIELDS)
		out.column =
		    (size_t)ctx->reader->mapping->field[field].column[i] + 1;
	return noter->note(noter->cookie, &out, err);
}

static int
add_fact(const struct context *ctx, const struct psi_fact *fact,
    struct psi_error *err)
{
	struct psi_buf *bytes = &ctx->facts->bytes;
	const size_t most = PSI_FACT_HEAD_BYTES + sizeof(uint64_t);
	uint8_t *p;
	int rc;

	if (fact->len > UINT16_MAX ||
	    bytes->len + fact->len + most > PSI_FACTS_BYTES_MAX) {
		struct psi_cell value = { fact->text, fact->len };

		return note(
		    ctx, PSI_NUM_FIELDS, 0, PSI_REJECT_TOO_LONG, value, err);
	}
	if ((rc = psi_buf_reserve(bytes, most + fact->len, err)) != 0)
		return rc;
	p = bytes->data + bytes->len;
	p[0] = (uint8_t)fact->kind;
	p[1] = fact->extra;
	p[2] = fact->steps;
	p[3] = (uint8_t)(fact->len >> 8);
	p[4] = (uint8_t)fact->len;
	p += PSI_FACT_HEAD_BYTES;
	if (psi_fact_has_hash(fact->kind)) {
		uint64_t hash =
		    psi_unique_hash(fact->kind, fact->text, fact->len);

		memcpy(p, &hash, sizeof(hash));
		p += sizeof(hash);
	}
	memcpy(p, fact->text, fact->len);
	bytes->len = (size_t)(p + fact->len - bytes->data);
	return 0;
}

static int
add_text(const struct context *ctx, enum psi_fact_kind kind, const char *text,
    size_t len, struct psi_error *err)
{
	const struct psi_fact fact = { .kind = kind, .text = text, .len = len };

	return add_fact(ctx, &fact, err);
}

static int
add_host(const struct context *ctx, enum psi_fact_kind kind,
    const struct psi_domain *domain, struct psi_error *err)
{
	/* A host has at most 253 bytes. */
	const struct psi_fact fact = { .kind = kind,
		.extra = (uint8_t)domain->start,
		.steps = domain->steps,
		.text = domain->host,
		.len = domain->host_len };

	if (kind == PSI_FACT_HOST) {
		ctx->facts->has_host = true;
		ctx->facts->has_domain |= !psi_domain_is_guest(domain->steps);
	}
	return add_fact(ctx, &fact, err);
}

static struct psi_cell
cell_of(const struct context *ctx, enum psi_field field, size_t i)
{
	return psi_mapping_cell(
	    ctx->reader->mapping, field, i, ctx->cells, ctx->num_cells);
}

static size_t
num_columns(const struct context *ctx, enum psi_field field)
{
	return ctx->reader->mapping->field[field].num_columns;
}

/* Where a spelling of a country, which is not empty, is remembered. */
static struct psi_seen_country *
place_of_country(struct psi_row_reader *reader, struct psi_cell cell)
{
	unsigned int first = (uint8_t)cell.text[0];
	unsigned int last = (uint8_t)cell.text[cell.len - 1];

	return &reader
		    ->seen[(first * 5 + last + cell.len) % PSI_SEEN_COUNTRIES];
}

static int
read_country(const struct context *ctx, struct psi_error *err)
{
	struct psi_row_reader *reader = ctx->reader;
	struct psi_facts *facts = ctx->facts;

	for (size_t i = 0; i < num_columns(ctx, PSI_FIELD_COUNTRY); i++) {
		struct psi_cell cell = cell_of(ctx, PSI_FIELD_COUNTRY, i);
		struct psi_seen_country *seen;
		int rc;

		if (cell.len == 0)
			continue;
		seen = place_of_country(reader, cell);
		if (cell.len == seen->len &&
		    memcmp(cell.text, seen->text, cell.len) == 0) {
			memcpy(
			    facts->country, seen->country, PSI_COUNTRY_CHARS);
			return 0;
		}
		if (psi_is_placeholder(cell.text, cell.len))
			continue;
		if (!psi_country_find(reader->normalizer->countries,
			facts->country, cell.text, cell.len)) {
			rc = note(ctx, PSI_FIELD_COUNTRY, i, PSI_REJECT_COUNTRY,
			    cell, err);
			if (rc != 0)
				return rc;
			continue;
		}
		if (cell.len <= sizeof(seen->text)) {
			memcpy(seen->text, cell.text, cell.len);
			seen->len = (uint8_t)cell.len;
			memcpy(
			    seen->country, facts->country, PSI_COUNTRY_CHARS);
		}
		return 0;
	}
	return 0;
}

/* A number above zero? Thousands separators do not matter. */
static bool
is_positive(struct psi_cell cell)
{
	bool positive = false;

	for (size_t i = 0; i < cell.len; i++) {
		if (cell.text[i] >= '1' && cell.text[i] <= '9')
			positive = true;
		else if (cell.text[i] != '0' && cell.text[i] != '.' &&
		    cell.text[i] != ',')
			return false;
	}
	return positive;
}

/* Does a column of the field say something that a rule knows? */
static bool
find_population(struct psi_row_population *out,
    const struct psi_row_reader *reader, enum psi_field field,
    const struct psi_cell *cells, size_t num_cells)
{
	const struct psi_mapping *mapping = reader->mapping;

	for (size_t i = 0; i < mapping->field[field].num_columns; i++) {
		struct psi_cell cell =
		    psi_mapping_cell(mapping, field, i, cells, num_cells);
		enum psi_population one;

		if (cell.len == 0)
			continue;
		if (psi_population_rules_find(
			&one, &out->rule, reader->rules, cell.text, cell.len)) {
			out->population = one;
			out->field = field;
			out->i = i;
			return true;
		}
		if (out->unknown.len == 0 && field == PSI_FIELD_POPULATION) {
			out->unknown = cell;
			out->unknown_i = i;
		}
	}
	return false;
}

void
psi_row_find_population(struct psi_row_population *out,
    const struct psi_row_reader *reader, const struct psi_cell *cells,
    size_t num_cells)
{
	memset(out, 0, sizeof(*out));
	out->population = reader->default_population;
	out->field = PSI_NUM_FIELDS;
	if (!find_population(
		out, reader, PSI_FIELD_POPULATION, cells, num_cells))
		(void)find_population(
		    out, reader, PSI_FIELD_STAGE, cells, num_cells);
	if (out->population > PSI_POPULATION_OPEN_OPPORTUNITY &&
	    is_positive(psi_mapping_cell(
		reader->mapping, PSI_FIELD_OPEN_DEAL, 0, cells, num_cells))) {
		out->population = PSI_POPULATION_OPEN_OPPORTUNITY;
		out->field = PSI_FIELD_OPEN_DEAL;
		out->i = 0;
	}
}

static int
read_population(const struct context *ctx, struct psi_error *err)
{
	struct psi_row_population found;

	psi_row_find_population(
	    &found, ctx->reader, ctx->cells, ctx->num_cells);
	ctx->facts->population = found.population;
	if (found.field != PSI_NUM_FIELDS || found.unknown.len == 0)
		return 0;
	return note(ctx, PSI_FIELD_POPULATION, found.unknown_i,
	    PSI_REJECT_POPULATION, found.unknown, err);
}

static int
read_domains(const struct context *ctx, enum psi_field field,
    enum psi_fact_kind kind, struct psi_error *err)
{
	struct psi_domain domain;
	int rc = 0;

	for (size_t i = 0; i < num_columns(ctx, field); i++) {
		struct psi_cell cell = cell_of(ctx, field, i);
		struct psi_cell part;
		size_t pos = 0;

		rc = psi_repair_addresses(&cell, &ctx->reader->repaired, err);
		if (rc != 0)
			return rc;
		if (psi_is_placeholder(cell.text, cell.len)) {
			rc = note(
			    ctx, field, i, PSI_REJECT_PLACEHOLDER, cell, err);
			if (rc != 0)
				return rc;
			continue;
		}
		while (psi_domain_next(
		    &pos, &part.text, &part.len, cell.text, cell.len)) {
			enum psi_reject reject;

			reject = psi_domain_parse(&domain,
			    ctx->reader->normalizer->suffixes, part.text,
			    part.len);
			if (reject == PSI_REJECT_NONE)
				rc = add_host(ctx, kind, &domain, err);
			else
				rc = note(ctx, field, i, reject, part, err);
			if (rc != 0)
				return rc;
		}
	}
	return 0;
}

enum psi_reject
psi_row_name_reject(enum psi_name_reason reason)
{
	switch (reason) {
	case PSI_NAME_OK:
		return PSI_REJECT_NONE;
	case PSI_NAME_NOT_UTF8:
		return PSI_REJECT_NOT_UTF8;
	case PSI_NAME_UNASSIGNED:
		return PSI_REJECT_UNASSIGNED;
	case PSI_NAME_TOO_LONG:
		return PSI_REJECT_TOO_LONG;
	case PSI_NAME_NO_NAME:
		return PSI_REJECT_PLACEHOLDER;
	case PSI_NAME_EMPTY:
		break;
	}
	return PSI_REJECT_NO_LETTER;
}

static enum psi_fact_kind
name_fact_kind(enum psi_name_kind kind)
{
	switch (kind) {
	case PSI_NAME_STRICT:
		break;
	case PSI_NAME_LOOSE:
	case PSI_NAME_JOINED:
		return PSI_FACT_LOOSE;
	case PSI_NAME_CORE:
		return PSI_FACT_CORE;
	case PSI_NAME_LABEL:
		return PSI_FACT_LABEL;
	}
	return PSI_FACT_NAME;
}

static int
read_name(const struct context *ctx, size_t column, struct psi_cell cell,
    struct psi_error *err)
{
	struct psi_row_reader *reader = ctx->reader;
	const char *country = ctx->facts->country;
	struct psi_name_keys *keys = reader->keys;
	int rc;

	rc = psi_name_keys(reader->scratch, keys, (const uint8_t *)cell.text,
	    cell.len, country[0] == '\0' ? NULL : country, NULL, err);
	if (rc != 0)
		return rc;
	if (keys->reason != PSI_NAME_OK)
		return note(ctx, PSI_FIELD_NAME, column,
		    psi_row_name_reject(keys->reason), cell, err);
	if (keys->guess[0] != '\0') {
		rc = add_text(
		    ctx, PSI_FACT_GUESS, keys->guess, sizeof(keys->guess), err);
		if (rc != 0)
			return rc;
	}
	for (size_t i = 0; i < keys->num_keys; i++) {
		const struct psi_name_key *key = &keys->key[i];
		const struct psi_fact fact = { .kind =
						   name_fact_kind(key->kind),
			.extra = key->country_only ? 1 : 0,
			.text = (const char *)key->value,
			.len = key->value_len };

		/* A label is for accounts without a domain. */
		if (key->kind == PSI_NAME_LABEL && ctx->facts->has_domain)
			continue;
		rc = add_fact(ctx, &fact, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

bool
psi_row_next_name(
    struct psi_cell *out, struct psi_cell cell, size_t *pos, bool several)
{
	size_t i = *pos;

	if (!several) {
		*out = cell;
		*pos = cell.len;
		return i < cell.len;
	}
	while (i < cell.len && strchr(";|\r\n ", cell.text[i]) != NULL)
		i++;
	out->text = cell.text + i;
	while (i < cell.len && strchr(";|\r\n", cell.text[i]) == NULL)
		i++;
	out->len = (size_t)(cell.text + i - out->text);
	*pos = i;
	return out->len > 0;
}

bool
psi_is_placeholder_name(struct psi_cell cell)
{
	return cell.len > 2 && psi_is_placeholder(cell.text, cell.len);
}

static int
read_names(const struct context *ctx, struct psi_error *err)
{
	int rc;

	for (size_t i = 0; i < num_columns(ctx, PSI_FIELD_NAME); i++) {
		struct psi_cell cell = cell_of(ctx, PSI_FIELD_NAME, i);
		struct psi_cell name;
		enum psi_reject reject = PSI_REJECT_NONE;
		size_t pos = 0;

		rc = psi_repair_text(&cell, &ctx->reader->repaired, err);
		if (rc != 0)
			return rc;
		if (psi_is_placeholder_name(cell))
			reject = PSI_REJECT_PLACEHOLDER;
		else if (psi_is_beyond_repair(cell))
			reject = PSI_REJECT_LOST;
		if (reject != PSI_REJECT_NONE) {
			rc = note(ctx, PSI_FIELD_NAME, i, reject, cell, err);
			if (rc != 0)
				return rc;
			continue;
		}
		while (psi_row_next_name(&name, cell, &pos, i > 0)) {
			if ((rc = read_name(ctx, i, name, err)) != 0)
				return rc;
		}
	}
	return 0;
}

enum psi_reject
psi_row_parse_identifier(struct psi_identifier *out, enum psi_field field,
    struct psi_cell cell, const char *country)
{
	const char *known = country[0] == '\0' ? NULL : country;

	if (field == PSI_FIELD_LEI)
		return psi_lei_parse(out, cell.text, cell.len);
	if (field == PSI_FIELD_DUNS)
		return psi_duns_parse(out, cell.text, cell.len);
	if (field == PSI_FIELD_VAT)
		return psi_vat_parse(out, cell.text, cell.len, known);
	if (field == PSI_FIELD_REGNO)
		return psi_regno_parse(out, cell.text, cell.len, known);
	return psi_agreed_id_parse(out, cell.text, cell.len);
}

/*
 * The country of an identifier: that of the row, or the one that the header
 * tells where the row has none (CNPJ is Brazil's).
 */
static const char *
country_of_column(const struct context *ctx, enum psi_field field, size_t i)
{
	const char *told = ctx->reader->mapping->field[field].country[i];

	return ctx->facts->country[0] != '\0' || told == NULL
	    ? ctx->facts->country
	    : told;
}

/* A good number of a national register is proof of the country, too. */
static void
keep_country(
    const struct context *ctx, enum psi_field field, const char *country)
{
	char *known = ctx->facts->country;

	if (field == PSI_FIELD_REGNO && known[0] == '\0' && country[0] != '\0')
		memcpy(known, country, PSI_COUNTRY_CHARS);
}

static int
read_identifiers(const struct context *ctx, struct psi_error *err)
{
	static const struct {
		enum psi_field field;
		enum psi_fact_kind kind;
	} kinds[] = {
		{ PSI_FIELD_LEI, PSI_FACT_LEI },
		{ PSI_FIELD_REGNO, PSI_FACT_REGNO },
		{ PSI_FIELD_VAT, PSI_FACT_VAT },
		{ PSI_FIELD_DUNS, PSI_FACT_DUNS },
		{ PSI_FIELD_AGREED_ID, PSI_FACT_AGREED_ID },
	};

	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		enum psi_field field = kinds[k].field;

		for (size_t i = 0; i < num_columns(ctx, field); i++) {
			struct psi_cell cell = cell_of(ctx, field, i);
			struct psi_identifier id;
			enum psi_reject reject = PSI_REJECT_PLACEHOLDER;
			const char *country = country_of_column(ctx, field, i);
			int rc = 0;

			if (cell.len == 0)
				continue;
			if (!psi_is_placeholder(cell.text, cell.len))
				reject = psi_row_parse_identifier(
				    &id, field, cell, country);
			if (reject == PSI_REJECT_NONE) {
				keep_country(ctx, field, country);
				rc = add_text(
				    ctx, kinds[k].kind, id.text, id.len, err);
			}
			if (rc == 0 && reject == PSI_REJECT_NONE && id.padded)
				reject = PSI_REJECT_PADDED;
			if (rc == 0 && reject != PSI_REJECT_NONE)
				rc = note(ctx, field, i, reject, cell, err);
			if (rc != 0)
				return rc;
		}
	}
	return 0;
}

/* The parent by its id or its name; which of them is seen in the end. */
static int
read_parent(const struct context *ctx, struct psi_error *err)
{
	struct psi_row_reader *reader = ctx->reader;
	const char *country = ctx->facts->country;
	struct psi_cell cell = psi_mapping_first(
	    reader->mapping, PSI_FIELD_PARENT, ctx->cells, ctx->num_cells);
	struct psi_name_keys *keys = reader->keys;
	int rc;

	if (cell.len == 0 || psi_is_placeholder(cell.text, cell.len))
		return 0;
	rc = add_text(ctx, PSI_FACT_PARENT, cell.text, cell.len, err);
	if (rc != 0)
		return rc;
	rc = psi_name_keys(reader->scratch, keys, (const uint8_t *)cell.text,
	    cell.len, country[0] == '\0' ? NULL : country, NULL, err);
	if (rc != 0 || keys->reason != PSI_NAME_OK)
		return rc;
	return add_text(ctx, PSI_FACT_PARENT_NAME,
	    (const char *)keys->key[0].value, keys->key[0].value_len, err);
}

/* Whether a name begins with the label of a domain: its first words without
 * blanks, against the label without hyphens. */
static bool
begins_with_label(struct psi_cell name, const struct psi_fact *host)
{
	size_t n = 0;

	for (size_t i = host->extra; i < host->len && host->text[i] != '.';
	     i++) {
		if (host->text[i] == '-')
			continue;
		while (n < name.len && name.text[n] == ' ')
			n++;
		if (n == name.len || name.text[n] != host->text[i])
			return false;
		n++;
	}
	return n == name.len || name.text[n] == ' ';
}

/* Tell the hosts whose domain is called as the account is. */
static void
mark_own_hosts(struct psi_facts *facts)
{
	const uint8_t *bytes = facts->bytes.data;
	size_t len = facts->bytes.len;
	struct psi_fact host, name;
	size_t pos = 0;

	for (size_t at = 0; psi_fact_next(&host, bytes, len, &pos); at = pos) {
		size_t next = pos;

		if (host.kind != PSI_FACT_HOST)
			continue;
		while (psi_fact_next(&name, bytes, len, &next)) {
			struct psi_cell cell = { name.text, name.len };

			if (name.kind == PSI_FACT_NAME &&
			    begins_with_label(cell, &host))
				facts->bytes.data[at + 2] |= PSI_DOMAIN_OWN;
		}
	}
}

int
psi_row_read(struct psi_row_reader *reader, struct psi_facts *facts,
    const struct psi_cell *cells, size_t num_cells, uint64_t line,
    struct psi_error *err)
{
	struct context ctx = { reader, facts, cells, num_cells, line };
	int rc;

	facts->bytes.len = 0;
	facts->has_host = false;
	facts->has_domain = false;
	memset(facts->country, 0, sizeof(facts->country));
	facts->id =
	    psi_mapping_first(reader->mapping, PSI_FIELD_ID, cells, num_cells);
	if ((rc = read_country(&ctx, err)) != 0 ||
	    (rc = read_population(&ctx, err)) != 0 ||
	    (rc = read_identifiers(&ctx, err)) != 0 ||
	    (rc = read_domains(&ctx, PSI_FIELD_DOMAIN, PSI_FACT_HOST, err)) !=
		0 ||
	    (rc = read_names(&ctx, err)) != 0)
		return rc;
	mark_own_hosts(facts);
	if ((reader->types & PSI_KEY_BIT(PSI_KEY_FAMILY)) == 0)
		return 0;
	rc = read_domains(
	    &ctx, PSI_FIELD_PARENT_DOMAIN, PSI_FACT_PARENT_HOST, err);
	return rc != 0 ? rc : read_parent(&ctx, err);
}
