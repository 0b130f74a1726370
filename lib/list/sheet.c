#include "list/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "list/column_look.h"
#include "list/foreign.h"
#include "list/list_country.h"
#include "list/total_row.h"

/* A row that is kept; its cells are offsets into the text. */
struct kept_row {
	size_t first_cell;
	size_t num_cells;
	uint64_t line;
	bool after_blank;
};

struct psi_sheet {
	struct psi_rows rows;
	struct psi_mapping mapping;
	/* Why the columns give no key; 0 if they do. */
	int unusable;
	struct psi_error why;
	/* The first rows. `cells` point into `text` once all are there. */
	struct kept_row ahead[PSI_SHEET_AHEAD_ROWS];
	size_t num_ahead;
	struct psi_cell *cells;
	size_t num_cells;
	size_t cells_size;
	struct psi_buf text;
	bool ended;
	/* The header, and the next row that is handed out. */
	size_t header;
	size_t next;
	struct psi_column_look *looks;
	/* The row before was blank. */
	bool blank;
	uint64_t footer_line;
	/* The name of a list of one column, and its cell. */
	struct psi_buf joined;
	struct psi_cell joined_cell;
};

static bool
all_empty(const struct psi_cell *cells, size_t from, size_t num_cells)
{
	for (size_t i = from; i < num_cells; i++) {
		if (cells[i].len > 0)
			return false;
	}
	return true;
}

static bool
begins_with(struct psi_cell cell, const char *text)
{
	size_t len = strlen(text);

	/* Public: the sentences of a footer. */
	return cell.len >= len && memcmp(cell.text, text, len) == 0;
}

/* ---- the first rows ---- */

static int
keep_row(struct psi_sheet *sheet, const struct psi_record *record,
    struct psi_error *err)
{
	struct kept_row *row = &sheet->ahead[sheet->num_ahead];
	void *array = sheet->cells;
	int rc = psi_array_grow(&array, &sheet->cells_size, sheet->num_cells,
	    record->num_cells, sizeof *sheet->cells, err);

	if (rc != 0)
		return rc;
	sheet->cells = array;
	row->first_cell = sheet->num_cells;
	row->num_cells = record->num_cells;
	row->line = record->line;
	row->after_blank = record->after_blank;
	for (size_t i = 0; i < record->num_cells; i++) {
		sheet->cells[sheet->num_cells++].len = record->cells[i].len;
		rc = psi_buf_append(&sheet->text, record->cells[i].text,
		    record->cells[i].len, err);
		if (rc != 0)
			return rc;
	}
	sheet->num_ahead++;
	return 0;
}

static int
read_ahead(struct psi_sheet *sheet, uint64_t skip_lines, struct psi_error *err)
{
	size_t at = 0;

	while (sheet->num_ahead < PSI_SHEET_AHEAD_ROWS &&
	    sheet->text.len < PSI_SHEET_AHEAD_BYTES) {
		struct psi_record record;
		int rc;

		rc = sheet->rows.next(
		    sheet->rows.cookie, &record, &sheet->ended, err);
		if (rc != 0)
			return rc;
		if (sheet->ended)
			break;
		if (record.line <= skip_lines)
			continue;
		if ((rc = keep_row(sheet, &record, err)) != 0)
			return rc;
	}
	for (size_t i = 0; i < sheet->num_cells; i++) {
		sheet->cells[i].text = (const char *)sheet->text.data + at;
		at += sheet->cells[i].len;
	}
	return 0;
}

static struct psi_record
kept_record(const struct psi_sheet *sheet, size_t i)
{
	const struct kept_row *row = &sheet->ahead[i];
	struct psi_record record = { .cells = sheet->cells + row->first_cell,
		.num_cells = row->num_cells,
		.line = row->line,
		.after_blank = row->after_blank };

	return record;
}

static size_t
count_filled(const struct psi_record *record)
{
	size_t num = 0;

	for (size_t i = 0; i < record->num_cells; i++)
		num += record->cells[i].len > 0;
	return num;
}

static struct psi_header
header_of(
    const struct psi_record *record, const struct psi_sheet_config *config)
{
	struct psi_header header = { .cells = record->cells,
		.num_cells = record->num_cells,
		.maps = config->maps,
		.num_maps = config->num_maps };

	return header;
}

/*
 * The first row that is not blank is the header, as nearly always, unless a
 * later one names two fields more: a title, the day of the report and its
 * filters come before the header, and a line of groups ("Company", "Billing").
 * One cell over a header of several is such a title, too.
 */
static void
find_header(struct psi_sheet *sheet, const struct psi_sheet_config *config)
{
	unsigned int best = 0;
	size_t filled = 0;
	bool found = false;

	for (size_t i = 0; i < sheet->num_ahead && i < PSI_SHEET_HEADER_ROWS;
	     i++) {
		const struct psi_record record = kept_record(sheet, i);
		const struct psi_header header = header_of(&record, config);
		unsigned int fields;

		if (all_empty(record.cells, 0, record.num_cells))
			continue;
		fields = psi_header_count_fields(&header);
		if (found && fields < best + (filled < 2 || best == 0 ? 1 : 2))
			continue;
		/* Of a list of one column any row may be a word like that. */
		if (found && fields < 2 && (best > 0 || filled > 1))
			continue;
		if (found && best > 0 && filled >= count_filled(&record))
			continue;
		sheet->header = i;
		best = fields;
		filled = count_filled(&record);
		found = true;
		if (config->skip)
			break;
	}
}

static int
look_at_columns(struct psi_sheet *sheet, struct psi_error *err)
{
	size_t num = sheet->ahead[sheet->header].num_cells;

	sheet->looks = psi_array_new(num + 1, sizeof *sheet->looks);
	if (sheet->looks == NULL)
		return psi_error_nomem(err);
	for (size_t i = sheet->header + 1; i < sheet->num_ahead; i++) {
		const struct psi_record record = kept_record(sheet, i);

		/* A row of another length is a footer, or damaged. */
		if (record.num_cells != num)
			continue;
		for (size_t k = 0; k < num; k++)
			psi_column_look_add(&sheet->looks[k], record.cells[k]);
	}
	return 0;
}

/* Where no column has the country, the numbers of the first rows may tell it. */
static void
find_country(struct psi_sheet *sheet)
{
	struct psi_mapping *mapping = &sheet->mapping;
	struct psi_list_country list = { .num_rows = 0 };
	const char *found;

	if (mapping->field[PSI_FIELD_COUNTRY].num_columns > 0 ||
	    mapping->field[PSI_FIELD_COUNTRY].told)
		return;
	for (size_t i = sheet->header + 1; i < sheet->num_ahead; i++) {
		const struct psi_record record = kept_record(sheet, i);

		if (!all_empty(record.cells, 0, record.num_cells))
			psi_list_country_add(
			    &list, mapping, record.cells, record.num_cells);
	}
	found = psi_list_country_get(&list);
	if (found[0] != '\0')
		memcpy(mapping->country, found, 2);
}

void
psi_sheet_find_numbers(
    const struct psi_sheet *sheet, struct psi_mapping *mapping)
{
	char next = '0';

	mapping->has_zero = false;
	for (size_t i = sheet->header + 1;
	     i < sheet->num_ahead && !mapping->has_zero; i++) {
		const struct psi_record record = kept_record(sheet, i);

		if (all_empty(record.cells, 0, record.num_cells))
			continue;
		if (!psi_is_number(psi_mapping_cell(mapping, PSI_FIELD_ID, 0,
				       record.cells, record.num_cells),
			next))
			return;
		mapping->has_zero = next++ == '1';
	}
}

void
psi_sheet_follow(struct psi_sheet *sheet, const struct psi_sheet *earlier)
{
	if (earlier->mapping.has_zero)
		sheet->mapping.has_zero = true;
}

static int
refuse_foreign(const struct psi_sheet *sheet, struct psi_error *err)
{
	const struct psi_record first = kept_record(sheet, 0);
	struct psi_record second = first;
	bool more = sheet->num_ahead > 1;

	if (more)
		second = kept_record(sheet, 1);
	return psi_refuse_foreign(&first, more ? &second : NULL, err);
}

/* Name the column that the list's owner most likely wants to map. */
static void
hint_at_column(struct psi_sheet *sheet)
{
	size_t num_cells;
	const struct psi_cell *header = psi_sheet_header(sheet, &num_cells);
	enum psi_field field;
	size_t column;

	if (!psi_column_best(&sheet->mapping, sheet->looks, &column, &field))
		return;
	psi_error_hint(&sheet->why,
	    "column %zu looks like %s: say --map '%s=%.*s'; where that is an "
	    "account already, put a header on top, such as Name,Website",
	    column + 1,
	    field == PSI_FIELD_NAME ? "names of companies" : "websites",
	    psi_field_name(field), (int)header[column].len,
	    header[column].text);
}

static int
find_columns(struct psi_sheet *sheet, const struct psi_sheet_config *config,
    struct psi_error *err)
{
	struct psi_record record;
	struct psi_header header;
	int rc;

	if (sheet->num_ahead == 0) {
		return psi_refuse(err, PSI_E_INPUT, 1,
		    "its first line names the columns",
		    "the file has no header");
	}
	if ((rc = refuse_foreign(sheet, err)) != 0)
		return rc;
	find_header(sheet, config);
	sheet->next = sheet->header + 1;
	if ((rc = look_at_columns(sheet, err)) != 0)
		return rc;
	record = kept_record(sheet, sheet->header);
	header = header_of(&record, config);
	header.looks = sheet->looks;
	sheet->mapping.num_columns = record.num_cells;
	sheet->unusable =
	    psi_header_detect(&sheet->mapping, &header, &sheet->why);
	find_country(sheet);
	psi_sheet_find_numbers(sheet, &sheet->mapping);
	if (sheet->unusable == PSI_E_INPUT) {
		sheet->why.line = record.line;
		if (!psi_mapping_is_usable(&sheet->mapping))
			hint_at_column(sheet);
	}
	if (sheet->unusable == 0 || sheet->unusable == PSI_E_INPUT)
		return 0;
	if (err != NULL)
		*err = sheet->why;
	return sheet->unusable;
}

int
psi_sheet_map_again(const struct psi_sheet *sheet, const char *const *maps,
    size_t num_maps, struct psi_mapping *out, struct psi_error *err)
{
	const struct psi_sheet_config config = { .maps = maps,
		.num_maps = num_maps };
	const struct psi_record record = kept_record(sheet, sheet->header);
	struct psi_header header = header_of(&record, &config);

	header.looks = sheet->looks;
	memset(out, 0, sizeof *out);
	return psi_header_detect(out, &header, err);
}

int
psi_sheet_new(struct psi_sheet **out, const struct psi_rows *rows,
    const struct psi_sheet_config *config, struct psi_error *err)
{
	struct psi_sheet *sheet = psi_array_new(1, sizeof *sheet);
	int rc;

	if (sheet == NULL)
		return psi_error_nomem(err);
	sheet->rows = *rows;
	/* So that texts of no length have a pointer, too. */
	rc = psi_buf_reserve(&sheet->text, 1, err);
	if (rc == 0)
		rc = read_ahead(
		    sheet, config->skip ? config->skip_lines : 0, err);
	if (rc == 0)
		rc = find_columns(sheet, config, err);
	if (rc != 0) {
		psi_sheet_free(sheet);
		return rc;
	}
	*out = sheet;
	return 0;
}

void
psi_sheet_free(struct psi_sheet *sheet)
{
	if (sheet == NULL)
		return;
	if (sheet->num_ahead > 0)
		psi_array_free(sheet->looks,
		    sheet->ahead[sheet->header].num_cells + 1,
		    sizeof *sheet->looks);
	psi_array_free(sheet->cells, sheet->cells_size, sizeof *sheet->cells);
	psi_buf_clear(&sheet->text);
	psi_buf_clear(&sheet->joined);
	psi_array_free(sheet, 1, sizeof *sheet);
}

int
psi_sheet_check(const struct psi_sheet *sheet, struct psi_error *err)
{
	if (sheet->unusable != 0 && err != NULL)
		*err = sheet->why;
	return sheet->unusable;
}

const struct psi_mapping *
psi_sheet_mapping(const struct psi_sheet *sheet)
{
	return &sheet->mapping;
}

const struct psi_cell *
psi_sheet_header(const struct psi_sheet *sheet, size_t *num_cells)
{
	const struct kept_row *row = &sheet->ahead[sheet->header];

	*num_cells = row->num_cells;
	return sheet->cells + row->first_cell;
}

const struct psi_column_look *
psi_sheet_looks(const struct psi_sheet *sheet)
{
	return sheet->looks;
}

uint64_t
psi_sheet_header_line(const struct psi_sheet *sheet)
{
	return sheet->ahead[sheet->header].line;
}

uint64_t
psi_sheet_footer_line(const struct psi_sheet *sheet)
{
	return sheet->footer_line;
}

/* ---- row by row ---- */

static int
next_record(struct psi_sheet *sheet, struct psi_record *out, bool *end,
    struct psi_error *err)
{
	*end = false;
	if (sheet->next < sheet->num_ahead) {
		*out = kept_record(sheet, sheet->next++);
		return 0;
	}
	if (sheet->ended) {
		*end = true;
		return 0;
	}
	return sheet->rows.next(sheet->rows.cookie, out, end, err);
}

/*
 * The block that a report ends with: short rows after a blank line, or, where
 * a spreadsheet has filled them up, the sentences it is known by.
 */
static bool
begins_footer(const struct psi_sheet *sheet, const struct psi_record *record,
    bool after_blank)
{
	if (!after_blank || sheet->mapping.num_columns < 2)
		return false;
	if (record->num_cells < sheet->mapping.num_columns)
		return true;
	return all_empty(record->cells, 1, record->num_cells) &&
	    (begins_with(record->cells[0], "Confidential Information") ||
		begins_with(record->cells[0], "Copyright"));
}

/* Make sure that what begins on `line` is a footer: nothing but short rows
 * come, and few, so that no account is lost with it. */
static int
read_footer(struct psi_sheet *sheet, uint64_t line, struct psi_error *err)
{
	struct psi_record record;
	size_t num_rows = 1;
	bool end = false;
	int rc;

	sheet->footer_line = line;
	while ((rc = next_record(sheet, &record, &end, err)) == 0 && !end) {
		if (!all_empty(record.cells, 1, record.num_cells) ||
		    ++num_rows > PSI_FOOTER_ROWS_MAX) {
			return psi_refuse(err, PSI_E_INPUT, record.line,
			    "remove the blank line, or all that follows it",
			    "a row follows what looked like a footer on line "
			    "%llu",
			    (unsigned long long)line);
		}
	}
	return rc;
}

/*
 * Exports that were joined have the header again, perhaps behind the second
 * one's byte order mark. Nearly every row differs in its first cell.
 */
static bool
repeats_header(const struct psi_sheet *sheet, const struct psi_record *record)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t num_cells;
	const struct psi_cell *header = psi_sheet_header(sheet, &num_cells);
	struct psi_cell first = record->cells[0];

	if (record->num_cells != num_cells)
		return false;
	if (first.len == header[0].len + 3 && begins_with(first, mark)) {
		first.text += 3;
		first.len -= 3;
	}
	for (size_t i = 0; i < record->num_cells; i++) {
		struct psi_cell cell = i == 0 ? first : record->cells[i];

		/* Public: the words of a header. */
		if (cell.len != header[i].len ||
		    (cell.len > 0 &&
			memcmp(cell.text, header[i].text, cell.len) != 0))
			return false;
	}
	return true;
}

/* The whole line is the name. */
static int
join_cells(
    struct psi_sheet *sheet, struct psi_record *record, struct psi_error *err)
{
	struct psi_buf *joined = &sheet->joined;
	int rc = 0;

	joined->len = 0;
	for (size_t i = 0; i < record->num_cells && rc == 0; i++) {
		if (i > 0)
			rc = psi_buf_append(joined, ", ", 2, err);
		if (rc == 0)
			rc = psi_buf_append(joined, record->cells[i].text,
			    record->cells[i].len, err);
	}
	sheet->joined_cell.text = (const char *)joined->data;
	sheet->joined_cell.len = joined->len;
	record->cells = &sheet->joined_cell;
	record->num_cells = 1;
	return rc;
}

static enum psi_sheet_row
classify(const struct psi_sheet *sheet, const struct psi_record *record)
{
	size_t width = sheet->mapping.num_columns;

	if (repeats_header(sheet, record))
		return PSI_SHEET_HEADER;
	if (record->num_cells > width &&
	    !all_empty(record->cells, width, record->num_cells))
		return PSI_SHEET_RAGGED;
	if (psi_is_total_row(&sheet->mapping, record))
		return PSI_SHEET_TOTAL;
	return record->num_cells < width ? PSI_SHEET_SHORT : PSI_SHEET_DATA;
}

int
psi_sheet_next(struct psi_sheet *sheet, struct psi_record *out,
    enum psi_sheet_row *kind, bool *end, struct psi_error *err)
{
	for (;;) {
		int rc = next_record(sheet, out, end, err);

		if (rc != 0 || *end)
			return rc;
		sheet->blank = sheet->blank || out->after_blank;
		if (begins_footer(sheet, out, sheet->blank)) {
			*end = true;
			return read_footer(sheet, out->line, err);
		}
		/* A spreadsheet writes a blank line as commas. */
		sheet->blank = all_empty(out->cells, 0, out->num_cells);
		if (!sheet->blank)
			break;
	}
	if (sheet->mapping.num_columns == 1 && out->num_cells > 1 &&
	    !all_empty(out->cells, 1, out->num_cells)) {
		int rc = join_cells(sheet, out, err);

		if (rc != 0)
			return rc;
	}
	*kind = classify(sheet, out);
	return 0;
}
