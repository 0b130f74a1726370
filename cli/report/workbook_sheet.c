#include "report/workbook_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"
#include "report/all_answers.h"
#include "report/words.h"

/* Excel takes 32,767 characters in a cell. */
#define CELL_BYTES_MAX 32000
/* Memory that must be free while the library works, which ends the program by a
 * signal where it has none; looked at whenever cells have taken so much. */
#define ROOM_BYTES ((size_t)32 << 20)
#define LOOK_BYTES ((size_t)1 << 20)
#define ROOM_A_CELL ((size_t)256)

/* ---- cells ---- */

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F');
}

/* _x000D_ means a character in this format (ECMA-376, 22.9.2.19): where a
 * text has it, its underscore is escaped itself. */
static bool
is_escape(const char *text)
{
	if (text[0] != '_' || text[1] != 'x')
		return false;
	for (int i = 2; i < 6; i++)
		if (!is_hex(text[i]))
			return false;
	return text[6] == '_';
}

/* As much of a text as fits. */
static const char *
safe_text(struct psi_book *book, const char *text, size_t len)
{
	void *cell = book->cell;
	size_t n = 0;
	size_t i = 0;

	if (psi_grow(&cell, &book->cell_size, 0, CELL_BYTES_MAX + 1, 1, NULL) !=
	    0) {
		book->failed = 1;
		return "";
	}
	book->cell = cell;
	for (; i < len; i++) {
		bool escape = len - i >= 7 && is_escape(text + i);

		if (n + (escape ? 7 : 1) > CELL_BYTES_MAX)
			break;
		if (escape) {
			memcpy(book->cell + n, "_x005F", 6);
			n += 6;
		}
		book->cell[n++] = text[i];
	}
	/* Not in the middle of a character. */
	while (i < len && n > 0 && ((unsigned char)text[i] & 0xc0) == 0x80) {
		i--;
		n--;
	}
	book->cell[n] = '\0';
	return book->cell;
}

void
psi_book_check(struct psi_book *book, lxw_error error)
{
	if (error != LXW_NO_ERROR)
		book->failed = 1;
}

/* Is there memory for a cell? */
static bool
has_room(struct psi_book *book, size_t len)
{
	/* Volatile, or a compiler may see that nobody needs it. */
	void *volatile room;

	if (book->failed != 0)
		return false;
	if (book->left > ROOM_A_CELL + len) {
		book->left -= ROOM_A_CELL + len;
		return true;
	}
	room = malloc(ROOM_BYTES);
	if (room == NULL)
		book->failed = 1;
	else
		book->left = LOOK_BYTES;
	free(room);
	return book->failed == 0;
}

void
psi_book_text(struct psi_book *book, lxw_worksheet *sheet, lxw_row_t row,
    lxw_col_t column, const char *text, size_t len)
{
	if (len > 0 && has_room(book, len))
		psi_book_check(book,
		    worksheet_write_string(
			sheet, row, column, safe_text(book, text, len), NULL));
}

/* Counts of ours are numbers, and so are their means and shares; what stands in a
 * list is text, also an id of digits. */
static bool
is_count(const char *name, const char *text)
{
	if (strcmp(name, "rank") == 0 || strcmp(name, "share") == 0)
		return text[0] >= '0' && text[0] <= '9';
	return strncmp(name, "our_", 4) != 0 &&
	    strncmp(name, "their_", 6) != 0 && strcmp(name, "partner") != 0 &&
	    strcmp(name, "match") != 0 && text[0] != '\0' &&
	    text[strspn(text, "0123456789")] == '\0' && strlen(text) < 16;
}

/* The page's word for a column; its name where it has none. */
static const char *
heading_of(const struct psi_answer *answer, const char *name)
{
	const char *heading = psi_words_heading_in(answer, name);

	return heading == NULL || heading[0] == '\0' ? name : heading;
}

void
psi_book_cell(struct psi_book *book, lxw_worksheet *sheet, lxw_row_t row,
    lxw_col_t column, const char *name, const char *text)
{
	const char *words = psi_words_value(name, text);

	if (words != NULL)
		text = words;
	if (!is_count(name, text))
		psi_book_text(book, sheet, row, column, text, strlen(text));
	else if (has_room(book, 0))
		psi_book_check(book,
		    worksheet_write_number(
			sheet, row, column, strtod(text, NULL), NULL));
}

/* ---- sheets ---- */

/* A question of one's own may have the name of another sheet. */
static bool
is_taken(struct psi_book *book, const char *name)
{
	return workbook_validate_sheet_name(book->workbook, name) ==
	    LXW_ERROR_SHEETNAME_ALREADY_USED;
}

lxw_worksheet *
psi_book_sheet(struct psi_book *book, const char *name)
{
	char other[LXW_SHEETNAME_MAX + 1];
	lxw_worksheet *sheet;

	if (is_taken(book, name)) {
		(void)snprintf(other, sizeof other, "%.28s 2", name);
		name = other;
	}
	sheet = workbook_add_worksheet(book->workbook, name);
	if (sheet == NULL)
		book->failed = 1;
	return sheet;
}

void
psi_book_table(struct psi_book *book, lxw_worksheet *sheet,
    const char *const *headers, size_t num_columns, lxw_row_t num_rows)
{
	lxw_table_column columns[PSI_ALL_COLUMNS_MAX];
	lxw_table_column *pointers[PSI_ALL_COLUMNS_MAX + 1];
	lxw_table_options options;

	if (num_columns > PSI_ALL_COLUMNS_MAX)
		num_columns = PSI_ALL_COLUMNS_MAX;
	memset(columns, 0, sizeof columns);
	memset(&options, 0, sizeof options);
	for (size_t i = 0; i < num_columns; i++) {
		/* The library copies it. */
		union {
			const char *in;
			char *out;
		} header = { headers[i] };

		columns[i].header = header.out;
		pointers[i] = &columns[i];
	}
	pointers[num_columns] = NULL;
	options.columns = pointers;
	worksheet_freeze_panes(sheet, 1, 0);
	psi_book_check(book,
	    worksheet_set_column(
		sheet, 0, (lxw_col_t)(num_columns - 1), 18, NULL));
	if (num_rows > 0)
		psi_book_check(book,
		    worksheet_add_table(sheet, 0, 0, num_rows,
			(lxw_col_t)(num_columns - 1), &options));
	else
		for (size_t i = 0; i < num_columns; i++)
			psi_book_check(book,
			    worksheet_write_string(sheet, 0, (lxw_col_t)i,
				headers[i], book->bold));
}

lxw_worksheet *
psi_book_answer(
    struct psi_book *book, const char *name, const struct psi_answer *answer)
{
	lxw_worksheet *sheet = psi_book_sheet(book, name);
	const char *headers[PSI_ALL_COLUMNS_MAX];
	size_t num = psi_answer_num(answer);

	if (sheet == NULL || answer->num_columns > PSI_ALL_COLUMNS_MAX)
		return sheet;
	if (num > book->rows_max)
		num = book->rows_max;
	for (size_t j = 0; j < answer->num_columns; j++)
		headers[j] = heading_of(answer, psi_answer_name(answer, j));
	if (answer->num_columns > 0)
		psi_book_table(
		    book, sheet, headers, answer->num_columns, (lxw_row_t)num);
	for (size_t i = 0; i < num; i++)
		for (size_t j = 0; j < answer->num_columns; j++)
			psi_book_cell(book, sheet, (lxw_row_t)(i + 1),
			    (lxw_col_t)j, psi_answer_name(answer, j),
			    psi_answer_cell(answer, i, j));
	return sheet;
}
