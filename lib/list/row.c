#include "list/row.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/secret.h"
#include "list/row_fields.h"
#include "list/unique.h"
#include "normal/domain.h"
#include "normal/normalizer.h"

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
	psi_buf_clear(&reader->series);
	psi_wipe(reader->seen, sizeof(reader->seen));
}

/* ---- telling ---- */

static struct psi_event
about_cell(
    const struct psi_row *row, enum psi_event_kind kind, struct psi_cell value)
{
	struct psi_event event = { .kind = kind,
		.list = row->reader->list,
		.line = row->line,
		.field = row->field,
		.account = row->facts->id,
		.value = value };

	if (row->field < PSI_NUM_FIELDS &&
	    row->i < psi_row_num_columns(row, row->field))
		event.column = (size_t)row->reader->mapping->field[row->field]
				   .column[row->i] +
		    1;
	return event;
}

int
psi_row_note(const struct psi_row *row, enum psi_reject reject,
    struct psi_cell value, struct psi_error *err)
{
	struct psi_event event = about_cell(row, PSI_EVENT_NOTE, value);

	event.reject = reject;
	return psi_tell(&row->reader->listener, &event, err);
}

int
psi_row_explain_now(const struct psi_row *row, enum psi_event_kind kind,
    const char *step, struct psi_cell value, struct psi_error *err)
{
	struct psi_event event = about_cell(row, kind, value);

	event.step = step;
	return psi_tell(&row->reader->listener, &event, err);
}

int
psi_row_explain_reject(
    const struct psi_row *row, enum psi_reject reject, struct psi_error *err)
{
	const struct psi_cell none = { NULL, 0 };
	struct psi_event event = about_cell(row, PSI_EVENT_STEP, none);

	event.step = "no key";
	event.reject = reject;
	return psi_row_is_explained(row)
	    ? psi_tell(&row->reader->listener, &event, err)
	    : 0;
}

int
psi_row_go(struct psi_row *row, enum psi_field field, size_t i,
    struct psi_cell *cell, struct psi_error *err)
{
	row->field = field;
	row->i = i;
	*cell = psi_mapping_cell(
	    row->reader->mapping, field, i, row->cells, row->num_cells);
	return cell->len == 0
	    ? 0
	    : psi_row_explain(row, PSI_EVENT_CELL, NULL, *cell, err);
}

/* ---- facts ---- */

int
psi_row_add(const struct psi_row *row, const struct psi_fact *fact,
    struct psi_error *err)
{
	struct psi_buf *bytes = &row->facts->bytes;
	const size_t most = PSI_FACT_HEAD_BYTES + sizeof(uint64_t);
	uint8_t *p;
	int rc;

	if (fact->len > UINT16_MAX ||
	    bytes->len + fact->len + most > PSI_FACTS_BYTES_MAX) {
		struct psi_cell value = { fact->text, fact->len };
		struct psi_row whole = *row;

		whole.field = PSI_NUM_FIELDS;
		return psi_row_note(&whole, PSI_REJECT_TOO_LONG, value, err);
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

int
psi_row_add_text(const struct psi_row *row, enum psi_fact_kind kind,
    const char *text, size_t len, struct psi_error *err)
{
	const struct psi_fact fact = { .kind = kind, .text = text, .len = len };

	return psi_row_add(row, &fact, err);
}

/* ---- domains that are called as the account is ---- */

/* The label of a host from `at` to the next dot. */
static struct psi_cell
label_at(const struct psi_fact *host, size_t at)
{
	struct psi_cell label = { host->text + at, 0 };

	while (at + label.len < host->len && label.text[label.len] != '.')
		label.len++;
	return label;
}

/* More words than these, and a page or a part of the domain is not the
 * account's by its name alone: the Allen Institute for Neural Dynamics has a page
 * at alleninstitute.org, which is the Allen Institute's. */
#define OWN_EXTRA_WORDS 1

/*
 * Whether a name begins with a label: Acme Foods at acme.com and at
 * acme-foods.com. Blanks of the name and hyphens of the label are skipped, and
 * the label must end where a word of the name does. `*extra` is the number of
 * words that are left.
 */
static bool
begins_with_label(struct psi_cell name, struct psi_cell label, size_t *extra)
{
	size_t n = 0;

	for (size_t i = 0; i < label.len; i++) {
		if (label.text[i] == '-')
			continue;
		while (n < name.len && name.text[n] == ' ')
			n++;
		if (n == name.len || name.text[n] != label.text[i])
			return false;
		n++;
	}
	if (n < name.len && name.text[n] != ' ')
		return false;
	*extra = 0;
	for (; n < name.len; n++)
		*extra += name.text[n] == ' ';
	return true;
}

/* Whether a name makes the domain of a host the account's own. */
static bool
is_called(struct psi_cell name, const struct psi_fact *host)
{
	size_t extra;

	return begins_with_label(name, label_at(host, host->extra), &extra) &&
	    (extra <= OWN_EXTRA_WORDS ||
		(host->steps & (PSI_DOMAIN_PAGE | PSI_DOMAIN_PART)) == 0);
}

/* Whether a label is a word of a name, but the first: the Peabody Museum of
 * Yale at peabody.yale.edu is a part of what the domain belongs to. */
static bool
has_word(struct psi_cell name, struct psi_cell label)
{
	for (size_t i = 1; i + label.len <= name.len; i++) {
		if (name.text[i - 1] == ' ' &&
		    memcmp(name.text + i, label.text, label.len) == 0 &&
		    (i + label.len == name.len ||
			name.text[i + label.len] == ' '))
			return true;
	}
	return false;
}

static bool
is_named_part(struct psi_cell name, const struct psi_fact *host)
{
	for (size_t at = 0; at < host->extra;) {
		struct psi_cell label = label_at(host, at);

		if (label.len > 2 && has_word(name, label))
			return true;
		at += label.len + 1;
	}
	return false;
}

/* What the names of the account, from fact `next` on, say of a host. A core has
 * no generic words: it counts as the name. */
static uint8_t
judge_host(
    const struct psi_facts *facts, const struct psi_fact *host, size_t next)
{
	struct psi_fact name;
	bool part = false;
	bool own = false;

	while (
	    psi_fact_next(&name, facts->bytes.data, facts->bytes.len, &next)) {
		struct psi_cell cell = { name.text, name.len };

		if (name.kind == PSI_FACT_NAME)
			part = part || is_named_part(cell, host);
		if (name.kind == PSI_FACT_NAME || name.kind == PSI_FACT_CORE)
			own = own || is_called(cell, host);
	}
	if (part)
		return PSI_DOMAIN_PART;
	return own ? PSI_DOMAIN_OWN : 0;
}

/* Mark each host whose domain is called as the account is, and each that is of
 * a part of it. */
static void
mark_own_hosts(struct psi_facts *facts)
{
	const uint8_t *bytes = facts->bytes.data;
	struct psi_fact host;
	size_t pos = 0;

	for (size_t at = 0; psi_fact_next(&host, bytes, facts->bytes.len, &pos);
	     at = pos) {
		if (host.kind == PSI_FACT_HOST)
			facts->bytes.data[at + 2] |=
			    judge_host(facts, &host, pos);
	}
}

/* ---- the whole row ---- */

static void
clear_facts(struct psi_facts *facts)
{
	facts->bytes.len = 0;
	facts->has_host = false;
	facts->has_domain = false;
	memset(facts->country, 0, sizeof(facts->country));
}

int
psi_row_read(struct psi_row_reader *reader, struct psi_facts *facts,
    const struct psi_cell *cells, size_t num_cells, uint64_t line,
    struct psi_error *err)
{
	struct psi_row row = { .reader = reader,
		.facts = facts,
		.cells = cells,
		.num_cells = num_cells,
		.line = line,
		.field = PSI_NUM_FIELDS };
	int rc;

	clear_facts(facts);
	facts->id =
	    psi_mapping_first(reader->mapping, PSI_FIELD_ID, cells, num_cells);
	if ((rc = psi_row_country(&row, err)) != 0 ||
	    (rc = psi_row_population(&row, err)) != 0 ||
	    (rc = psi_row_identifiers(&row, err)) != 0)
		return rc;
	if (facts->country[0] == '\0')
		memcpy(
		    facts->country, reader->default_country, PSI_COUNTRY_CHARS);
	rc = psi_row_domains(&row, PSI_FIELD_DOMAIN, PSI_FACT_HOST, err);
	if (rc != 0 || (rc = psi_row_names(&row, err)) != 0)
		return rc;
	mark_own_hosts(facts);
	if ((reader->types & PSI_KEY_BIT(PSI_KEY_FAMILY)) == 0)
		return 0;
	rc = psi_row_domains(
	    &row, PSI_FIELD_PARENT_DOMAIN, PSI_FACT_PARENT_HOST, err);
	return rc != 0 ? rc : psi_row_parent(&row, err);
}
