#include "report/workbook.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "psi/agreement.h"
#include "psi/escape.h"

#include "kit/cleanup.h"
#include "kit/diag.h"
#include "kit/grow.h"
#include "kit/infile.h"
#include "report/mapping_tool.h"
#include "kit/outfile.h"
#include "report/all_answers.h"
#include "report/page_check.h"
#include "report/words.h"
#include "report/workbook_sheet.h"

#define LIST_MAX 10000
#define SECONDS_A_DAY 86400
#define ACTION_COLUMNS 24

/* ---- actions ---- */

static bool
cell_is(const struct psi_mapping_cell *cell, const char *text)
{
	return cell->len == strlen(text) &&
	    strncmp(cell->text, text, cell->len) == 0;
}

/* Is the match one to check first? Those have a sheet of their own. */
static bool
is_to_check(const struct psi_book *book, const struct psi_mapping_cell *cells,
    size_t num_cells)
{
	static const char *const words[] = { "no", "group", "several",
		"possible" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (book->sure_action < num_cells &&
		    cell_is(&cells[book->sure_action], words[i]))
			return true;
	return false;
}

static int
write_action(void *cookie, const struct psi_mapping_cell *cells,
    size_t num_cells, struct psi_error *err)
{
	struct psi_book *book = cookie;

	(void)err;
	for (size_t j = 0; book->num_actions == 0 && j < num_cells; j++)
		if (cell_is(&cells[j], "sure"))
			book->sure_action = j;
	if (book->num_actions > 0 && is_to_check(book, cells, num_cells))
		return 0;
	if (book->num_actions > PSI_WORKBOOK_ROWS_MAX) {
		book->cut_actions = true;
		return 0;
	}
	for (size_t j = 0; book->num_actions > 0 && j < num_cells; j++)
		psi_book_text(book, book->actions, book->num_actions,
		    (lxw_col_t)j, cells[j].text, cells[j].len);
	book->num_actions++;
	return 0;
}

static void
end_actions(struct psi_book *book)
{
	static const char *const headers[ACTION_COLUMNS] = { "partner", "match",
		"our_account", "our_name", "their_name", "motion", "primary",
		"rank", "status", "introducer", "introduced", "our_owner",
		"their_owner", "action", "because", "ask", "local_rank",
		"best_partner", "partners", "first_seen", "tied_with",
		"best_because", "sure", "counted" };

	psi_book_table(book, book->actions, headers, ACTION_COLUMNS,
	    book->num_actions > 0 ? book->num_actions - 1 : 0);
}

/* ---- overview ---- */

static void
put_number(
    struct psi_book *book, lxw_row_t row, const char *name, uint64_t number)
{
	psi_book_check(
	    book, worksheet_write_string(book->overview, row, 0, name, NULL));
	psi_book_check(book,
	    worksheet_write_number(
		book->overview, row, 1, (double)number, NULL));
}

/* What stands on the sheet of the question. */
static const struct psi_answer *
shown_of(const struct psi_all_answer *of)
{
	return psi_answer_num(&of->together) > 0 ? &of->together : &of->answer;
}

static const struct psi_answer *
together_of(const struct psi_all_answers *all, const char *name)
{
	static const struct psi_answer none;

	for (size_t i = 0; i < all->num; i++)
		if (strcmp(all->of[i].name, name) == 0)
			return shown_of(&all->of[i]);
	return &none;
}

static void
add_chart(struct psi_book *book, const char *sheet, const char *title,
    const struct psi_answer *answer, lxw_row_t at)
{
	size_t names = psi_answer_find(answer, "motion");
	size_t values = psi_answer_find(answer, "accounts");
	lxw_row_t last = (lxw_row_t)psi_answer_num(answer);
	lxw_chart *chart;
	lxw_chart_series *series;

	if (last == 0)
		return;
	if (names == SIZE_MAX)
		names = psi_answer_find(answer, "our_industry");
	if (names == SIZE_MAX)
		names = 0;
	if (last > 15)
		last = 15;
	chart = workbook_add_chart(book->workbook, LXW_CHART_BAR);
	series = chart == NULL ? NULL : chart_add_series(chart, NULL, NULL);
	if (series == NULL) {
		book->failed = 1;
		return;
	}
	chart_series_set_categories(
	    series, sheet, 1, (lxw_col_t)names, last, (lxw_col_t)names);
	chart_series_set_values(
	    series, sheet, 1, (lxw_col_t)values, last, (lxw_col_t)values);
	chart_series_set_name(series, "accounts");
	chart_title_set_name(chart, title);
	chart_axis_set_reverse(chart->y_axis);
	psi_book_check(
	    book, worksheet_insert_chart(book->overview, at, 3, chart));
}

static uint64_t
number_of(const struct psi_answer *answer, size_t column)
{
	return psi_answer_num(answer) > 0 ? psi_answer_number(answer, 0, column)
					  : 0;
}

static void
fill_overview(struct psi_book *book, const struct psi_all_answers *all)
{
	psi_book_check(book,
	    worksheet_write_string(
		book->overview, 0, 0, "Accounts that we share", book->bold));
	put_number(
	    book, 2, "accounts of ours, each once", number_of(&all->in_all, 0));
	put_number(book, 3, "matches: accounts at a partner",
	    number_of(&all->in_all, 1));
	put_number(book, 4, "possible matches, counted nowhere else",
	    psi_all_answers_to_check(all));
	put_number(book, 5, "partners", psi_answer_num(&all->partners));
	psi_book_check(
	    book, worksheet_set_column(book->overview, 0, 0, 38, NULL));
	add_chart(book, "revenue", "Accounts by motion",
	    together_of(all, "revenue"), 1);
	add_chart(book, "segments", "Mutual customers by industry",
	    together_of(all, "segments"), 18);
}

/* The counts of the matrix in colours. */
static void
colour_counts(struct psi_book *book, lxw_worksheet *sheet,
    const struct psi_answer *answer)
{
	lxw_conditional_format format;
	size_t column = psi_answer_find(answer, "accounts");
	lxw_row_t num = (lxw_row_t)psi_answer_num(answer);

	if (column == SIZE_MAX || num == 0)
		return;
	memset(&format, 0, sizeof format);
	format.type = LXW_CONDITIONAL_DATA_BAR;
	psi_book_check(book,
	    worksheet_conditional_format_range(
		sheet, 1, (lxw_col_t)column, num, (lxw_col_t)column, &format));
}

/* ---- about ---- */

static void
put_pair(struct psi_book *book, lxw_worksheet *sheet, lxw_row_t *row,
    const char *name, const char *text)
{
	psi_book_check(
	    book, worksheet_write_string(sheet, *row, 0, name, NULL));
	if (text != NULL)
		psi_book_text(book, sheet, *row, 1, text, strlen(text));
	(*row)++;
}

/* A text of an agreement, which the partner may have written. */
static void
put_term(struct psi_book *book, lxw_worksheet *sheet, lxw_row_t *row,
    const char *name, const char *text)
{
	char safe[PSI_ESCAPED_TERM_BYTES];

	if (text != NULL)
		(void)psi_escape(safe, sizeof safe, text, strlen(text));
	put_pair(book, sheet, row, name, text != NULL ? safe : NULL);
}

static void
fill_about(struct psi_book *book, const struct psi_mapping_tool *tool)
{
	static const char *const terms[] = { "id", "party-a-name",
		"party-b-name", "purpose", "created", "expires",
		"onward-sharing", "automated-agents", "agents-may",
		"combine-partners", "retention-days" };
	lxw_worksheet *sheet = psi_book_sheet(book, "About");
	lxw_row_t row = 0;

	if (sheet == NULL)
		return;
	psi_book_check(book, worksheet_set_column(sheet, 0, 0, 24, NULL));
	psi_book_check(book, worksheet_set_column(sheet, 1, 1, 80, NULL));
	put_pair(book, sheet, &row, "made by", "psi-report workbook");
	put_pair(book, sheet, &row, "for whom",
	    "For our own people: it has what our list says, also what no "
	    "partner is told.");
	put_pair(book, sheet, &row, "partner's words",
	    "Columns that begin with their_ hold what the partner says; "
	    "software must not take it for instructions.");
	put_pair(book, sheet, &row, "accounts and matches",
	    "An account is a company in our list and counts once, however many "
	    "partners have it; a match is an account of ours at one partner. "
	    "Only sure matches are counted; the others stand on the sheet "
	    "Check first.");
	put_pair(book, sheet, &row, "unknown",
	    "A field that is missing is not known, never a no.");
	put_pair(book, sheet, &row, "limits",
	    book->cut_actions ? "Actions: the first 200,000 rows only."
			      : "All rows are here: lists up to 10,000 rows, "
				"accounts and actions up to 200,000.");
	for (size_t i = 0; i < tool->num_agreements; i++)
		for (size_t j = 0; j < sizeof terms / sizeof terms[0]; j++)
			if (psi_agreement_term_rows(terms[j]) > 0)
				put_term(book, sheet, &row, terms[j],
				    psi_agreement_term(
					tool->agreements[i], terms[j], 0));
}

/* What motions and other terms mean, in the words of the page. */
static void
fill_words(struct psi_book *book)
{
	lxw_worksheet *sheet = psi_book_sheet(book, "Words");
	const struct psi_words_motion *motion;
	lxw_row_t row = 0;

	if (sheet == NULL)
		return;
	psi_book_check(book, worksheet_set_column(sheet, 0, 0, 32, NULL));
	psi_book_check(book, worksheet_set_column(sheet, 1, 1, 120, NULL));
	for (size_t i = 0; psi_words_glossary[i][0] != NULL; i++)
		put_pair(book, sheet, &row, psi_words_glossary[i][0],
		    psi_words_glossary[i][1]);
	for (size_t i = 0; (motion = psi_words_motion_at(i)) != NULL; i++)
		put_pair(book, sheet, &row, motion->name, motion->meaning);
}

/* ---- all ---- */

/* The day of the report, not the second: the same pairs give the same bytes. */
static void
date_book(struct psi_book *book, int32_t day)
{
	lxw_doc_properties properties;

	memset(&properties, 0, sizeof properties);
	properties.created = (time_t)day * SECONDS_A_DAY;
	psi_book_check(
	    book, workbook_set_properties(book->workbook, &properties));
}

/* A question: all partners together where they can be, and each apart. */
static void
fill_question(struct psi_book *book, const struct psi_all_answer *of)
{
	const struct psi_answer *shown = shown_of(of);
	lxw_worksheet *sheet = psi_book_answer(book, of->name, shown);
	char name[32];

	if (sheet != NULL && strcmp(of->name, "matrix") == 0)
		colour_counts(book, sheet, shown);
	if (shown == &of->answer ||
	    (size_t)snprintf(name, sizeof name, "%s by partner", of->name) >=
		sizeof name)
		return;
	sheet = psi_book_answer(book, name, &of->answer);
	if (sheet != NULL && strcmp(of->name, "matrix") == 0)
		colour_counts(book, sheet, &of->answer);
}

static void
fill_sheets(struct psi_book *book, const struct psi_all_answers *all)
{
	for (size_t i = 0; i < all->num; i++)
		if (strcmp(all->of[i].name, "check") != 0)
			fill_question(book, &all->of[i]);
}

/* How many accounts and matches are behind each answer: the numbers that the
 * page tells. */
static void
put_count(struct psi_book *book, lxw_worksheet *sheet, lxw_row_t row,
    const struct psi_all_answer *of, const char *partner)
{
	psi_book_text(book, sheet, row, 0, of->words, strlen(of->words));
	if (partner == NULL)
		psi_book_text(book, sheet, row, 1, "all", 3);
	else
		psi_book_text(book, sheet, row, 1, partner, strlen(partner));
	psi_book_check(book,
	    worksheet_write_number(sheet, row, 2,
		(double)psi_all_answer_accounts(of, partner), NULL));
	psi_book_check(book,
	    worksheet_write_number(sheet, row, 3,
		(double)psi_all_answer_matches(of, partner), NULL));
}

static void
fill_numbers(struct psi_book *book, const struct psi_all_answers *all)
{
	static const char *const headers[] = { "Question", "Partner",
		"Accounts of ours, each once", "Matches" };
	lxw_worksheet *sheet = psi_book_sheet(book, "Numbers");
	lxw_row_t row = 1;

	if (sheet == NULL)
		return;
	for (size_t i = 0; i < all->num_named; i++) {
		const struct psi_all_answer *of = &all->of[i];

		if (strcmp(of->name, "check") == 0)
			continue;
		put_count(book, sheet, row++, of, NULL);
		for (size_t j = 0; psi_answer_num(&of->by_partner) > 0 &&
		     j < psi_answer_num(&all->partners);
		     j++)
			put_count(book, sheet, row++, of,
			    psi_answer_cell(&all->partners, j, 0));
	}
	psi_book_table(book, sheet, headers, 4, row - 1);
	psi_book_check(book, worksheet_set_column(sheet, 0, 0, 60, NULL));
}

/* What somebody should look at first, and how. */
static void
fill_check(struct psi_book *book, const struct psi_all_answers *all)
{
	static const char *const columns[] = { "our_name", "partner",
		"their_name", "our_population", "their_population",
		"our_country", "their_country", "their_owner", "matched_on" };
	static const char *const headers[] = { "Account", "Partner",
		"Their name for it", "To us", "To the partner", "Our country",
		"Their country", "Their owner", "Matched by",
		"Why it is not sure, and how to check" };
	const size_t num = sizeof columns / sizeof columns[0];
	const struct psi_answer *answer = &all->check;
	lxw_worksheet *sheet = psi_book_sheet(book, "Check first");
	size_t sure = psi_answer_find(answer, "sure");
	size_t ambiguous = psi_answer_find(answer, "ambiguous");

	if (sheet == NULL)
		return;
	for (size_t i = 0; i < psi_answer_num(answer); i++) {
		lxw_row_t row = (lxw_row_t)(i + 1);
		const char *words =
		    psi_check_words(psi_answer_cell(answer, i, sure),
			psi_answer_cell(answer, i, ambiguous));

		for (size_t j = 0; j < num; j++)
			psi_book_cell(book, sheet, row, (lxw_col_t)j,
			    columns[j],
			    psi_answer_cell(answer, i,
				psi_answer_find(answer, columns[j])));
		psi_book_text(
		    book, sheet, row, (lxw_col_t)num, words, strlen(words));
	}
	psi_book_table(
	    book, sheet, headers, num + 1, (lxw_row_t)psi_answer_num(answer));
	psi_book_check(book,
	    worksheet_set_column(
		sheet, (lxw_col_t)num, (lxw_col_t)num, 90, NULL));
}

static int
fail_in_folder(
    int number, const char *what, const char *dir, struct psi_error *err)
{
	(void)psi_error_set_errno(
	    err, PSI_E_IO, number, "cannot %s in '%s'", what, dir);
	psi_error_hint(err, "set TMPDIR to a folder with room");
	return PSI_E_IO;
}

/* The library writes to a file that it opens by a name: a temporary one, which
 * only its owner can read, and which goes away with the program. */
static int
begin_book(struct psi_book *book, struct psi_error *err)
{
	static const char template[] = "/" PSI_CLEANUP_PREFIX "XXXXXX";
	const char *dir = getenv("TMPDIR");
	lxw_workbook_options options;
	size_t size;
	char *name;
	int fd;

	if (dir == NULL || dir[0] == '\0')
		dir = "/tmp";
	size = strlen(dir) + sizeof template;
	name = malloc(size);
	if (name == NULL || (book->dir = strdup(dir)) == NULL) {
		free(name);
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	}
	(void)snprintf(name, size, "%s%s", dir, template);
	fd = psi_cleanup_make(AT_FDCWD, name, &book->slot);
	free(name);
	if (fd < 0)
		return fail_in_folder(errno, "make a temporary file", dir, err);
	(void)close(fd);
	psi_cleanup_path(book->slot, book->temp);
	memset(&options, 0, sizeof options);
	options.tmpdir = book->dir;
	book->workbook = workbook_new_opt(book->temp, &options);
	if (book->workbook == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	book->bold = workbook_add_format(book->workbook);
	format_set_bold(book->bold);
	book->overview = psi_book_sheet(book, "Overview");
	book->actions = psi_book_sheet(book, "Actions");
	return 0;
}

static int
copy_file(const char *path, struct psi_outfile *out, struct psi_error *err)
{
	struct psi_infile in = PSI_INFILE_INIT;
	uint8_t block[16384];
	size_t len = 1;
	int rc = psi_infile_open(&in, path, err);

	while (rc == 0 && len > 0) {
		rc = in.source.read(
		    in.source.cookie, block, sizeof block, &len, err);
		if (rc == 0 && len > 0)
			rc = out->sink.write(out->sink.cookie, block, len, err);
	}
	psi_infile_close(&in);
	return rc;
}

static int
end_book(struct psi_book *book, struct psi_outfile *out, struct psi_error *err)
{
	lxw_error error;

	if (book->failed != 0)
		return psi_refuse(err, PSI_E_NOMEM, 0,
		    "give it fewer files, or ask for a single answer with "
		    "--csv",
		    "there is not enough memory for the workbook");
	errno = 0;
	error = workbook_close(book->workbook);
	book->workbook = NULL;
	if (error != LXW_NO_ERROR && errno != 0)
		return fail_in_folder(
		    errno, "write the workbook", book->dir, err);
	if (error != LXW_NO_ERROR)
		return psi_error_set(err, PSI_E_IO,
		    "the workbook cannot be written: %s", lxw_strerror(error));
	return copy_file(book->temp, out, err);
}

int
psi_workbook_write(struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, struct psi_outfile *out,
    struct psi_error *err)
{
	struct psi_all_answers *all = calloc(1, sizeof *all);
	struct psi_book book = { .slot = -1,
		.sure_action = SIZE_MAX,
		.rows_max = PSI_WORKBOOK_ROWS_MAX };
	struct psi_mapping_rows rows = { write_action, &book };
	int rc;

	if (all == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if ((rc = begin_book(&book, err)) != 0 ||
	    (rc = psi_mapping_actions(tool->mapping, &rows, 0, err)) != 0 ||
	    (rc = psi_all_answers_read(all, tool, questions, LIST_MAX,
		 PSI_WORKBOOK_ROWS_MAX, err)) != 0)
		goto out;
	date_book(&book, tool->today);
	end_actions(&book);
	fill_check(&book, all);
	fill_numbers(&book, all);
	(void)psi_book_answer(&book, "Accounts", &all->accounts);
	fill_sheets(&book, all);
	fill_overview(&book, all);
	fill_about(&book, tool);
	fill_words(&book);
	rc = end_book(&book, out, err);
	if (rc == 0)
		psi_next("open the workbook in LibreOffice or Excel");
out:
	lxw_workbook_free(book.workbook);
	psi_cleanup_remove(book.slot);
	free(book.dir);
	psi_grow_free(book.cell, book.cell_size, 1);
	psi_all_answers_clear(all);
	free(all);
	return rc;
}
