#include "list/row_reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/secret.h"
#include "list/unique.h"
#include "normal/normalizer.h"

void
psi_row_reader_copy(struct psi_row_reader *reader,
    const struct psi_row_reader *from, const struct psi_listener *listener)
{
	memset(reader, 0, sizeof *reader);
	reader->normalizer = from->normalizer;
	reader->mapping = from->mapping;
	reader->rules = from->rules;
	reader->default_population = from->default_population;
	memcpy(
	    reader->default_country, from->default_country, PSI_COUNTRY_CHARS);
	reader->types = from->types;
	reader->listener = *listener;
	reader->list = from->list;
}

int
psi_row_reader_init(struct psi_row_reader *reader, struct psi_error *err)
{
	memset(reader->seen, 0, sizeof reader->seen);
	psi_name_notes_init(&reader->notes);
	reader->keys = calloc(1, sizeof *reader->keys);
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
	psi_wipe(reader->seen, sizeof reader->seen);
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
psi_row_other(
    const struct psi_row *row, struct psi_cell value, struct psi_error *err)
{
	struct psi_event event = about_cell(row, PSI_EVENT_OTHER, value);

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

		memcpy(p, &hash, sizeof hash);
		p += sizeof hash;
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
