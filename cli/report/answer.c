#include "report/answer.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"
#include "kit/outfile.h"

/* ---- filling ---- */

static int
add_cell(struct psi_answer *answer, const struct psi_mapping_cell *cell,
    struct psi_error *err)
{
	void *cells = answer->cells;
	void *bytes = answer->bytes;
	int rc = 0;

	rc = psi_grow(&cells, &answer->size_cells, answer->num_cells, 1,
	    sizeof *answer->cells, err);
	answer->cells = cells;
	if (rc == 0)
		rc = psi_grow(
		    &bytes, &answer->size, answer->len, cell->len + 1, 1, err);
	answer->bytes = bytes;
	if (rc != 0)
		return rc;
	answer->cells[answer->num_cells++] = answer->len;
	if (cell->len > 0)
		memcpy(answer->bytes + answer->len, cell->text, cell->len);
	answer->len += cell->len;
	answer->bytes[answer->len++] = '\0';
	return 0;
}

static int
add_row(void *cookie, const struct psi_mapping_cell *cells, size_t num_cells,
    struct psi_error *err)
{
	struct psi_answer *answer = cookie;
	int rc = 0;

	if (answer->num_columns == 0)
		answer->num_columns = num_cells;
	for (size_t i = 0; rc == 0 && i < num_cells; i++)
		rc = add_cell(answer, &cells[i], err);
	return rc;
}

struct psi_mapping_rows
psi_answer_rows(struct psi_answer *answer)
{
	return (struct psi_mapping_rows){ add_row, answer };
}

void
psi_answer_keep(struct psi_answer *answer, const bool *keeps)
{
	size_t num = psi_answer_num(answer);
	size_t width = answer->num_columns;
	size_t kept = 0;

	for (size_t i = 0; i < num; i++) {
		if (!keeps[i])
			continue;
		/* The header stands in front. */
		memmove(answer->cells + (kept + 1) * width,
		    answer->cells + (i + 1) * width,
		    width * sizeof *answer->cells);
		kept++;
	}
	if (num > 0)
		answer->num_cells = (kept + 1) * width;
}

void
psi_answer_clear(struct psi_answer *answer)
{
	psi_grow_free(answer->bytes, answer->size, 1);
	psi_grow_free(answer->cells, answer->size_cells, sizeof *answer->cells);
	memset(answer, 0, sizeof *answer);
}

/* ---- looking ---- */

size_t
psi_answer_num(const struct psi_answer *answer)
{
	return answer->num_columns == 0
	    ? 0
	    : answer->num_cells / answer->num_columns - 1;
}

const char *
psi_answer_name(const struct psi_answer *answer, size_t column)
{
	return answer->bytes + answer->cells[column];
}

const char *
psi_answer_cell(const struct psi_answer *answer, size_t row, size_t column)
{
	return answer->bytes +
	    answer->cells[(row + 1) * answer->num_columns + column];
}

size_t
psi_answer_find(const struct psi_answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->num_columns; i++)
		if (strcmp(psi_answer_name(answer, i), name) == 0)
			return i;
	return SIZE_MAX;
}

uint64_t
psi_answer_number(const struct psi_answer *answer, size_t row, size_t column)
{
	const char *text = psi_answer_cell(answer, row, column);
	uint64_t number = 0;

	text += strcspn(text, "0123456789");
	while (*text >= '0' && *text <= '9' && number < UINT64_MAX / 100)
		number = number * 10 + (uint64_t)(*text++ - '0');
	return number;
}

/* ---- aligned ---- */

/* A wide cell is cut in a table, but for the last one of a row, which then is wider
 * than its column; U+2026, of one column, says so. */
#define WIDTH_MAX 40
#define ELLIPSIS "\xe2\x80\xa6"

/* Scripts whose characters take two columns of a terminal (Unicode Standard
 * Annex 11, East Asian Width W and F), by and large. */
static bool
is_wide(uint32_t c)
{
	static const struct {
		uint32_t first;
		uint32_t last;
	} wide[] = { { 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0xa4cf },
		{ 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f },
		{ 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f },
		{ 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd } };

	for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++)
		if (c >= wide[i].first && c <= wide[i].last)
			return true;
	return false;
}

/* Marks that stand over the letter before them. */
static bool
is_mark(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || (c >= 0x1ab0 && c <= 0x1aff) ||
	    (c >= 0x1dc0 && c <= 0x1dff) || (c >= 0x20d0 && c <= 0x20ff) ||
	    (c >= 0x3099 && c <= 0x309a) || (c >= 0xfe20 && c <= 0xfe2f);
}

/* The bytes of the character at `text`, which is UTF-8, and its columns. */
static size_t
next_char(const char *text, size_t *columns)
{
	unsigned char first = (unsigned char)text[0];
	uint32_t c = first < 0x80 ? first
	    : first < 0xe0        ? first & 0x1fU
	    : first < 0xf0        ? first & 0x0fU
				  : first & 0x07U;
	size_t n = 1;

	while (((unsigned char)text[n] & 0xc0) == 0x80)
		c = c << 6 | ((unsigned char)text[n++] & 0x3fU);
	*columns = is_mark(c) ? 0 : is_wide(c) ? 2 : 1;
	return n;
}

static size_t
width_of(const char *text)
{
	size_t columns;
	size_t n = 0;

	while (*text != '\0') {
		text += next_char(text, &columns);
		n += columns;
	}
	return n;
}

static bool
is_number(const char *text)
{
	return *text != '\0' && text[strspn(text, "0123456789.")] == '\0';
}

static int
print_cell(struct psi_outfile *out, const char *text, size_t width, bool right,
    struct psi_error *err)
{
	bool is_cut = width_of(text) > width;
	const char *mark = is_cut ? ELLIPSIS : "";
	size_t blanks = width - is_cut;
	size_t bytes = 0;
	size_t columns;

	while (text[bytes] != '\0') {
		size_t more = next_char(text + bytes, &columns);

		if (columns > blanks)
			break;
		blanks -= columns;
		bytes += more;
	}
	if (right)
		return psi_outfile_text(out, err, "%*s%.*s%s  ", (int)blanks,
		    "", (int)bytes, text, mark);
	return psi_outfile_text(
	    out, err, "%.*s%s%*s  ", (int)bytes, text, mark, (int)blanks, "");
}

static size_t
column_width(const struct psi_answer *answer, size_t column)
{
	size_t width = width_of(psi_answer_name(answer, column));

	for (size_t i = 0; i < psi_answer_num(answer); i++) {
		size_t have = width_of(psi_answer_cell(answer, i, column));

		if (have > width)
			width = have;
	}
	return width < WIDTH_MAX ? width : WIDTH_MAX;
}

/* A cell of a row: the last one is whole, and the others are not filled up to it. */
static int
print_in_row(struct psi_outfile *out, const char *text, size_t width,
    bool is_last, bool right, struct psi_error *err)
{
	size_t whole = is_last ? width_of(text) : 0;

	return print_cell(out, text, whole > width ? whole : width, right, err);
}

static int
print_long(const struct psi_answer *answer, struct psi_outfile *out,
    struct psi_error *err)
{
	size_t widths[128];
	size_t num = answer->num_columns < 128 ? answer->num_columns : 128;
	int rc = 0;

	for (size_t j = 0; j < num; j++)
		widths[j] = column_width(answer, j);
	for (size_t j = 0; rc == 0 && j < num; j++)
		rc = print_in_row(out, psi_answer_name(answer, j), widths[j],
		    j + 1 == num,
		    psi_answer_num(answer) > 0 &&
			is_number(psi_answer_cell(answer, 0, j)),
		    err);
	if (rc == 0)
		rc = psi_outfile_text(out, err, "\n");
	for (size_t i = 0; rc == 0 && i < psi_answer_num(answer); i++) {
		for (size_t j = 0; rc == 0 && j < num; j++) {
			const char *cell = psi_answer_cell(answer, i, j);

			rc = print_in_row(out, cell, widths[j], j + 1 == num,
			    is_number(cell), err);
		}
		if (rc == 0)
			rc = psi_outfile_text(out, err, "\n");
	}
	return rc;
}

/* ---- across ---- */

#define ACROSS_MAX 16

/* The distinct values of a column, in their order. */
static size_t
distinct(const struct psi_answer *answer, size_t column, const char **out,
    size_t max)
{
	size_t num = 0;

	for (size_t i = 0; i < psi_answer_num(answer); i++) {
		const char *cell = psi_answer_cell(answer, i, column);
		size_t j = 0;

		while (j < num && strcmp(out[j], cell) != 0)
			j++;
		if (j == num && num == max)
			return max + 1;
		if (j == num)
			out[num++] = cell;
	}
	return num;
}

static const char *
crossing(const struct psi_answer *answer, const char *down, size_t across,
    const char *right, size_t shown)
{
	for (size_t i = 0; i < psi_answer_num(answer); i++)
		if (strcmp(psi_answer_cell(answer, i, 0), down) == 0 &&
		    strcmp(psi_answer_cell(answer, i, across), right) == 0)
			return psi_answer_cell(answer, i, shown);
	return "-";
}

static int
print_across(const struct psi_answer *answer, size_t across, size_t shown,
    struct psi_outfile *out, struct psi_error *err)
{
	const char *right[ACROSS_MAX];
	const char *down[WIDTH_MAX];
	size_t num_right = distinct(answer, across, right, ACROSS_MAX);
	size_t num_down = distinct(answer, 0, down, WIDTH_MAX);
	int rc;

	if (num_right > ACROSS_MAX || num_down > WIDTH_MAX)
		return print_long(answer, out, err);
	rc = psi_outfile_text(out, err, "%s, across: %s; %s\n",
	    psi_answer_name(answer, 0), psi_answer_name(answer, across),
	    psi_answer_name(answer, shown));
	if (rc == 0)
		rc = print_cell(out, "", 18, false, err);
	for (size_t j = 0; rc == 0 && j < num_right; j++)
		rc = print_cell(out, right[j], 16, true, err);
	if (rc == 0)
		rc = psi_outfile_text(out, err, "\n");
	for (size_t i = 0; rc == 0 && i < num_down; i++) {
		rc = print_cell(out, down[i], 18, false, err);
		for (size_t j = 0; rc == 0 && j < num_right; j++)
			rc = print_cell(out,
			    crossing(answer, down[i], across, right[j], shown),
			    16, true, err);
		if (rc == 0)
			rc = psi_outfile_text(out, err, "\n");
	}
	return rc;
}

int
psi_answer_print(const struct psi_answer *answer, const char *across,
    struct psi_outfile *out, struct psi_error *err)
{
	size_t column =
	    across == NULL ? SIZE_MAX : psi_answer_find(answer, across);
	size_t shown = psi_answer_find(answer, "accounts");

	/* Only two columns can be crossed. */
	if (column != 1 || shown != 2)
		return print_long(answer, out, err);
	return print_across(answer, column, shown, out, err);
}

/* ---- JSON and CSV ---- */

static int
print_string(struct psi_outfile *out, const char *text, struct psi_error *err)
{
	int rc = psi_outfile_text(out, err, "\"");

	/* Controls were spelled out before: only these two are left. */
	while (rc == 0 && *text != '\0') {
		size_t len = strcspn(text, "\"\\");

		if (len > 0)
			rc = out->sink.write(
			    out->sink.cookie, (const uint8_t *)text, len, err);
		text += len;
		if (rc == 0 && *text != '\0')
			rc = psi_outfile_text(out, err, "\\%c", *text++);
	}
	return rc != 0 ? rc : psi_outfile_text(out, err, "\"");
}

int
psi_answer_print_json(const struct psi_answer *answer, struct psi_outfile *out,
    struct psi_error *err)
{
	int rc = psi_outfile_text(out, err, "[");

	for (size_t i = 0; rc == 0 && i < psi_answer_num(answer); i++) {
		rc = psi_outfile_text(out, err, i == 0 ? "\n{" : ",\n{");
		for (size_t j = 0; rc == 0 && j < answer->num_columns; j++) {
			if (j > 0)
				rc = psi_outfile_text(out, err, ", ");
			if (rc == 0 &&
			    (rc = print_string(
				 out, psi_answer_name(answer, j), err)) == 0 &&
			    (rc = psi_outfile_text(out, err, ": ")) == 0)
				rc = print_string(
				    out, psi_answer_cell(answer, i, j), err);
		}
		if (rc == 0)
			rc = psi_outfile_text(out, err, "}");
	}
	return rc != 0 ? rc : psi_outfile_text(out, err, "\n]\n");
}

int
psi_answer_print_csv(const struct psi_answer *answer, struct psi_outfile *out,
    struct psi_error *err)
{
	struct psi_mapping_csv *csv = NULL;
	struct psi_mapping_cell cells[128];
	struct psi_mapping_rows rows;
	size_t num = answer->num_columns < 128 ? answer->num_columns : 128;
	int rc = psi_mapping_csv_new(&csv, &out->sink, err);

	if (rc != 0)
		return rc;
	rows = psi_mapping_csv_rows(csv);
	for (size_t i = 0; rc == 0 && i <= psi_answer_num(answer) && num > 0;
	     i++) {
		for (size_t j = 0; j < num; j++) {
			const char *text = answer->bytes +
			    answer->cells[i * answer->num_columns + j];

			cells[j] =
			    (struct psi_mapping_cell){ text, strlen(text) };
		}
		rc = rows.row(rows.cookie, cells, num, err);
	}
	if (rc == 0)
		rc = psi_mapping_csv_flush(csv, err);
	psi_mapping_csv_free(csv);
	return rc;
}
