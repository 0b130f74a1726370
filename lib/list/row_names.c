#include "list/row_names.h"

#include <string.h>

#include "base/ascii.h"
#include "list/name_note.h"
#include "list/name_series.h"
#include "normal/domain_lists.h"
#include "normal/name.h"
#include "normal/repair.h"

/* Why a name has no keys, as a reject. */
static enum psi_reject
reject_of(enum psi_name_reason reason)
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
fact_kind(enum psi_name_kind kind)
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

/* ---- the keys of one name ---- */

/* A step of the name's rules, on its way to the listener; the first failure of
 * the listener is kept, since the rules cannot be stopped. */
struct hook {
	const struct psi_row *row;
	int rc;
	struct psi_error *err;
};

static void
on_step(
    void *cookie, const char *step, const uint8_t *result, size_t result_len)
{
	struct psi_cell value = { (const char *)result, result_len };
	struct hook *hook = cookie;

	if (hook->rc == 0)
		hook->rc = psi_row_explain(
		    hook->row, PSI_EVENT_STEP, step, value, hook->err);
}

/* The keys of a name, in the reader's memory. */
static int
make_keys(
    const struct psi_row *row, struct psi_cell name, struct psi_error *err)
{
	struct psi_row_reader *reader = row->reader;
	const char *country = row->facts->country;
	struct hook hook = { row, 0, err };
	const struct psi_name_explain explain = { on_step, &hook };
	int rc = psi_name_keys(reader->scratch, reader->keys,
	    (const uint8_t *)name.text, name.len,
	    country[0] == '\0' ? NULL : country,
	    psi_row_is_explained(row) ? &explain : NULL, err);

	return rc != 0 ? rc : hook.rc;
}

static int
add_keys(const struct psi_row *row, struct psi_error *err)
{
	const struct psi_name_keys *keys = row->reader->keys;
	int rc = 0;

	if (keys->guess[0] != '\0')
		rc = psi_row_add_text(
		    row, PSI_FACT_GUESS, keys->guess, sizeof keys->guess, err);
	for (size_t i = 0; i < keys->num_keys && rc == 0; i++) {
		const struct psi_name_key *key = &keys->key[i];
		const struct psi_fact fact = { .kind = fact_kind(key->kind),
			.extra = key->country_only ? 1 : 0,
			.steps = (uint8_t)keys->private_form,
			.text = (const char *)key->value,
			.len = key->value_len };

		/* A label is for accounts without a domain. */
		if (key->kind != PSI_NAME_LABEL || !row->facts->has_domain)
			rc = psi_row_add(row, &fact, err);
	}
	return rc;
}

static int
read_name(
    const struct psi_row *row, struct psi_cell name, struct psi_error *err)
{
	enum psi_reject reject;
	int rc = psi_row_explain(row, PSI_EVENT_PART, NULL, name, err);

	if (rc == 0)
		rc = make_keys(row, name, err);
	if (rc != 0)
		return rc;
	reject = reject_of(row->reader->keys->reason);
	return reject == PSI_REJECT_NONE ? add_keys(row, err)
					 : psi_row_note(row, reject, name, err);
}

/* ---- the names of a cell ---- */

/*
 * Take the next name of a cell from `*pos`, which begins with 0. In all but
 * the first column of names a cell may hold `several`. False at the end.
 */
static bool
next_name(struct psi_cell *out, struct psi_cell cell, size_t *pos, bool several)
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

/* Why a cell holds no name. "X", "Na" and "No" are names of companies: two
 * characters and fewer are taken as they are, although elsewhere they say that
 * there is no value. */
static enum psi_reject
judge(struct psi_cell cell)
{
	if (cell.len > 2 && psi_is_placeholder(cell.text, cell.len))
		return PSI_REJECT_PLACEHOLDER;
	return psi_is_beyond_repair(cell) ? PSI_REJECT_LOST : PSI_REJECT_NONE;
}

static bool
is_letter(char c)
{
	return psi_ascii_is_letter(c) || ((uint8_t)c & 0x80) != 0;
}

/* Is a question mark the beginning or the middle of a word, as in "?od?" and
 * "M?ller"? An export puts one for each letter that its encoding does not have. */
static bool
has_lost_letters(struct psi_cell name)
{
	for (size_t i = 0; i + 1 < name.len; i++)
		if (name.text[i] == '?' && is_letter(name.text[i + 1]) &&
		    (i == 0 || name.text[i - 1] == ' ' ||
			is_letter(name.text[i - 1])))
			return true;
	return false;
}

static int
read_cell(const struct psi_row *row, struct psi_cell cell, bool several,
    struct psi_error *err)
{
	const char *before = cell.text;
	enum psi_reject reject;
	struct psi_cell name;
	size_t pos = 0;
	int rc = psi_repair_text(&cell, &row->reader->repaired, err);

	if (rc == 0 && cell.text != before)
		rc =
		    psi_row_explain(row, PSI_EVENT_STEP, "repaired", cell, err);
	if (rc != 0)
		return rc;
	reject = judge(cell);
	if (reject != PSI_REJECT_NONE)
		return psi_row_note(row, reject, cell, err);
	if (has_lost_letters(cell))
		rc = psi_row_note(row, PSI_REJECT_QUESTION, cell, err);
	if (rc == 0 && psi_name_is_noted(&row->reader->notes, cell))
		rc = psi_row_note(row, PSI_REJECT_NAME_NOTE, cell, err);
	while (rc == 0 && next_name(&name, cell, &pos, several))
		rc = read_name(row, name, err);
	return rc;
}

/* ---- names in several columns ---- */

/* The column that continues another; SIZE_MAX for none. */
static size_t
next_of_series(const struct psi_row *row, size_t i)
{
	const struct psi_mapping *mapping = row->reader->mapping;

	for (size_t k = 0; k < psi_row_num_columns(row, PSI_FIELD_NAME); k++) {
		if (mapping->field[PSI_FIELD_NAME].continues[k] == i + 1)
			return k;
	}
	return SIZE_MAX;
}

/* A name and what continues it in other columns, of which some are filled. */
static int
read_series(struct psi_row *row, size_t i, struct psi_error *err)
{
	struct psi_cell cells[PSI_NAME_SERIES_COLUMNS_MAX];
	struct psi_cell names[PSI_NAME_SERIES_NAMES_MAX];
	size_t num_cells = 0;
	size_t num_names;
	size_t at = i;
	int rc = 0;

	do {
		struct psi_cell cell;

		rc = psi_row_go(row, PSI_FIELD_NAME, at, &cell, err);
		if (rc != 0)
			return rc;
		if (cell.len > 0)
			cells[num_cells++] = cell;
		at = next_of_series(row, at);
	} while (at != SIZE_MAX && num_cells < PSI_NAME_SERIES_COLUMNS_MAX);
	if (num_cells == 0)
		return 0;
	rc = psi_name_series(
	    names, &num_names, &row->reader->series, cells, num_cells, err);
	row->field = PSI_FIELD_NAME;
	row->i = i;
	for (size_t k = 0; k < num_names && rc == 0; k++) {
		if (names[k].text != cells[0].text)
			rc = psi_row_explain(
			    row, PSI_EVENT_STEP, "joined", names[k], err);
		if (rc == 0)
			rc = read_cell(row, names[k], false, err);
	}
	return rc;
}

int
psi_row_names(struct psi_row *row, struct psi_error *err)
{
	const struct psi_mapping *mapping = row->reader->mapping;

	for (size_t i = 0; i < psi_row_num_columns(row, PSI_FIELD_NAME); i++) {
		struct psi_cell cell;
		int rc;

		if (mapping->field[PSI_FIELD_NAME].continues[i] != 0)
			continue;
		if (next_of_series(row, i) != SIZE_MAX) {
			rc = read_series(row, i, err);
		} else {
			rc = psi_row_go(row, PSI_FIELD_NAME, i, &cell, err);
			if (rc == 0)
				rc = read_cell(row, cell, i > 0, err);
		}
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* ---- the parent ---- */

int
psi_row_parent(struct psi_row *row, struct psi_error *err)
{
	const struct psi_name_keys *keys = row->reader->keys;
	size_t num = psi_row_num_columns(row, PSI_FIELD_PARENT);
	struct psi_cell cell = { NULL, 0 };
	enum psi_reject reject;
	int rc = 0;

	for (size_t i = 0; i < num && cell.len == 0 && rc == 0; i++)
		rc = psi_row_go(row, PSI_FIELD_PARENT, i, &cell, err);
	if (rc != 0 || cell.len == 0 || psi_is_placeholder(cell.text, cell.len))
		return rc;
	if ((rc = psi_row_add_text(
		 row, PSI_FACT_PARENT, cell.text, cell.len, err)) != 0 ||
	    (rc = make_keys(row, cell, err)) != 0)
		return rc;
	/* It may be an id, which need not be a name. */
	reject = reject_of(keys->reason);
	if (reject != PSI_REJECT_NONE)
		return psi_row_explain_reject(row, reject, err);
	return psi_row_add_text(row, PSI_FACT_PARENT_NAME,
	    (const char *)keys->key[0].value, keys->key[0].value_len, err);
}
