#include "list/account_id.h"
#include "list/own_columns.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/secret.h"
#include "table/csv_reader.h"
#include "list/deal_row.h"
#include "list/export_rows.h"
#include "list/header.h"
#include "list/sheet.h"
#include "base/text_table.h"

/* An account without an id is named by this and its line. */
#define LINE_PREFIX "line-"

PSI_ARRAY(numbers, uint32_t)

/* A cell that was kept. */
struct kept {
	uint64_t offset;
	uint32_t len;
};

/* An export, and where its header begins among the cells. */
struct list {
	struct psi_mapping mapping;
	size_t num_columns;
	size_t header;
	/* Its rows are deals: they have a stage, and an amount or a date. */
	bool is_of_deals;
};

struct psi_own_columns {
	const char *const *maps;
	size_t num_maps;
	uint64_t skip_lines;
	/* Those of psi_own_columns_compare, and what came of it. */
	const char *const *known_maps;
	size_t num_known_maps;
	bool compares;
	bool are_others;
	struct psi_text_table wanted;
	struct list *list;
	size_t num_lists;
	size_t lists_size;
	/* All zero, then headers and rows, each of as many cells as its list
	 * has columns. */
	struct kept *cell;
	size_t num_cell;
	size_t cell_size;
	struct psi_buf arena;
	/* The line on which the last row begins. */
	uint64_t last_line;
	/* For each account wanted, and each list, its first cell; 0 where it
	 * has no row. */
	size_t *row;
	struct psi_deals deals;
	/* Of several exports: 1 + the number among those wanted, for each
	 * account of theirs; 0 for one that is not. */
	struct numbers number;
};

int
psi_own_columns_new(struct psi_own_columns **out, struct psi_error *err)
{
	struct psi_own_columns *columns = psi_array_new(1, sizeof *columns);

	if (columns == NULL)
		return psi_error_nomem(err);
	*out = columns;
	return 0;
}

void
psi_own_columns_free(struct psi_own_columns *columns)
{
	if (columns == NULL)
		return;
	psi_array_free(columns->row,
	    psi_text_table_num(&columns->wanted) * columns->lists_size,
	    sizeof *columns->row);
	psi_array_free(
	    columns->list, columns->lists_size, sizeof *columns->list);
	psi_deals_clear(&columns->deals);
	numbers_clear(&columns->number);
	psi_array_free(
	    columns->cell, columns->cell_size, sizeof *columns->cell);
	psi_buf_clear(&columns->arena);
	psi_text_table_clear(&columns->wanted);
	psi_array_free(columns, 1, sizeof *columns);
}

int
psi_own_columns_want(struct psi_own_columns *columns, const char *account,
    size_t account_len, struct psi_error *err)
{
	uint32_t number;
	bool is_new;

	struct psi_cell id = { account, account_len };

	id = psi_account_id(id);
	return psi_text_table_add(
	    &columns->wanted, id.text, id.len, &number, &is_new, err);
}

/* Room for what so many exports have of the accounts wanted. */
static int
make_lists(
    struct psi_own_columns *columns, size_t num_lists, struct psi_error *err)
{
	/* Row 0 is no row. */
	void *cell = psi_array_new(1, sizeof *columns->cell);

	columns->cell = cell;
	columns->cell_size = 1;
	columns->num_cell = 1;
	columns->row =
	    psi_array_new(psi_text_table_num(&columns->wanted) * num_lists,
		sizeof *columns->row);
	columns->list = psi_array_new(num_lists, sizeof *columns->list);
	columns->lists_size = num_lists;
	return cell == NULL || columns->row == NULL || columns->list == NULL
	    ? psi_error_nomem(err)
	    : 0;
}

/* Keep a row; one that is too short gets empty cells. */
static int
keep_cells(struct psi_own_columns *columns, size_t num_columns,
    const struct psi_record *record, struct psi_error *err)
{
	void *array = columns->cell;
	int rc;

	rc = psi_array_grow(&array, &columns->cell_size, columns->num_cell,
	    num_columns, sizeof *columns->cell, err);
	if (rc != 0)
		return rc;
	columns->cell = array;
	for (size_t i = 0; i < num_columns; i++) {
		struct kept *kept = &columns->cell[columns->num_cell + i];

		kept->offset = columns->arena.len;
		kept->len = 0;
		if (i >= record->num_cells)
			continue;
		kept->len = (uint32_t)record->cells[i].len;
		rc = psi_buf_append(&columns->arena, record->cells[i].text,
		    record->cells[i].len, err);
		if (rc != 0)
			return rc;
	}
	columns->num_cell += num_columns;
	return 0;
}

/* ---- read as it was before? ---- */

void
psi_own_columns_compare(
    struct psi_own_columns *columns, const char *const *maps, size_t num_maps)
{
	columns->known_maps = maps;
	columns->num_known_maps = num_maps;
	columns->compares = true;
}

bool
psi_own_columns_are_others(const struct psi_own_columns *columns)
{
	return columns->are_others;
}

static bool
same_columns(const struct psi_mapping *a, const struct psi_mapping *b,
    enum psi_field field)
{
	size_t num = a->field[field].num_columns;

	/* Numbers of columns are public. */
	return num == b->field[field].num_columns &&
	    memcmp(a->field[field].column, b->field[field].column,
		num * sizeof a->field[field].column[0]) == 0;
}

/* What the caller maps may take the column of the ids, or those by which rows of
 * other exports are put to an account. */
static void
compare(struct psi_own_columns *columns, const struct psi_mapping *mapping,
    const struct psi_sheet *sheet)
{
	/* The id, and then those of several exports. */
	static const enum psi_field fields[] = { PSI_FIELD_ID, PSI_FIELD_NAME,
		PSI_FIELD_DOMAIN, PSI_FIELD_COUNTRY, PSI_FIELD_LEI,
		PSI_FIELD_DUNS, PSI_FIELD_VAT, PSI_FIELD_REGNO,
		PSI_FIELD_AGREED_ID };
	size_t num =
	    columns->lists_size == 1 ? 1 : sizeof fields / sizeof fields[0];
	struct psi_mapping before;

	if (psi_sheet_map_again(sheet, columns->known_maps,
		columns->num_known_maps, &before, NULL) != 0)
		columns->are_others = true;
	for (size_t i = 0; i < num && !columns->are_others; i++)
		columns->are_others =
		    !same_columns(mapping, &before, fields[i]);
}

/* Another export, by its mapping and its header. */
static int
add_list(struct psi_own_columns *columns, const struct psi_mapping *mapping,
    const struct psi_sheet *sheet, struct psi_error *err)
{
	struct list *list = &columns->list[columns->num_lists++];
	struct psi_record header = { NULL, 0, 0, false };

	header.cells = psi_sheet_header(sheet, &header.num_cells);
	list->mapping = *mapping;
	list->num_columns = header.num_cells;
	list->header = columns->num_cell;
	if (columns->compares && columns->num_lists == 1)
		compare(columns, mapping, sheet);
	list->is_of_deals = mapping->field[PSI_FIELD_STAGE].num_columns > 0 &&
	    (mapping->field[PSI_FIELD_AMOUNT].num_columns > 0 ||
		mapping->field[PSI_FIELD_CLOSE_DATE].num_columns > 0);
	return keep_cells(columns, list->num_columns, &header, err);
}

/* A row of an account that is wanted: its first of this list is kept, and its
 * deals are counted. */
static int
take_row(struct psi_own_columns *columns, uint32_t number,
    const struct psi_record *record, struct psi_error *err)
{
	const struct list *list = &columns->list[columns->num_lists - 1];
	size_t *row =
	    &columns
		 ->row[number * columns->lists_size + (columns->num_lists - 1)];
	int rc = 0;

	if (list->is_of_deals) {
		struct psi_deal deal;

		psi_deal_row_read(
		    &deal, &list->mapping, record->cells, record->num_cells);
		deal.list = (unsigned int)columns->num_lists - 1;
		rc = psi_deals_add(&columns->deals, number, &deal, err);
	}
	if (rc != 0 || *row != 0)
		return rc;
	*row = columns->num_cell;
	return keep_cells(columns, list->num_columns, record, err);
}

/* The name of the row's account, as psi-normalize gives it. */
static struct psi_cell
account_name(const struct psi_mapping *mapping, const struct psi_record *record,
    char *line, size_t line_size)
{
	struct psi_cell account =
	    psi_mapping_id(mapping, record->cells, record->num_cells);

	if (account.len > 0)
		return psi_account_id(account);
	(void)snprintf(line, line_size, LINE_PREFIX "%llu",
	    (unsigned long long)record->line);
	account.text = line;
	account.len = strlen(line);
	return account;
}

static int
read_rows(struct psi_own_columns *columns, struct psi_sheet *sheet,
    struct psi_error *err)
{
	enum psi_sheet_row kind;
	struct psi_record record;
	bool end = false;
	int rc;

	while ((rc = psi_sheet_next(sheet, &record, &kind, &end, err)) == 0 &&
	    !end) {
		char line[32];
		struct psi_cell account = account_name(
		    &columns->list->mapping, &record, line, sizeof line);
		uint32_t number;

		columns->last_line = record.line;
		if ((kind != PSI_SHEET_DATA && kind != PSI_SHEET_SHORT) ||
		    !psi_text_table_find(
			&columns->wanted, account.text, account.len, &number))
			continue;
		if ((rc = take_row(columns, number, &record, err)) != 0)
			break;
	}
	return rc;
}

/* The column of the id, as it was told or as psi-normalize finds it. Any file
 * that has it will do, also one that could give no keys; one without it must
 * be one that psi-normalize takes, which names accounts by their line. */
static int
detect(struct psi_mapping *mapping, const struct psi_sheet *sheet,
    const char *id_column, struct psi_error *err)
{
	size_t num_cells;
	const struct psi_cell *header = psi_sheet_header(sheet, &num_cells);

	*mapping = *psi_sheet_mapping(sheet);
	if (id_column == NULL)
		return mapping->field[PSI_FIELD_ID].num_columns > 0
		    ? 0
		    : psi_sheet_check(sheet, err);
	memset(mapping, 0, sizeof *mapping);
	mapping->num_columns = num_cells;
	for (size_t i = 0; i < num_cells; i++) {
		/* Names of columns are public. */
		if (!psi_cell_is(header[i], id_column))
			continue;
		mapping->field[PSI_FIELD_ID].column[0] = (uint16_t)i;
		mapping->field[PSI_FIELD_ID].num_columns = 1;
		psi_sheet_find_numbers(sheet, mapping);
		return 0;
	}
	return psi_refuse(err, PSI_E_INPUT, psi_sheet_header_line(sheet),
	    "the name must be spelled as in its first line",
	    "the file has no column '%s'", id_column);
}

/* Is the account named by a line that the file does not have? */
static bool
is_beyond(const struct psi_own_columns *columns, size_t number)
{
	size_t len;
	const char *name =
	    psi_text_table_get(&columns->wanted, (uint32_t)number, &len);
	size_t prefix_len = sizeof LINE_PREFIX - 1;
	uint64_t line;

	return len > prefix_len &&
	    psi_secret_equal((const uint8_t *)name,
		(const uint8_t *)LINE_PREFIX, prefix_len) &&
	    psi_decimal_decode(
		&line, name + prefix_len, len - prefix_len, UINT64_MAX) &&
	    line > columns->last_line;
}

/* Has the account a row in any list? */
static bool
has_row(const struct psi_own_columns *columns, size_t number)
{
	for (size_t i = 0; i < columns->num_lists; i++)
		if (columns->row[number * columns->lists_size + i] != 0)
			return true;
	return false;
}

/* A file that was not the one normalised would give the columns of nobody, or
 * of others. */
static int
count_missing(const struct psi_own_columns *columns, uint64_t *missing,
    struct psi_error *err)
{
	bool is_short = false;

	*missing = 0;
	for (size_t i = 0; i < psi_text_table_num(&columns->wanted); i++) {
		if (has_row(columns, i))
			continue;
		(*missing)++;
		is_short = is_short || is_beyond(columns, i);
	}
	if (is_short && columns->lists_size == 1) {
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "accounts without an id are named by their line: give the "
		    "very file that was normalised",
		    "the file has fewer lines than the one that was "
		    "normalised");
	}
	if (*missing == 0 || *missing < psi_text_table_num(&columns->wanted))
		return 0;
	if (columns->lists_size > 1)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "give the exports that were normalised, in that order",
		    "the files have none of the accounts that matched");
	return psi_refuse(err, PSI_E_INPUT, 0,
	    "name the column of the id with --id-column, or give the export "
	    "that was normalised",
	    "the file has none of the accounts that matched");
}

int
psi_own_columns_read(struct psi_own_columns *columns,
    const struct psi_source *source, const char *id_column,
    const struct psi_csv_reader_options *options, uint64_t *missing,
    struct psi_error *err)
{
	/* With a column that is named, the first line is the header. */
	const struct psi_sheet_config config = { .maps = columns->maps,
		.num_maps = id_column == NULL ? columns->num_maps : 0,
		.skip = id_column != NULL || columns->skip_lines > 0,
		.skip_lines = id_column == NULL ? columns->skip_lines : 0 };
	struct psi_csv_reader *reader = NULL;
	struct psi_sheet *sheet = NULL;
	struct psi_mapping mapping;
	struct psi_rows rows;
	int rc;

	if ((rc = make_lists(columns, 1, err)) != 0 ||
	    (rc = psi_csv_reader_new(&reader, source, options, err)) != 0)
		goto out;
	psi_csv_reader_unwrap(reader);
	rows = psi_csv_reader_rows(reader);
	if ((rc = psi_sheet_new(&sheet, &rows, &config, err)) != 0 ||
	    (rc = detect(&mapping, sheet, id_column, err)) != 0 ||
	    (rc = add_list(columns, &mapping, sheet, err)) != 0)
		goto out;
	if ((rc = read_rows(columns, sheet, err)) == 0)
		rc = count_missing(columns, missing, err);
out:
	psi_sheet_free(sheet);
	psi_csv_reader_free(reader);
	return rc;
}

/* ---- several exports ---- */

static int
begin_list(void *cookie, unsigned int list, const struct psi_sheet *sheet,
    struct psi_error *err)
{
	(void)list;
	return add_list(cookie, psi_sheet_mapping(sheet), sheet, err);
}

/* An account's first row says what it is called. */
static int
name_account(struct psi_own_columns *columns, const struct psi_export_row *row,
    struct psi_error *err)
{
	struct psi_cell id = psi_account_id(row->id);
	uint32_t number;

	if (psi_text_table_find(&columns->wanted, id.text, id.len, &number))
		number++;
	else
		number = 0;
	return numbers_add(&columns->number, &number, err);
}

static int
on_row(void *cookie, const struct psi_export_row *row, struct psi_error *err)
{
	struct psi_own_columns *columns = cookie;
	uint32_t number;
	int rc;

	if (row->first && (rc = name_account(columns, row, err)) != 0)
		return rc;
	number = columns->number.at[row->account];
	return number == 0 ? 0
			   : take_row(columns, number - 1, row->record, err);
}

int
psi_own_columns_read_lists(struct psi_own_columns *columns,
    const struct psi_normalizer *normalizer,
    const struct psi_source *const *sources, size_t num_sources,
    const struct psi_normalize_options *options, uint64_t *missing,
    unsigned int *list, struct psi_error *err)
{
	const struct psi_export_rows rows = { .normalizer = normalizer,
		.sources = sources,
		.num_sources = num_sources,
		.options = options,
		.begin = begin_list,
		.row = on_row,
		.cookie = columns };
	int rc;

	*list = 0;
	if ((rc = make_lists(columns, num_sources, err)) != 0 ||
	    (rc = psi_export_rows_read(&rows, list, err)) != 0)
		return rc;
	return count_missing(columns, missing, err);
}

/* ---- what was read ---- */

size_t
psi_own_columns_num(const struct psi_own_columns *columns)
{
	size_t num = 0;

	for (size_t i = 0; i < columns->num_lists; i++)
		num += columns->list[i].num_columns;
	return num;
}

/* The cells of a list from the one at `first`, empty ones where that is 0. */
static void
copy_cells(const struct psi_own_columns *columns, const struct list *list,
    size_t first, struct psi_cell *out)
{
	for (size_t i = 0; i < list->num_columns; i++) {
		const struct kept *kept = &columns->cell[first + i];

		out[i].text = "";
		out[i].len = 0;
		if (first == 0)
			continue;
		out[i].text = (const char *)columns->arena.data + kept->offset;
		out[i].len = kept->len;
	}
}

void
psi_own_columns_names(
    const struct psi_own_columns *columns, struct psi_cell *out)
{
	for (size_t i = 0; i < columns->num_lists; i++) {
		const struct list *list = &columns->list[i];

		copy_cells(columns, list, list->header, out);
		out += list->num_columns;
	}
}

/* The number of an account that is wanted, and has a row. */
static bool
find_row(const struct psi_own_columns *columns, uint32_t *number,
    const char *account, size_t account_len)
{
	struct psi_cell id = { account, account_len };

	id = psi_account_id(id);
	return psi_text_table_find(&columns->wanted, id.text, id.len, number) &&
	    has_row(columns, *number);
}

void
psi_own_columns_cells(const struct psi_own_columns *columns,
    const char *account, size_t account_len, struct psi_cell *out)
{
	uint32_t number = 0;
	bool found = find_row(columns, &number, account, account_len);

	for (size_t i = 0; i < columns->num_lists; i++) {
		const struct list *list = &columns->list[i];

		copy_cells(columns, list,
		    found ? columns->row[number * columns->lists_size + i] : 0,
		    out);
		out += list->num_columns;
	}
}

void
psi_own_columns_map(struct psi_own_columns *columns, const char *const *maps,
    size_t num_maps, uint64_t skip_lines)
{
	columns->maps = maps;
	columns->num_maps = num_maps;
	columns->skip_lines = skip_lines;
}

/* Without the blanks around it. */
static struct psi_cell
trim(const char *text, size_t len)
{
	struct psi_cell cell = { text, len };

	while (cell.len > 0 && cell.text[0] == ' ') {
		cell.text++;
		cell.len--;
	}
	while (cell.len > 0 && cell.text[cell.len - 1] == ' ')
		cell.len--;
	return cell;
}

static struct psi_cell
kept_cell(const struct psi_own_columns *columns, size_t at)
{
	const struct kept *kept = &columns->cell[at];

	return trim(
	    (const char *)columns->arena.data + kept->offset, kept->len);
}

/* The first cell of a field that is not empty, in the row at `row` of a list, and of
 * an amount what it is in. */
static struct psi_cell
field_cell(const struct psi_own_columns *columns, const struct list *list,
    size_t row, enum psi_field field, struct psi_cell *currency)
{
	struct psi_cell cell = { NULL, 0 };

	*currency = cell;
	for (size_t i = 0; i < list->mapping.field[field].num_columns; i++) {
		size_t of = list->mapping.field[field].currency[i];

		cell = kept_cell(
		    columns, row + list->mapping.field[field].column[i]);
		if (cell.len == 0)
			continue;
		if (of > 0)
			*currency = kept_cell(columns, row + of - 1);
		break;
	}
	return cell;
}

static struct psi_cell
account_cell(const struct psi_own_columns *columns, const char *account,
    size_t account_len, enum psi_field field, struct psi_cell *currency)
{
	struct psi_cell cell = { NULL, 0 };
	uint32_t number;

	*currency = cell;
	if (!find_row(columns, &number, account, account_len))
		return cell;
	for (size_t i = 0; cell.len == 0 && i < columns->num_lists; i++) {
		size_t row = columns->row[number * columns->lists_size + i];

		if (row != 0)
			cell = field_cell(
			    columns, &columns->list[i], row, field, currency);
	}
	return cell;
}

struct psi_cell
psi_own_columns_cell(const struct psi_own_columns *columns, const char *account,
    size_t account_len, enum psi_field field)
{
	struct psi_cell currency;

	return account_cell(columns, account, account_len, field, &currency);
}

struct psi_cell
psi_own_columns_currency(const struct psi_own_columns *columns,
    const char *account, size_t account_len, enum psi_field field)
{
	struct psi_cell currency;

	(void)account_cell(columns, account, account_len, field, &currency);
	return currency;
}

bool
psi_own_columns_deals(const struct psi_own_columns *columns,
    struct psi_deal_sum *out, const char *account, size_t account_len,
    const char *currency, enum psi_date_order order)
{
	uint32_t number;

	return find_row(columns, &number, account, account_len) &&
	    psi_deals_sum(out, &columns->deals, number, currency, order);
}

enum psi_date_order
psi_own_columns_date_order(const struct psi_own_columns *columns)
{
	return psi_deals_date_order(&columns->deals);
}
