#include "xlsx/xlsx_sheet.h"

#include <stdlib.h>
#include <string.h>

static int
refuse(const struct psi_xlsx_sheet *sheet, struct psi_error *err,
    const char *words)
{
	return psi_error_set_line(
	    err, PSI_E_INPUT, sheet->row, "the workbook is broken: %s", words);
}

/* ---- places ---- */

/* The row of an attribute r, or the next one where it is missing. */
static int
begin_row(struct psi_xlsx_sheet *sheet, const char *r, struct psi_error *err)
{
	unsigned long row = r == NULL ? sheet->row + 1UL : strtoul(r, NULL, 10);
	uint32_t before = sheet->row;

	if (sheet->in_row)
		return refuse(sheet, err, "a row stands inside another");
	if (row <= before || row > PSI_XLSX_ROWS_MAX)
		return refuse(sheet, err,
		    "its rows do not ascend, or go beyond 1,048,576");
	sheet->row = (uint32_t)row;
	sheet->in_row = true;
	sheet->column = 0;
	sheet->num_in_row = 0;
	return psi_xlsx_bytes_fill(
	    &sheet->out, '\n', sheet->row - before - 1, err);
}

/* The column of a place, "AB12", from 1; 0 where it is none. */
static uint32_t
column_of(const char *r)
{
	uint32_t column = 0;

	for (; *r >= 'A' && *r <= 'Z'; r++) {
		column = column * 26 + (uint32_t)(*r - 'A' + 1);
		if (column > 1000000)
			return 0;
	}
	return column;
}

static int
place_cell(struct psi_xlsx_sheet *sheet, const char *r, struct psi_error *err)
{
	uint32_t column = r == NULL ? sheet->column + 1 : column_of(r);

	if (column <= sheet->column)
		return refuse(sheet, err, "its columns do not ascend");
	sheet->column = column;
	return 0;
}

/* ---- values ---- */

static enum psi_xlsx_cell_kind
kind_of(const char *t)
{
	static const struct {
		const char *t;
		enum psi_xlsx_cell_kind kind;
	} kinds[] = { { "s", PSI_XLSX_CELL_SHARED },
		{ "inlineStr", PSI_XLSX_CELL_INLINE },
		{ "str", PSI_XLSX_CELL_TEXT }, { "e", PSI_XLSX_CELL_ERROR },
		{ "d", PSI_XLSX_CELL_TEXT }, { "b", PSI_XLSX_CELL_FLAG } };

	for (size_t i = 0; t != NULL && i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(t, kinds[i].t) == 0)
			return kinds[i].kind;
	return PSI_XLSX_CELL_NUMBER;
}

static int
begin_cell(struct psi_xlsx_sheet *sheet, const char *const *attributes,
    struct psi_error *err)
{
	const char *style = psi_xlsx_attribute(attributes, "s");

	if (!sheet->in_row || sheet->in_cell)
		return refuse(sheet, err, "a cell stands outside of its row");
	sheet->in_cell = true;
	sheet->has_value = false;
	sheet->has_formula = false;
	sheet->kind = kind_of(psi_xlsx_attribute(attributes, "t"));
	sheet->style = psi_xlsx_styles_get(
	    sheet->styles, style == NULL ? 0 : strtoul(style, NULL, 10));
	psi_xlsx_text_begin(&sheet->text);
	return place_cell(sheet, psi_xlsx_attribute(attributes, "r"), err);
}

static int
put_text(struct psi_xlsx_sheet *sheet, const char *text, size_t len,
    struct psi_error *err)
{
	int rc = psi_xlsx_bytes_add(&sheet->out, "\"", 1, err);

	while (rc == 0 && len > 0) {
		const char *mark = memchr(text, '"', len);
		size_t n = mark == NULL ? len : (size_t)(mark - text) + 1;

		rc = psi_xlsx_bytes_add(&sheet->out, text, n, err);
		if (rc == 0 && mark != NULL)
			rc = psi_xlsx_bytes_add(&sheet->out, "\"", 1, err);
		text += n;
		len -= n;
	}
	return rc != 0 ? rc : psi_xlsx_bytes_add(&sheet->out, "\"", 1, err);
}

/* A cell that is not empty: behind as many commas as it takes. */
static int
put_cell(struct psi_xlsx_sheet *sheet, const char *text, size_t len,
    struct psi_error *err)
{
	uint32_t commas =
	    sheet->column - (sheet->num_in_row == 0 ? 1 : sheet->num_in_row);
	int rc;

	if (len == 0)
		return 0;
	if (sheet->column > PSI_XLSX_COLUMNS_MAX)
		return refuse(sheet, err, "a row has more than 4,096 columns");
	sheet->num_cells += sheet->column - sheet->num_in_row;
	if (sheet->num_cells > PSI_XLSX_CELLS_MAX)
		return refuse(sheet, err, "it has more than 268 million cells");
	sheet->num_in_row = sheet->column;
	rc = psi_xlsx_bytes_fill(&sheet->out, ',', commas, err);
	return rc != 0 ? rc : put_text(sheet, text, len, err);
}

/* A number in its form; what is none stays as it is. */
static int
put_number(struct psi_xlsx_sheet *sheet, struct psi_error *err)
{
	const struct psi_xlsx_bytes *bytes = &sheet->text.bytes;
	char number[PSI_XLSX_NUMBER_CHARS];

	if (psi_xlsx_number(
		number, bytes->at, bytes->len, &sheet->style, sheet->from_1904))
		return put_cell(sheet, number, strlen(number), err);
	psi_xlsx_text_finish(&sheet->text);
	return put_cell(sheet, bytes->at, bytes->len, err);
}

static int
put_shared(struct psi_xlsx_sheet *sheet, struct psi_error *err)
{
	const char *text;
	size_t number;
	size_t len;
	int rc;

	/* So that it ends. */
	if ((rc = psi_xlsx_bytes_add(&sheet->text.bytes, "", 1, err)) != 0)
		return rc;
	number = strtoul(sheet->text.bytes.at, NULL, 10);
	if (!psi_xlsx_strings_get(sheet->strings, number, &text, &len))
		return refuse(
		    sheet, err, "a cell refers to a text that is not there");
	return put_cell(sheet, text, len, err);
}

static int
end_cell(struct psi_xlsx_sheet *sheet, struct psi_error *err)
{
	const struct psi_xlsx_bytes *bytes = &sheet->text.bytes;

	sheet->in_cell = false;
	if (!sheet->has_value || bytes->len == 0) {
		/* A formula may well have an empty text for its value. */
		sheet->num_uncalculated += sheet->has_formula &&
		    (!sheet->has_value || sheet->kind == PSI_XLSX_CELL_NUMBER);
		return 0;
	}
	switch (sheet->kind) {
	case PSI_XLSX_CELL_NUMBER:
		return put_number(sheet, err);
	case PSI_XLSX_CELL_SHARED:
		return put_shared(sheet, err);
	case PSI_XLSX_CELL_FLAG:
		return bytes->at[0] == '1' || bytes->at[0] == 't'
		    ? put_cell(sheet, "TRUE", 4, err)
		    : put_cell(sheet, "FALSE", 5, err);
	case PSI_XLSX_CELL_ERROR:
		sheet->num_errors++;
		return 0;
	case PSI_XLSX_CELL_INLINE:
	case PSI_XLSX_CELL_TEXT:
		break;
	}
	psi_xlsx_text_finish(&sheet->text);
	return put_cell(sheet, bytes->at, bytes->len, err);
}

static int
end_row(struct psi_xlsx_sheet *sheet, struct psi_error *err)
{
	int rc = 0;

	sheet->in_row = false;
	if (sheet->num_in_row > sheet->width)
		sheet->width = sheet->num_in_row;
	/* A cell alone may be a title, or the footer of a report. */
	if (sheet->num_in_row > 1)
		rc = psi_xlsx_bytes_fill(
		    &sheet->out, ',', sheet->width - sheet->num_in_row, err);
	sheet->num_cells += sheet->width;
	if (sheet->num_cells > PSI_XLSX_CELLS_MAX)
		return refuse(sheet, err, "it has more than 268 million cells");
	return rc != 0 ? rc : psi_xlsx_bytes_add(&sheet->out, "\n", 1, err);
}

/* ---- events ---- */

static int
sheet_begin(void *cookie, const char *name, const char *const *attributes,
    struct psi_error *err)
{
	struct psi_xlsx_sheet *sheet = cookie;

	if (strcmp(name, "row") == 0)
		return begin_row(
		    sheet, psi_xlsx_attribute(attributes, "r"), err);
	if (strcmp(name, "c") == 0)
		return begin_cell(sheet, attributes, err);
	if (!sheet->in_cell)
		return 0;
	if (strcmp(name, "f") == 0)
		sheet->has_formula = true;
	/* The value of a cell, or the parts of its text. */
	if (strcmp(name, "v") == 0 && sheet->kind != PSI_XLSX_CELL_INLINE) {
		sheet->has_value = true;
		sheet->text.is_text = true;
	} else if (sheet->kind == PSI_XLSX_CELL_INLINE) {
		sheet->has_value = true;
		psi_xlsx_text_element(&sheet->text, name, true);
	}
	return 0;
}

static int
sheet_end(void *cookie, const char *name, struct psi_error *err)
{
	struct psi_xlsx_sheet *sheet = cookie;

	if (strcmp(name, "row") == 0 && sheet->in_row && !sheet->in_cell)
		return end_row(sheet, err);
	if (!sheet->in_cell)
		return 0;
	if (strcmp(name, "c") == 0)
		return end_cell(sheet, err);
	if (strcmp(name, "v") == 0)
		sheet->text.is_text = false;
	else if (sheet->kind == PSI_XLSX_CELL_INLINE)
		psi_xlsx_text_element(&sheet->text, name, false);
	return 0;
}

static int
sheet_text(void *cookie, const char *in, size_t len, struct psi_error *err)
{
	struct psi_xlsx_sheet *sheet = cookie;

	return sheet->in_cell ? psi_xlsx_text_add(&sheet->text, in, len, err)
			      : 0;
}

struct psi_xlsx_events
psi_xlsx_sheet_events(struct psi_xlsx_sheet *sheet)
{
	return (struct psi_xlsx_events){ sheet_begin, sheet_end, sheet_text,
		sheet };
}

void
psi_xlsx_sheet_restart(struct psi_xlsx_sheet *sheet)
{
	sheet->out.len = 0;
	sheet->row = 0;
	sheet->width = 0;
	sheet->num_cells = 0;
	sheet->num_uncalculated = 0;
	sheet->num_errors = 0;
	sheet->in_row = false;
	sheet->in_cell = false;
}

void
psi_xlsx_sheet_clear(struct psi_xlsx_sheet *sheet)
{
	psi_xlsx_bytes_clear(&sheet->out);
	psi_xlsx_bytes_clear(&sheet->text.bytes);
}
