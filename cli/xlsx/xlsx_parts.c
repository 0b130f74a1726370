#include "xlsx/xlsx_parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- styles ---- */

/* A number format of the workbook's own. */
struct format {
	unsigned int id;
	struct psi_xlsx_style style;
};

static unsigned int
number_of(const char *text)
{
	unsigned long x = text == NULL ? 0 : strtoul(text, NULL, 10);

	return x > 1000000 ? 1000000 : (unsigned int)x;
}

static int
add_format(struct psi_xlsx_styles *styles, const char *const *attributes,
    struct psi_error *err)
{
	const char *code = psi_xlsx_attribute(attributes, "formatCode");
	struct format format;

	memset(&format, 0, sizeof format);
	if (code == NULL)
		return 0;
	if (styles->formats.len >= PSI_XLSX_STYLES_MAX * sizeof format)
		return psi_error_set(err, PSI_E_INPUT,
		    "the workbook has more than 65,536 number formats");
	format.id = number_of(psi_xlsx_attribute(attributes, "numFmtId"));
	format.style = psi_xlsx_style_of_code(code);
	return psi_xlsx_bytes_add(
	    &styles->formats, &format, sizeof format, err);
}

static int
add_cell_style(struct psi_xlsx_styles *styles, const char *const *attributes,
    struct psi_error *err)
{
	unsigned int id = number_of(psi_xlsx_attribute(attributes, "numFmtId"));
	struct psi_xlsx_style style = psi_xlsx_style_of_id(id);
	struct format format;

	if (styles->cells.len >= PSI_XLSX_STYLES_MAX * sizeof style)
		return psi_error_set(err, PSI_E_INPUT,
		    "the workbook has more than 65,536 formats of cells");
	for (size_t i = 0; i < styles->formats.len; i += sizeof format) {
		memcpy(&format, styles->formats.at + i, sizeof format);
		if (format.id != id)
			continue;
		style = format.style;
		break;
	}
	return psi_xlsx_bytes_add(&styles->cells, &style, sizeof style, err);
}

static int
styles_begin(void *cookie, const char *name, const char *const *attributes,
    struct psi_error *err)
{
	struct psi_xlsx_styles *styles = cookie;

	if (strcmp(name, "cellXfs") == 0)
		styles->in_cells = true;
	if (strcmp(name, "numFmt") == 0)
		return add_format(styles, attributes, err);
	return strcmp(name, "xf") == 0 && styles->in_cells
	    ? add_cell_style(styles, attributes, err)
	    : 0;
}

static int
styles_end(void *cookie, const char *name, struct psi_error *err)
{
	struct psi_xlsx_styles *styles = cookie;

	(void)err;
	if (strcmp(name, "cellXfs") == 0)
		styles->in_cells = false;
	return 0;
}

struct psi_xlsx_events
psi_xlsx_styles_events(struct psi_xlsx_styles *styles)
{
	return (
	    struct psi_xlsx_events){ styles_begin, styles_end, NULL, styles };
}

struct psi_xlsx_style
psi_xlsx_styles_get(const struct psi_xlsx_styles *styles, size_t i)
{
	struct psi_xlsx_style style = { PSI_XLSX_NUMBER, 0 };

	if (i < styles->cells.len / sizeof style)
		memcpy(
		    &style, styles->cells.at + i * sizeof style, sizeof style);
	return style;
}

void
psi_xlsx_styles_clear(struct psi_xlsx_styles *styles)
{
	psi_xlsx_bytes_clear(&styles->cells);
	psi_xlsx_bytes_clear(&styles->formats);
}

/* ---- three texts at a time ---- */

static int
add_three(struct psi_xlsx_bytes *bytes, const char *const texts[3],
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < 3; i++) {
		const char *text = texts[i] == NULL ? "" : texts[i];

		rc = psi_xlsx_bytes_add(bytes, text, strlen(text) + 1, err);
	}
	return rc;
}

/* The next three from *at on; false behind the last. */
static bool
next_three(const struct psi_xlsx_bytes *bytes, size_t *at, const char *texts[3])
{
	if (*at >= bytes->len)
		return false;
	for (size_t i = 0; i < 3; i++) {
		texts[i] = bytes->at + *at;
		*at += strlen(texts[i]) + 1;
	}
	return true;
}

/* ---- the list of sheets ---- */

static bool
is_true(const char *text)
{
	return text != NULL &&
	    (strcmp(text, "1") == 0 || strcmp(text, "true") == 0 ||
		strcmp(text, "on") == 0);
}

static int
book_begin(void *cookie, const char *name, const char *const *attributes,
    struct psi_error *err)
{
	struct psi_xlsx_book *book = cookie;
	const char *state = psi_xlsx_attribute(attributes, "state");
	const char *const texts[3] = { psi_xlsx_attribute(attributes, "name"),
		psi_xlsx_relationship(attributes),
		state == NULL || strcmp(state, "visible") == 0 ? "" : state };

	if (strcmp(name, "workbookPr") == 0)
		book->from_1904 =
		    is_true(psi_xlsx_attribute(attributes, "date1904"));
	if (strcmp(name, "sheet") != 0)
		return 0;
	if (book->num++ == PSI_XLSX_SHEETS_MAX)
		return psi_error_set(err, PSI_E_INPUT,
		    "the workbook has more than 4,096 sheets");
	return add_three(&book->sheets, texts, err);
}

static int
nothing_ends(void *cookie, const char *name, struct psi_error *err)
{
	(void)cookie;
	(void)name;
	(void)err;
	return 0;
}

struct psi_xlsx_events
psi_xlsx_book_events(struct psi_xlsx_book *book)
{
	return (struct psi_xlsx_events){ book_begin, nothing_ends, NULL, book };
}

bool
psi_xlsx_book_sheet(const struct psi_xlsx_book *book, size_t i,
    const char **name, const char **relation, bool *hidden)
{
	const char *texts[3];
	size_t at = 0;

	do
		if (!next_three(&book->sheets, &at, texts))
			return false;
	while (i-- > 0);
	*name = texts[0];
	*relation = texts[1];
	*hidden = texts[2][0] != '\0';
	return true;
}

void
psi_xlsx_book_clear(struct psi_xlsx_book *book)
{
	psi_xlsx_bytes_clear(&book->sheets);
	book->num = 0;
}

/* ---- relationships ---- */

static int
relations_begin(void *cookie, const char *name, const char *const *attributes,
    struct psi_error *err)
{
	struct psi_xlsx_relations *relations = cookie;
	const char *const texts[3] = { psi_xlsx_attribute(attributes, "Id"),
		psi_xlsx_attribute(attributes, "Type"),
		psi_xlsx_attribute(attributes, "Target") };
	const char *mode = psi_xlsx_attribute(attributes, "TargetMode");

	/* What lies outside of the file is nothing to us. */
	if (strcmp(name, "Relationship") != 0 ||
	    (mode != NULL && strcmp(mode, "External") == 0))
		return 0;
	if (relations->num++ == PSI_XLSX_RELATIONS_MAX)
		return psi_error_set(err, PSI_E_INPUT,
		    "a part of the workbook has more than 16,384 "
		    "relationships");
	return add_three(&relations->texts, texts, err);
}

struct psi_xlsx_events
psi_xlsx_relations_events(struct psi_xlsx_relations *relations)
{
	return (struct psi_xlsx_events){ relations_begin, nothing_ends, NULL,
		relations };
}

static bool
ends_like(const char *text, const char *tail)
{
	size_t len = strlen(text);
	size_t tail_len = strlen(tail);

	return len >= tail_len && strcmp(text + len - tail_len, tail) == 0;
}

const char *
psi_xlsx_relations_find(const struct psi_xlsx_relations *relations,
    const char *id, const char *type)
{
	const char *texts[3];
	size_t at = 0;

	while (next_three(&relations->texts, &at, texts))
		if ((id == NULL || strcmp(id, texts[0]) == 0) &&
		    ends_like(texts[1], type))
			return texts[2];
	return NULL;
}

void
psi_xlsx_relations_clear(struct psi_xlsx_relations *relations)
{
	psi_xlsx_bytes_clear(&relations->texts);
	relations->num = 0;
}
