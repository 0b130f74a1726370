#include "list/account_id.h"
#include "list/own_columns.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/bytes.h"
#include "base/error.h"
#include "base/secret.h"
#include "table/csv_reader.h"
#include "list/header.h"
#include "list/sheet.h"
#include "base/text_table.h"

/* An account without an id is named by this and its line. */
#define LINE_PREFIX "line-"

/* A cell that was kept. */
struct kept {
	uint64_t offset;
	uint32_t len;
};

struct psi_own_columns {
	const char *const *maps;
	size_t num_maps;
	struct psi_mapping mapping;
	struct psi_text_table wanted;
	size_t num_columns;
	/* The header, then the rows, each of num_columns cells. */
	struct kept *cell;
	size_t num_cell;
	size_t cell_size;
	struct psi_buf arena;
	/* The line on which the last row begins. */
	uint64_t last_line;
	/* For each account wanted its first cell; 0 where it has no row. */
	size_t *row;
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
	psi_array_free(columns->row, psi_text_table_num(&columns->wanted),
	    sizeof *columns->row);
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

/* Keep a row; one that is too short gets empty cells. */
static int
keep_row(struct psi_own_columns *columns, const struct psi_record *record,
    struct psi_error *err)
{
	void *array = columns->cell;
	int rc;

	rc = psi_array_grow(&array, &columns->cell_size, columns->num_cell,
	    columns->num_columns, sizeof *columns->cell, err);
	if (rc != 0)
		return rc;
	columns->cell = array;
	for (size_t i = 0; i < columns->num_columns; i++) {
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
	columns->num_cell += columns->num_columns;
	return 0;
}

/* The name of the row's account, as psi-normalize gives it. */
static struct psi_cell
account_name(const struct psi_mapping *mapping, const struct psi_record *record,
    char *line, size_t line_size)
{
	struct psi_cell account = psi_mapping_first(
	    mapping, PSI_FIELD_ID, record->cells, record->num_cells);

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
		struct psi_cell account =
		    account_name(&columns->mapping, &record, line, sizeof line);
		uint32_t number;

		columns->last_line = record.line;
		if ((kind != PSI_SHEET_DATA && kind != PSI_SHEET_SHORT) ||
		    !psi_text_table_find(
			&columns->wanted, account.text, account.len, &number) ||
		    columns->row[number] != 0)
			continue;
		columns->row[number] = columns->num_cell;
		if ((rc = keep_row(columns, &record, err)) != 0)
			break;
	}
	return rc;
}

/* The column of the id, as it was told or as psi-normalize finds it. Any file
 * that has it will do, also one that could give no keys; one without it must
 * be one that psi-normalize takes, which names accounts by their line. */
static int
detect(struct psi_own_columns *columns, const struct psi_sheet *sheet,
    const char *id_column, struct psi_error *err)
{
	struct psi_mapping *mapping = &columns->mapping;
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

/* A file that was not the one normalised would give the columns of nobody, or
 * of others. */
static int
count_missing(const struct psi_own_columns *columns, uint64_t *missing,
    struct psi_error *err)
{
	bool is_short = false;

	*missing = 0;
	for (size_t i = 0; i < psi_text_table_num(&columns->wanted); i++) {
		if (columns->row[i] != 0)
			continue;
		(*missing)++;
		is_short = is_short || is_beyond(columns, i);
	}
	if (is_short) {
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "accounts without an id are named by their line: give the "
		    "very file that was normalised",
		    "the file has fewer lines than the one that was "
		    "normalised");
	}
	if (*missing == 0 || *missing < psi_text_table_num(&columns->wanted))
		return 0;
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
		.skip = id_column != NULL };
	struct psi_csv_reader *reader = NULL;
	struct psi_sheet *sheet = NULL;
	struct psi_record header = { NULL, 0, 0, false };
	struct psi_rows rows;
	int rc;

	columns->row = psi_array_new(
	    psi_text_table_num(&columns->wanted), sizeof *columns->row);
	if (columns->row == NULL)
		return psi_error_nomem(err);
	if ((rc = psi_csv_reader_new(&reader, source, options, err)) != 0)
		goto out;
	psi_csv_reader_unwrap(reader);
	rows = psi_csv_reader_rows(reader);
	if ((rc = psi_sheet_new(&sheet, &rows, &config, err)) != 0)
		goto out;
	header.cells = psi_sheet_header(sheet, &header.num_cells);
	columns->num_columns = header.num_cells;
	if ((rc = detect(columns, sheet, id_column, err)) != 0 ||
	    (rc = keep_row(columns, &header, err)) != 0)
		goto out;
	if ((rc = read_rows(columns, sheet, err)) == 0)
		rc = count_missing(columns, missing, err);
out:
	psi_sheet_free(sheet);
	psi_csv_reader_free(reader);
	return rc;
}

size_t
psi_own_columns_num(const struct psi_own_columns *columns)
{
	return columns->num_columns;
}

static void
copy_cells(
    const struct psi_own_columns *columns, size_t first, struct psi_cell *out)
{
	for (size_t i = 0; i < columns->num_columns; i++) {
		const struct kept *kept = &columns->cell[first + i];

		out[i].text = (const char *)columns->arena.data + kept->offset;
		out[i].len = kept->len;
	}
}

void
psi_own_columns_names(
    const struct psi_own_columns *columns, struct psi_cell *out)
{
	copy_cells(columns, 0, out);
}

/* The number of an account that is wanted, and has a row. */
static bool
find_row(const struct psi_own_columns *columns, uint32_t *number,
    const char *account, size_t account_len)
{
	struct psi_cell id = { account, account_len };

	id = psi_account_id(id);
	return psi_text_table_find(&columns->wanted, id.text, id.len, number) &&
	    columns->row[*number] != 0;
}

void
psi_own_columns_cells(const struct psi_own_columns *columns,
    const char *account, size_t account_len, struct psi_cell *out)
{
	static const struct psi_cell empty = { "", 0 };
	uint32_t number;

	if (find_row(columns, &number, account, account_len)) {
		copy_cells(columns, columns->row[number], out);
		return;
	}
	for (size_t i = 0; i < columns->num_columns; i++)
		out[i] = empty;
}

void
psi_own_columns_map(
    struct psi_own_columns *columns, const char *const *maps, size_t num_maps)
{
	columns->maps = maps;
	columns->num_maps = num_maps;
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

struct psi_cell
psi_own_columns_cell(const struct psi_own_columns *columns, const char *account,
    size_t account_len, enum psi_field field)
{
	struct psi_cell cell = { NULL, 0 };
	uint32_t number;

	if (!find_row(columns, &number, account, account_len))
		return cell;
	for (size_t i = 0;
	     cell.len == 0 && i < columns->mapping.field[field].num_columns;
	     i++) {
		const struct kept *kept = &columns->cell[columns->row[number] +
		    columns->mapping.field[field].column[i]];

		cell = trim((const char *)columns->arena.data + kept->offset,
		    kept->len);
	}
	return cell;
}
