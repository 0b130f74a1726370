#include "wire/shared_table.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"

#define LABEL_CHARS (2 * (size_t)PSI_SHARED_LABEL_BYTES)
#define TOKEN_CHARS (2 * (size_t)PSI_SHARED_TOKEN_BYTES)
#define CLOSING "rows"
#define BUFFER_BYTES ((size_t)1 << 16)

struct psi_shared_table {
	struct psi_source source;
	const char *const *columns;
	size_t num_columns;
	uint64_t max_rows;
	/* Rows so far, and the label of the last. */
	uint64_t num_row;
	uint8_t label[PSI_SHARED_LABEL_BYTES];
	/* 0 <= pos <= len <= BUFFER_BYTES */
	size_t pos;
	size_t len;
	bool at_end;
	char buffer[BUFFER_BYTES];
};

static bool
needs_quotes(const char *text, size_t len)
{
	return len > 0 &&
	    (memchr(text, ',', len) != NULL || memchr(text, '"', len) != NULL);
}

static int
append_cell(
    struct psi_buf *out, const char *text, size_t len, struct psi_error *err)
{
	int rc;

	if (!needs_quotes(text, len))
		return psi_buf_append(out, text, len, err);
	if ((rc = psi_buf_append(out, "\"", 1, err)) != 0)
		return rc;
	while (len > 0) {
		const char *quote = memchr(text, '"', len);
		size_t n = quote == NULL ? len : (size_t)(quote - text) + 1;

		if ((rc = psi_buf_append(out, text, n, err)) != 0)
			return rc;
		if (quote != NULL &&
		    (rc = psi_buf_append(out, "\"", 1, err)) != 0)
			return rc;
		text += n;
		len -= n;
	}
	return psi_buf_append(out, "\"", 1, err);
}

int
psi_shared_table_head(struct psi_buf *out, const char *const *columns,
    size_t num_columns, struct psi_error *err)
{
	int rc = psi_buf_append_text(out, "label,tokens", err);

	for (size_t i = 0; rc == 0 && i < num_columns; i++) {
		rc = psi_buf_append(out, ",", 1, err);
		if (rc == 0)
			rc = psi_buf_append_text(out, columns[i], err);
	}
	return rc != 0 ? rc : psi_buf_append(out, "\n", 1, err);
}

int
psi_shared_table_row(struct psi_buf *out, const struct psi_shared_row *row,
    size_t num_columns, struct psi_error *err)
{
	char hex[LABEL_CHARS + 1];
	int rc;

	psi_hex_encode(hex, row->label, PSI_SHARED_LABEL_BYTES);
	rc = psi_buf_append(out, hex, LABEL_CHARS, err);
	for (size_t i = 0; rc == 0 && i < row->num_token; i++) {
		psi_hex_encode(hex, row->token[i], PSI_SHARED_TOKEN_BYTES);
		rc = psi_buf_append(out, i == 0 ? "," : " ", 1, err);
		if (rc == 0)
			rc = psi_buf_append(out, hex, TOKEN_CHARS, err);
	}
	for (size_t i = 0; rc == 0 && i < num_columns; i++) {
		rc = psi_buf_append(out, ",", 1, err);
		if (rc == 0)
			rc = append_cell(
			    out, row->cell[i].text, row->cell[i].len, err);
	}
	return rc != 0 ? rc : psi_buf_append(out, "\n", 1, err);
}

int
psi_shared_table_foot(struct psi_buf *out, uint64_t rows, size_t num_columns,
    struct psi_error *err)
{
	char number[PSI_DECIMAL_CHARS];
	size_t len = psi_decimal_encode(number, rows);
	int rc = psi_buf_append_text(out, CLOSING ",", err);

	if (rc == 0)
		rc = psi_buf_append(out, number, len, err);
	for (size_t i = 0; rc == 0 && i < num_columns; i++)
		rc = psi_buf_append(out, ",", 1, err);
	return rc != 0 ? rc : psi_buf_append(out, "\n", 1, err);
}

/* The row that is being read: the header is row 0. */
static int
refuse(const struct psi_shared_table *table, int code, const char *what,
    struct psi_error *err)
{
	static const char hint[] =
	    "do not use this file, and ask your partner how it was made";

	return table->num_row == 0
	    ? psi_refuse(err, code, 0, hint,
		  "in the header of the sealed table: %s", what)
	    : psi_refuse(err, code, 0, hint,
		  "in row %llu of the sealed table: %s",
		  (unsigned long long)table->num_row, what);
}

static int
fill(struct psi_shared_table *table, struct psi_error *err)
{
	size_t got = 0;
	int rc;

	memmove(
	    table->buffer, table->buffer + table->pos, table->len - table->pos);
	table->len -= table->pos;
	table->pos = 0;
	rc = table->source.read(table->source.cookie,
	    (uint8_t *)table->buffer + table->len, BUFFER_BYTES - table->len,
	    &got, err);
	if (rc != 0)
		return rc;
	table->len += got;
	table->at_end = got == 0;
	return 0;
}

/* The next line without its LF; *line is NULL at the end of the table. Its
 * bytes may be changed, and stay valid until the next call. */
static int
next_line(struct psi_shared_table *table, char **line, size_t *line_len,
    struct psi_error *err)
{
	for (;;) {
		size_t left = table->len - table->pos;
		char *begin = table->buffer + table->pos;
		char *lf = left == 0 ? NULL : memchr(begin, '\n', left);
		size_t n = lf == NULL ? left : (size_t)(lf - begin);
		int rc;

		if (n > PSI_SHARED_LINE_MAX)
			return refuse(
			    table, PSI_E_GRAMMAR, "the line is too long", err);
		if (lf != NULL) {
			table->pos += n + 1;
			*line = begin;
			*line_len = n;
			return 0;
		}
		if (table->at_end && left == 0) {
			*line = NULL;
			return 0;
		}
		if (table->at_end)
			return refuse(
			    table, PSI_E_GRAMMAR, "the table is cut off", err);
		if ((rc = fill(table, err)) != 0)
			return rc;
	}
}

/* A quoted cell at `*pos`, taken out of its quotes where it stands. */
static bool
take_quoted(struct psi_cell *out, char *line, size_t line_len, size_t *pos)
{
	size_t from = *pos + 1;
	size_t to = from;

	out->text = line + from;
	for (size_t i = from; i < line_len; i++) {
		if (line[i] == '"' &&
		    (i + 1 == line_len || line[i + 1] == ',')) {
			*pos = i + 1;
			out->len = to - from;
			/* As it would be written. */
			return needs_quotes(out->text, out->len);
		}
		if (line[i] == '"' && line[++i] != '"')
			return false;
		line[to++] = line[i];
	}
	return false;
}

/* The cell at `*pos`, which is left behind it and its comma. */
static bool
take_cell(struct psi_cell *out, char *line, size_t line_len, size_t *pos)
{
	if (*pos < line_len && line[*pos] == '"') {
		if (!take_quoted(out, line, line_len, pos))
			return false;
	} else {
		char *comma = *pos == line_len
		    ? NULL
		    : memchr(line + *pos, ',', line_len - *pos);
		size_t end = comma == NULL ? line_len : (size_t)(comma - line);

		out->text = line + *pos;
		out->len = end - *pos;
		*pos = end;
		if (out->len > 0 && memchr(out->text, '"', out->len) != NULL)
			return false;
	}
	return true;
}

/* Exactly `num` cells. */
static bool
split(struct psi_cell *out, size_t num, char *line, size_t line_len)
{
	size_t pos = 0;

	for (size_t i = 0; i < num; i++) {
		if (i > 0 && (pos == line_len || line[pos++] != ','))
			return false;
		if (!take_cell(&out[i], line, line_len, &pos))
			return false;
	}
	return pos == line_len;
}

static bool
cell_is(const struct psi_cell *cell, const char *text)
{
	return cell->len == strlen(text) &&
	    psi_public_equal(cell->text, text, cell->len);
}

static int
read_head(struct psi_shared_table *table, struct psi_error *err)
{
	struct psi_cell cell[2 + PSI_SHARED_CELLS_MAX] = { { NULL, 0 } };
	size_t line_len = 0;
	char *line = NULL;
	bool is_good;
	int rc;

	if ((rc = next_line(table, &line, &line_len, err)) != 0)
		return rc;
	is_good = line != NULL &&
	    split(cell, 2 + table->num_columns, line, line_len) &&
	    cell_is(&cell[0], "label") && cell_is(&cell[1], "tokens");
	for (size_t i = 0; is_good && i < table->num_columns; i++)
		is_good = cell_is(&cell[2 + i], table->columns[i]);
	if (is_good)
		return 0;
	return refuse(table, PSI_E_GRAMMAR,
	    "the columns are not those that the agreement gives", err);
}

int
psi_shared_table_new(struct psi_shared_table **out,
    const struct psi_source *source, const char *const *columns,
    size_t num_columns, uint64_t max_rows, struct psi_error *err)
{
	struct psi_shared_table *table;
	int rc;

	if (num_columns > PSI_SHARED_CELLS_MAX)
		return psi_error_set(err, PSI_E_ARG, "too many columns");
	table = psi_array_new(1, sizeof *table);
	if (table == NULL)
		return psi_error_nomem(err);
	table->source = *source;
	table->columns = columns;
	table->num_columns = num_columns;
	table->max_rows = max_rows;
	if ((rc = read_head(table, err)) == 0)
		*out = table;
	else
		psi_shared_table_free(table);
	return rc;
}

/* The closing row, and that nothing follows it. */
static int
read_foot(struct psi_shared_table *table, const struct psi_cell *cell,
    struct psi_error *err)
{
	size_t line_len = 0;
	char *line = NULL;
	uint64_t rows = 0;
	int rc;

	if (!psi_decimal_decode(&rows, cell[1].text, cell[1].len, UINT64_MAX))
		return refuse(
		    table, PSI_E_GRAMMAR, "the closing row has no number", err);
	for (size_t i = 0; i < table->num_columns; i++)
		if (cell[2 + i].len != 0)
			return refuse(table, PSI_E_GRAMMAR,
			    "the closing row has something behind its number",
			    err);
	if (rows != table->num_row - 1)
		return refuse(table, PSI_E_LIMIT,
		    "the closing row gives another number of rows", err);
	if ((rc = next_line(table, &line, &line_len, err)) != 0)
		return rc;
	if (line == NULL)
		return 0;
	return refuse(table, PSI_E_GRAMMAR,
	    "there is something behind the closing row", err);
}

static int
read_tokens(const struct psi_shared_table *table, struct psi_shared_row *row,
    const struct psi_cell *cell, struct psi_error *err)
{
	size_t num = (cell->len + 1) / (TOKEN_CHARS + 1);

	if (num == 0 || num > PSI_SHARED_TOKENS_MAX ||
	    cell->len != num * (TOKEN_CHARS + 1) - 1)
		return refuse(table, PSI_E_GRAMMAR,
		    "the tokens are not 1 to 64 of 32 digits", err);
	for (size_t i = 0; i < num; i++) {
		const char *text = cell->text + i * (TOKEN_CHARS + 1);
		int order;

		if ((i > 0 && text[-1] != ' ') ||
		    !psi_hex_decode(row->token[i], PSI_SHARED_TOKEN_BYTES, text,
			TOKEN_CHARS))
			return refuse(table, PSI_E_GRAMMAR,
			    "a token is not lower-case hexadecimal", err);
		if (i == 0)
			continue;
		/* Tokens are public to both sides. */
		order = memcmp(
		    row->token[i - 1], row->token[i], PSI_SHARED_TOKEN_BYTES);
		if (order >= 0)
			return refuse(table, PSI_E_ORDER,
			    order == 0 ? "a token stands twice"
				       : "the tokens are not in order",
			    err);
	}
	row->num_token = num;
	return 0;
}

static int
read_label(struct psi_shared_table *table, struct psi_shared_row *row,
    const struct psi_cell *cell, struct psi_error *err)
{
	int order = 1;

	if (!psi_hex_decode(
		row->label, sizeof row->label, cell->text, cell->len))
		return refuse(table, PSI_E_GRAMMAR,
		    "the label is not 32 digits of lower-case hexadecimal",
		    err);
	/* Labels are public: they are made to be sent. */
	if (table->num_row > 1)
		order = memcmp(row->label, table->label, sizeof row->label);
	if (order <= 0)
		return refuse(table, PSI_E_ORDER,
		    order == 0 ? "the label stands twice"
			       : "the labels are not in order",
		    err);
	memcpy(table->label, row->label, sizeof row->label);
	return 0;
}

int
psi_shared_table_next(struct psi_shared_table *table,
    struct psi_shared_row *row, bool *end, struct psi_error *err)
{
	struct psi_cell cell[2 + PSI_SHARED_CELLS_MAX] = { { NULL, 0 } };
	size_t line_len = 0;
	char *line = NULL;
	int rc;

	table->num_row++;
	if ((rc = next_line(table, &line, &line_len, err)) != 0)
		return rc;
	if (line == NULL)
		return refuse(
		    table, PSI_E_GRAMMAR, "the closing row is missing", err);
	if (!split(cell, 2 + table->num_columns, line, line_len))
		return refuse(table, PSI_E_GRAMMAR,
		    "the cells are not as many, or not written, as they "
		    "must be",
		    err);
	if (cell_is(&cell[0], CLOSING)) {
		*end = true;
		return read_foot(table, cell, err);
	}
	if (table->num_row > table->max_rows)
		return refuse(table, PSI_E_LIMIT,
		    "there are more rows than the agreement allows", err);
	if ((rc = read_label(table, row, &cell[0], err)) != 0 ||
	    (rc = read_tokens(table, row, &cell[1], err)) != 0)
		return rc;
	for (size_t i = 0; i < table->num_columns; i++) {
		row->cell[i] = cell[2 + i];
		if (row->cell[i].len > PSI_SHARED_CELL_MAX)
			return refuse(
			    table, PSI_E_GRAMMAR, "a cell is too long", err);
	}
	row->number = table->num_row;
	*end = false;
	return 0;
}

void
psi_shared_table_free(struct psi_shared_table *table)
{
	psi_array_free(table, 1, sizeof *table);
}
