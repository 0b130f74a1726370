#include "report/html.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kit/outfile.h"
#include "report/legal_form.h"
#include "report/words.h"

#define COLUMNS_MAX 32

enum column_kind {
	COLUMN_TEXT,
	COLUMN_NUMBER,
	COLUMN_MONEY,
	COLUMN_SURE,
	COLUMN_MOTION
};

struct column {
	size_t at;
	const char *name;
	enum column_kind kind;
};

struct layout {
	const struct psi_answer *answer;
	const struct psi_html_table *table;
	struct column column[COLUMNS_MAX];
	size_t num;
	/* Where each stands; SIZE_MAX where it does not. */
	size_t partner;
	size_t account;
	uint64_t most;
};

/* ---- which columns ---- */

static bool
is_number(const char *cell)
{
	return cell[0] != '\0' && cell[strspn(cell, "0123456789.")] == '\0';
}

static bool
ends_with(const char *text, const char *end)
{
	size_t len = strlen(text);
	size_t end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

static bool
is_empty_column(const struct psi_answer *answer, size_t column)
{
	for (size_t i = 0; i < psi_answer_num(answer); i++)
		if (psi_answer_cell(answer, i, column)[0] != '\0')
			return false;
	return true;
}

static enum column_kind
kind_of(const struct psi_answer *answer, size_t column)
{
	const char *name = psi_answer_name(answer, column);
	bool is_numbers = true;

	if (strcmp(name, "sure") == 0)
		return COLUMN_SURE;
	if (strcmp(name, "motion") == 0)
		return COLUMN_MOTION;
	if (ends_with(name, "amount") || ends_with(name, "revenue") ||
	    ends_with(name, "spend") || ends_with(name, "deal_size") ||
	    strcmp(name, "value") == 0 || strcmp(name, "threshold") == 0)
		return COLUMN_MONEY;
	for (size_t i = 0; i < psi_answer_num(answer); i++) {
		const char *cell = psi_answer_cell(answer, i, column);

		is_numbers = is_numbers && (cell[0] == '\0' || is_number(cell));
	}
	return is_numbers && strcmp(name, "our_name") != 0 ? COLUMN_NUMBER
							   : COLUMN_TEXT;
}

/* Columns that are not for people, or that say nothing here. */
static bool
is_left_out(const struct layout *layout, const char *name)
{
	const struct psi_answer *answer = layout->answer;
	const char *heading = psi_words_heading(name);

	if (heading != NULL && heading[0] == '\0')
		return true;
	if (strcmp(name, "our_account") == 0)
		return psi_answer_find(answer, "our_name") != SIZE_MAX;
	/* There they are told by how sure the match is. */
	if (ends_with(name, "_country") &&
	    psi_answer_find(answer, "sure") != SIZE_MAX)
		return true;
	if (strcmp(name, "score") == 0)
		return psi_answer_find(answer, "sure") != SIZE_MAX;
	return strcmp(name, "partner") == 0 &&
	    (psi_answer_num(layout->table->partners) < 2 ||
		psi_answer_find(answer, "best_partner") != SIZE_MAX);
}

static uint64_t
largest(const struct psi_answer *answer, size_t column)
{
	uint64_t most = 1;

	for (size_t i = 0; i < psi_answer_num(answer); i++)
		if (psi_answer_number(answer, i, column) > most)
			most = psi_answer_number(answer, i, column);
	return most;
}

static void
lay_out(struct layout *layout, const struct psi_answer *answer,
    const struct psi_html_table *table)
{
	memset(layout, 0, sizeof *layout);
	layout->answer = answer;
	layout->table = table;
	layout->partner = psi_answer_find(answer, "partner");
	layout->account = psi_answer_find(answer, "our_account");
	for (size_t j = 0; j < answer->num_columns; j++) {
		const char *name = psi_answer_name(answer, j);

		if (layout->num == COLUMNS_MAX || is_left_out(layout, name) ||
		    is_empty_column(answer, j))
			continue;
		layout->column[layout->num++] =
		    (struct column){ j, name, kind_of(answer, j) };
		if (table->bar != NULL && strcmp(name, table->bar) == 0)
			layout->most = largest(answer, j);
	}
}

static const char *
cell_or_empty(const struct psi_answer *answer, size_t row, size_t column)
{
	return column == SIZE_MAX ? "" : psi_answer_cell(answer, row, column);
}

/* ---- writing ---- */

size_t
psi_html_partner(const struct psi_answer *partners, const char *name)
{
	for (size_t i = 0; i < psi_answer_num(partners); i++)
		if (strcmp(psi_answer_cell(partners, i, 0), name) == 0)
			return i;
	return SIZE_MAX;
}

int
psi_html_of_partner(
    struct psi_outfile *out, size_t partner, struct psi_error *err)
{
	return partner == SIZE_MAX
	    ? psi_html_raw(out, ">", err)
	    : psi_outfile_text(out, err, " data-p=\"%zu\">", partner);
}

/* our_close_date reads "our close date". Names of columns are ours, and "@2" is
 * a partner's. */
static int
write_name(struct psi_outfile *out, const struct layout *layout,
    const char *name, struct psi_error *err)
{
	const char *heading = psi_words_heading_in(layout->answer, name);
	char text[64];
	size_t i = 0;

	if (name[0] == '@')
		return psi_html_text(out,
		    psi_answer_cell(layout->table->partners,
			(size_t)strtoul(name + 1, NULL, 10), 0),
		    err);

	if (heading != NULL)
		return psi_html_escaped(
		    out, heading[0] == '\0' ? name : heading, err);
	for (; name[i] != '\0' && i + 1 < sizeof text; i++)
		text[i] = name[i] == '_' ? ' ' : name[i];
	text[i] = '\0';
	return psi_html_escaped(out, text, err);
}

/* Numbers stand at the right, and so does what is above them. */
static bool
is_of_numbers(const struct column *column)
{
	return column->kind == COLUMN_NUMBER || column->kind == COLUMN_MONEY;
}

static int
write_head(
    struct psi_outfile *out, const struct layout *layout, struct psi_error *err)
{
	int rc;

	if ((rc = psi_html_raw(out,
		 "<div class=\"wide\"><table class=\"live\" data-numbers=\"",
		 err)) != 0)
		return rc;
	for (size_t j = 0; rc == 0 && j < layout->num; j++)
		if (is_of_numbers(&layout->column[j]))
			rc = psi_outfile_text(out, err, "%zu ", j);
	if (rc != 0 || (rc = psi_html_raw(out, "\"><caption>", err)) != 0 ||
	    (rc = psi_html_escaped(out, layout->table->caption, err)) != 0 ||
	    (rc = psi_html_raw(out, "</caption><thead><tr>", err)) != 0)
		return rc;
	for (size_t j = 0; rc == 0 && j < layout->num; j++)
		if ((rc = psi_html_raw(out,
			 is_of_numbers(&layout->column[j])
			     ? "<th scope=\"col\" class=\"n\">"
			     : "<th scope=\"col\">",
			 err)) == 0 &&
		    (rc = write_name(
			 out, layout, layout->column[j].name, err)) == 0)
			rc = psi_html_raw(out, "</th>", err);
	return rc != 0 ? rc
		       : psi_html_raw(out, "</tr></thead>\n<tbody>\n", err);
}

int
psi_html_money(struct psi_outfile *out, const char *text, struct psi_error *err)
{
	char grouped[2 * PSI_HTML_CELL_CHARS];
	size_t n = 0;

	while (*text != '\0' && n + 4 < sizeof grouped) {
		size_t digits = strspn(text, "0123456789");

		if (digits == 0) {
			grouped[n++] = *text++;
			continue;
		}
		for (; digits > 0 && n + 4 < sizeof grouped; digits--) {
			grouped[n++] = *text++;
			if (digits > 1 && digits % 3 == 1)
				grouped[n++] = ',';
		}
	}
	grouped[n] = '\0';
	return psi_html_text(out, grouped, err);
}

static int
write_motion(struct psi_outfile *out, const char *name, struct psi_error *err)
{
	if (psi_words_motion(name) == NULL)
		return psi_html_text(out, name, err);
	/* Its name is one of ours. */
	return psi_outfile_text(
	    out, err, "<a href=\"#m-%s\">%s</a>", name, name);
}

/* A mean of priorities, rounded. */
static int
write_whole(struct psi_outfile *out, const char *cell, struct psi_error *err)
{
	size_t whole = strcspn(cell, ".");
	bool is_up = cell[whole] == '.' && cell[whole + 1] >= '5';

	return cell[0] == '\0' ? 0
			       : psi_outfile_text(out, err, "%lu",
				     strtoul(cell, NULL, 10) + is_up);
}

/* "10.60" has one digit too many. */
static int
write_tenths(struct psi_outfile *out, const char *cell, struct psi_error *err)
{
	size_t len = strlen(cell);

	if (strchr(cell, '.') != NULL && cell[len - 1] == '0')
		len--;
	return psi_outfile_text(out, err, "%.*s", (int)len, cell);
}

/* How sure it is that both names are one company's. */
static int
write_sure(struct psi_outfile *out, const struct layout *layout, size_t row,
    const char *cell, struct psi_error *err)
{
	const struct psi_answer *answer = layout->answer;
	static const char *const names[] = { "our_name", "their_name",
		"our_country", "their_country" };
	const char *cells[4];

	for (size_t i = 0; i < 4; i++)
		cells[i] = cell_or_empty(
		    answer, row, psi_answer_find(answer, names[i]));
	return psi_outfile_text(out, err, "%s%s", psi_words_sure(cell).words,
	    psi_match_difference(cells[0], cells[1], cells[2], cells[3]));
}

static int
write_content(struct psi_outfile *out, const struct layout *layout, size_t row,
    const struct column *column, struct psi_error *err)
{
	const char *cell = psi_answer_cell(layout->answer, row, column->at);
	const char *words = psi_words_value(column->name, cell);

	if (column->kind == COLUMN_SURE)
		return write_sure(out, layout, row, cell, err);
	if (words != NULL)
		return psi_html_escaped(out, words, err);
	if (strcmp(column->name, "share") == 0)
		return write_tenths(out, cell, err);
	if (strcmp(column->name, "rank") == 0)
		return write_whole(out, cell, err);
	if (column->kind == COLUMN_MONEY)
		return psi_html_money(out, cell, err);
	if (column->kind == COLUMN_MOTION)
		return write_motion(out, cell, err);
	if (cell[0] == '\0' && strcmp(column->name, "our_name") == 0)
		cell = cell_or_empty(layout->answer, row, layout->account);
	return psi_html_text(out, cell, err);
}

static int
write_bar(
    struct psi_outfile *out, uint64_t bar, uint64_t most, struct psi_error *err)
{
	return psi_outfile_text(out, err,
	    "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" "
	    "aria-hidden=\"true\"><rect class=\"one\" width=\"%" PRIu64
	    "\" height=\"10\"/></svg>",
	    bar * 100 / most);
}

static int
write_cell(struct psi_outfile *out, const struct layout *layout, size_t row,
    const struct column *column, struct psi_error *err)
{
	const char *cell = psi_answer_cell(layout->answer, row, column->at);
	bool is_bar =
	    layout->most > 0 && strcmp(column->name, layout->table->bar) == 0;
	int rc;

	if (column->kind == COLUMN_SURE)
		rc = psi_outfile_text(
		    out, err, "<td data-o=\"%d\">", psi_words_sure(cell).order);
	else
		rc = psi_html_raw(out,
		    is_bar ? "<td class=\"n b\">"
			: is_of_numbers(column) || is_number(cell)
			? "<td class=\"n\">"
			: "<td>",
		    err);
	if (rc == 0)
		rc = write_content(out, layout, row, column, err);
	if (rc == 0 && is_bar)
		rc = write_bar(out,
		    psi_answer_number(layout->answer, row, column->at),
		    layout->most, err);
	return rc != 0 ? rc : psi_html_raw(out, "</td>", err);
}

static int
write_row(struct psi_outfile *out, const struct layout *layout, size_t row,
    struct psi_error *err)
{
	size_t partner = layout->partner == SIZE_MAX
	    ? SIZE_MAX
	    : psi_html_partner(layout->table->partners,
		  psi_answer_cell(layout->answer, row, layout->partner));
	int rc;

	if ((rc = psi_html_raw(out, "<tr", err)) != 0 ||
	    (rc = psi_html_of_partner(out, partner, err)) != 0)
		return rc;
	for (size_t j = 0; rc == 0 && j < layout->num; j++)
		rc = write_cell(out, layout, row, &layout->column[j], err);
	return rc != 0 ? rc : psi_html_raw(out, "</tr>\n", err);
}

/* The columns that have no value. */
static int
write_empty(
    struct psi_outfile *out, const struct layout *layout, struct psi_error *err)
{
	const struct psi_answer *answer = layout->answer;
	const char *joint = "<p class=\"dim\">Left out, since nothing is known "
			    "of it: ";
	bool any = false;
	int rc = 0;

	for (size_t j = 0; rc == 0 && j < answer->num_columns; j++) {
		const char *name = psi_answer_name(answer, j);

		if (is_left_out(layout, name) || !is_empty_column(answer, j) ||
		    strcmp(name, "share") == 0 ||
		    strcmp(name, "tied_with") == 0)
			continue;
		if ((rc = psi_html_raw(out, joint, err)) == 0)
			rc = write_name(out, layout, name, err);
		joint = ", ";
		any = true;
	}
	return rc != 0 || !any ? rc : psi_html_raw(out, ".</p>\n", err);
}

/* The last row: how many accounts the rows are of, each once. */
static int
write_total(
    struct psi_outfile *out, const struct layout *layout, struct psi_error *err)
{
	const struct psi_html_table *table = layout->table;
	int rc = psi_html_raw(out, "<tfoot><tr>", err);

	for (size_t j = 0; rc == 0 && j < layout->num; j++) {
		const char *name = layout->column[j].name;
		bool is_partner = name[0] == '@';

		if (j == 0)
			rc = psi_html_raw(out,
			    "<th scope=\"row\">All, each account once</th>",
			    err);
		else if (is_partner || strcmp(name, "accounts") == 0)
			rc = psi_outfile_text(out, err,
			    "<td class=\"n\">%" PRIu64 "</td>",
			    psi_all_answer_accounts(table->total,
				!is_partner
				    ? NULL
				    : psi_answer_cell(table->partners,
					  (size_t)strtoul(name + 1, NULL, 10),
					  0)));
		else
			rc = psi_html_raw(out, "<td></td>", err);
	}
	return rc != 0 ? rc : psi_html_raw(out, "</tr></tfoot>\n", err);
}

int
psi_html_table(struct psi_outfile *out, const struct psi_answer *answer,
    const struct psi_html_table *table, size_t *shown, struct psi_error *err)
{
	size_t num = psi_answer_num(answer);
	struct layout layout;
	int rc;

	*shown = num < table->max ? num : table->max;
	if (num == 0)
		return 0;
	lay_out(&layout, answer, table);
	if ((rc = write_head(out, &layout, err)) != 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < *shown; i++)
		rc = write_row(out, &layout, i, err);
	if (rc == 0)
		rc = psi_html_raw(out, "</tbody>", err);
	if (rc == 0 && table->total != NULL)
		rc = write_total(out, &layout, err);
	if (rc == 0)
		rc = psi_html_raw(out, "</table></div>\n", err);
	return rc != 0 ? rc : write_empty(out, &layout, err);
}
