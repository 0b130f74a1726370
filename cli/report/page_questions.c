#include "report/page_questions.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "kit/html_text.h"
#include "kit/outfile.h"
#include "report/html.h"
#include "report/mapping_tool.h"
#include "report/plots.h"
#include "report/question_words.h"
#include "report/words.h"

/* Plots of so many partners; tables have all. */
#define PLOTS_MAX 8

/* What commands of their own answer. */
static const char *const commands[][3] = {
	{ "changes", "What changed since last time?",
	    "psi-report changes --before OLD-PAIRS PAIRS" },
	{ "attribution",
	    "Which opportunities were sourced, influenced or accelerated with "
	    "partners?",
	    "psi-report attribution --opportunities DEALS --history "
	    "OLD-PAIRS PAIRS" },
};
#define NUM_COMMANDS (sizeof commands / sizeof commands[0])

/* ---- contents ---- */

/* Names of questions are a-z and '-'; their words may come from a file. */
static int
write_link(struct psi_outfile *out, const char *name, const char *words,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_outfile_text(out, err, "<li><a href=\"#q-%s\">", name)) !=
		0 ||
	    (rc = psi_html_text(out, words, err)) != 0)
		return rc;
	return psi_html_raw(out, "</a></li>\n", err);
}

int
psi_page_contents(struct psi_outfile *out,
    const struct psi_mapping_questions *questions, struct psi_error *err)
{
	const struct psi_mapping_named *named;
	struct psi_measured_question measured;
	int rc = psi_html_raw(out,
	    "<nav id=\"questions\" aria-label=\"Questions\">\n<h2>Which "
	    "question do you have?</h2>\n<ul class=\"questions\">\n",
	    err);

	for (size_t i = 0; rc == 0 &&
	     (named = psi_mapping_questions_at(questions, i)) != NULL;
	     i++)
		rc = write_link(out, named->name, named->words, err);
	for (size_t i = 0; rc == 0 && psi_measures_at(&measured, i) != 0; i++)
		rc = write_link(out, measured.name, measured.words, err);
	for (size_t i = 0; rc == 0 && i < NUM_COMMANDS; i++)
		rc = write_link(out, commands[i][0], commands[i][1], err);
	return rc != 0 ? rc : psi_html_raw(out, "</ul>\n</nav>\n", err);
}

/* ---- the sentence ---- */

/* Is something that the row is put together by not known? */
static bool
is_unknown(const struct psi_answer *answer, size_t row)
{
	for (size_t j = 0; j < answer->num_columns; j++)
		if (strcmp(psi_answer_cell(answer, row, j), "(unknown)") == 0)
			return true;
	return false;
}

/* The accounts of a partner, in an answer by partner. */
static uint64_t
accounts_of(const struct psi_answer *by_partner, const char *partner)
{
	for (size_t i = 0; i < psi_answer_num(by_partner); i++)
		if (strcmp(psi_answer_cell(by_partner, i, 0), partner) == 0)
			return psi_answer_number(by_partner, i, 1);
	return 0;
}

/* Rows of groups of which everything is known. */
static uint64_t
count_groups(const struct psi_answer *answer, const char *partner)
{
	size_t column = psi_answer_find(answer, "partner");
	uint64_t n = 0;

	for (size_t i = 0; i < psi_answer_num(answer); i++)
		n += !is_unknown(answer, i) &&
		    (partner == NULL ||
			(column != SIZE_MAX &&
			    strcmp(psi_answer_cell(answer, i, column),
				partner) == 0));
	return n;
}

/* The number that the sentence tells, of a partner or (NULL) in all: accounts
 * count once, however many rows they have. */
static uint64_t
count_of(const struct psi_all_answer *of, const char *partner)
{
	const struct psi_answer *answer = &of->answer;

	if (psi_question_words(of->name)->count == PSI_QUESTION_ACCOUNTS) {
		if (partner != NULL)
			return accounts_of(&of->by_partner, partner);
		return psi_answer_num(&of->in_all) == 0
		    ? 0
		    : psi_answer_number(&of->in_all, 0, 0);
	}
	if (of->found > psi_answer_num(answer) && partner == NULL)
		return of->found;
	return psi_answer_find(answer, "our_account") == SIZE_MAX
	    ? count_groups(answer, partner)
	    : psi_html_num_accounts(answer, partner);
}

static int
write_number(struct psi_outfile *out, const char *words, uint64_t number,
    struct psi_error *err)
{
	const char *at = strstr(words, "%N");

	if (at == NULL)
		return psi_html_raw(out, words, err);
	return psi_outfile_text(out, err, "%.*s%" PRIu64 "%s",
	    (int)(at - words), words, number, at + 2);
}

/* Is the number of rows all that is known, since the table is cut? */
static bool
is_cut(const struct psi_all_answer *of)
{
	return psi_question_words(of->name)->count == PSI_QUESTION_ROWS &&
	    of->found > psi_answer_num(&of->answer);
}

/* " By partner: Globex GmbH 41, Initech Ltd 9." */
static int
write_by_partner(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, struct psi_error *err)
{
	const char *joint = " By partner: ";
	size_t num = psi_answer_num(&all->partners);
	uint64_t sum = 0;
	int rc = 0;

	if (is_cut(of))
		return psi_html_raw(out,
		    " (Matches: a company that a list has twice counts "
		    "twice.)",
		    err);
	if (num < 2 || num > PLOTS_MAX || strcmp(of->needs, "partners") == 0 ||
	    (psi_question_words(of->name)->count == PSI_QUESTION_ACCOUNTS &&
		psi_answer_num(&of->by_partner) == 0))
		return 0;
	for (size_t i = 0; rc == 0 && i < num; i++) {
		const char *name = psi_answer_cell(&all->partners, i, 0);

		sum += count_of(of, name);
		if ((rc = psi_html_raw(out, joint, err)) == 0 &&
		    (rc = psi_html_text(out, name, err)) == 0)
			rc = psi_outfile_text(
			    out, err, " %" PRIu64, count_of(of, name));
		joint = ", ";
	}
	if (rc == 0 && sum > count_of(of, NULL))
		rc = psi_html_raw(
		    out, "; some are shared with more than one", err);
	return rc != 0 ? rc : psi_html_raw(out, ".", err);
}

static int
write_sentence(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, struct psi_error *err)
{
	const struct psi_question_words *words = psi_question_words(of->name);
	uint64_t number = count_of(of, NULL);
	int rc = psi_html_raw(out, "<p class=\"answer\">", err);

	if (rc == 0)
		rc = write_number(out,
		    number == 0       ? words->none
			: number == 1 ? words->one
				      : words->many,
		    number, err);
	if (rc == 0 && number > 0)
		rc = write_by_partner(out, all, of, err);
	if (rc == 0)
		rc = psi_html_raw(out, "</p>\n", err);
	if (rc == 0 && number > 0 && words->how[0] != '\0')
		rc = psi_outfile_text(
		    out, err, "<p class=\"dim\">%s</p>\n", words->how);
	return rc;
}

/* ---- verdicts of measures ---- */

struct verdict {
	const char *name;
	/* The measure that decides. */
	const char *measure;
	const char *yes;
	const char *no;
	const char *unknown;
};

static const struct verdict verdicts[] = {
	{ "coverage", "thresholds met",
	    "yes, %N of 5 rules of thumb are reached",
	    "not yet: %N of 5 rules of thumb are reached, and 3 are needed",
	    "not known" },
	{ "integration", "share of our customers",
	    "yes by its reach: %N % of our customers are customers of both",
	    "not by its reach: %N % of our customers are customers of both, "
	    "and 10 are needed",
	    "not known, since our whole list was not given with --accounts" },
	{ "balance", "smaller side",
	    "fair: the side that gets less has %N % of the introductions",
	    "not fair: the side that gets less has %N % of the introductions, "
	    "under a third",
	    "there is no introduction either way" },
};

static int
write_verdict(struct psi_outfile *out, const struct verdict *verdict,
    const struct psi_answer *answer, size_t row, struct psi_error *err)
{
	const char *met = psi_answer_cell(answer, row, 4);
	int rc;

	if ((rc = psi_html_raw(out, "<p class=\"answer\"><span>", err)) != 0 ||
	    (rc = psi_html_text(out, psi_answer_cell(answer, row, 0), err)) !=
		0 ||
	    (rc = psi_html_raw(out, ": ", err)) != 0 ||
	    (rc = write_number(out,
		 strcmp(met, "yes") == 0      ? verdict->yes
		     : strcmp(met, "no") == 0 ? verdict->no
					      : verdict->unknown,
		 psi_answer_number(answer, row, 2), err)) != 0)
		return rc;
	return psi_html_raw(out, ".</span></p>\n", err);
}

static int
write_verdicts(struct psi_outfile *out, const struct psi_all_answer *of,
    bool *is_measured, struct psi_error *err)
{
	const struct psi_answer *answer = &of->answer;
	int rc = 0;

	*is_measured = false;
	for (size_t v = 0; v < sizeof verdicts / sizeof verdicts[0]; v++) {
		if (strcmp(verdicts[v].name, of->name) != 0)
			continue;
		*is_measured = true;
		if (answer->num_columns != 6)
			return psi_html_raw(out,
			    "<p class=\"answer\">No account is "
			    "shared.</p>\n",
			    err);
		for (size_t i = 0; rc == 0 && i < psi_answer_num(answer); i++)
			if (strcmp(psi_answer_cell(answer, i, 1),
				verdicts[v].measure) == 0)
				rc = write_verdict(
				    out, &verdicts[v], answer, i, err);
	}
	return rc;
}

/* ---- sections ---- */

static int
begin_section(struct psi_outfile *out, const char *name, const char *words,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_outfile_text(
		 out, err, "<section id=\"q-%s\">\n<h2>", name)) != 0 ||
	    (rc = psi_html_text(out, words, err)) != 0)
		return rc;
	return psi_html_raw(out, "</h2>\n", err);
}

/* Of "our_nps, their_nps" those of one side, in words. */
static int
write_missing(struct psi_outfile *out, const char *missing, bool of_ours,
    const char *words, struct psi_error *err)
{
	const char *joint = words;
	int rc = 0;

	while (rc == 0 && *missing != '\0') {
		size_t len = strcspn(missing, ",");
		bool is_ours = strncmp(missing, "our_", 4) == 0;
		size_t skip = is_ours ? 4 : 6;
		const char *field = len <= skip
		    ? NULL
		    : psi_words_field(missing + skip, len - skip);

		if (is_ours == of_ours && field != NULL) {
			rc = psi_outfile_text(out, err, "%s%s", joint, field);
			joint = ", ";
		}
		missing += len + strspn(missing + len, ", ");
	}
	return rc != 0 || joint == words ? rc : psi_html_raw(out, ".", err);
}

static int
write_notes(struct psi_outfile *out, const struct psi_all_answer *of,
    size_t shown, struct psi_error *err)
{
	int rc = 0;

	if (of->found > psi_answer_num(&of->answer))
		rc = psi_outfile_text(out, err,
		    "<p class=\"dim\">The first %zu of %" PRIu64
		    " rows; <code>psi-report %s PAIRS</code> prints "
		    "all.</p>\n",
		    shown, of->found, of->name);
	/* Where no field is missing there is nothing that anybody could do. */
	if (rc != 0 || of->undecided == 0 || of->missing[0] == '\0')
		return rc;
	if ((rc = psi_outfile_text(out, err,
		 "<p class=\"dim\">%" PRIu64
		 " more may belong here: too little is known of them.",
		 of->undecided)) != 0 ||
	    (rc = write_missing(out, of->missing, true,
		 " Fill in in our own list: ", err)) != 0 ||
	    (rc = write_missing(out, of->missing, false,
		 " Ask the partner to share: ", err)) != 0)
		return rc;
	return psi_html_raw(out, "</p>\n", err);
}

static int
write_plots(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, struct psi_error *err)
{
	bool is_matrix = strcmp(of->name, "matrix") == 0;
	int rc = 0;

	if ((!is_matrix && strcmp(of->name, "revenue") != 0) ||
	    psi_answer_num(&of->answer) == 0)
		return 0;
	for (size_t i = 0;
	     rc == 0 && i < PLOTS_MAX && i < psi_answer_num(&all->partners);
	     i++) {
		const char *name = psi_answer_cell(&all->partners, i, 0);

		if ((rc = psi_outfile_text(
			 out, err, "<div data-p=\"%zu\">\n", i)) != 0 ||
		    (!is_matrix && psi_answer_num(&all->partners) > 1 &&
			((rc = psi_html_raw(out, "<h3>", err)) != 0 ||
			    (rc = psi_html_text(out, name, err)) != 0 ||
			    (rc = psi_html_raw(out, "</h3>\n", err)) != 0)))
			return rc;
		rc = is_matrix ? psi_plot_matrix(out, &of->answer, name, err)
			       : psi_plot_motions(out, &of->answer, name, err);
		if (rc == 0)
			rc = psi_html_raw(out, "</div>\n", err);
	}
	return rc;
}

/* The motions of an answer, each in a line. */
static int
write_meanings(struct psi_outfile *out, const struct psi_answer *answer,
    struct psi_error *err)
{
	size_t column = psi_answer_find(answer, "motion");
	const struct psi_words_motion *motion;
	int rc = psi_html_raw(out, "<dl class=\"glossary\">\n", err);

	for (size_t m = 0; rc == 0 && (motion = psi_words_motion_at(m)) != NULL;
	     m++)
		for (size_t i = 0; i < psi_answer_num(answer); i++) {
			if (column == SIZE_MAX ||
			    strcmp(psi_answer_cell(answer, i, column),
				motion->name) != 0)
				continue;
			rc = psi_outfile_text(out, err,
			    "<dt id=\"m-%s\">%s</dt><dd>%s</dd>\n",
			    motion->name, motion->name, motion->meaning);
			break;
		}
	return rc != 0 ? rc : psi_html_raw(out, "</dl>\n", err);
}

static int
write_section(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, size_t max, struct psi_error *err)
{
	const struct psi_answer *answer = &of->answer;
	struct psi_html_table table = { of->name, &all->partners, NULL, max };
	/* The plots of the matrix say it all. */
	bool is_drawn = strcmp(of->name, "matrix") == 0 &&
	    psi_answer_num(&all->partners) <= PLOTS_MAX;
	bool is_measured;
	size_t shown = 0;
	int rc;

	if (psi_answer_num(answer) > 0 &&
	    psi_answer_find(answer, "accounts") != SIZE_MAX)
		table.bar = "accounts";
	table.caption = "";
	if ((rc = begin_section(out, of->name, of->words, err)) != 0 ||
	    (rc = write_verdicts(out, of, &is_measured, err)) != 0 ||
	    (!is_measured && (rc = write_sentence(out, all, of, err)) != 0) ||
	    (rc = write_plots(out, all, of, err)) != 0 ||
	    (strcmp(of->name, "revenue") == 0 &&
		(rc = write_meanings(out, answer, err)) != 0) ||
	    (!is_drawn &&
		(rc = psi_html_table(out, answer, &table, &shown, err)) != 0) ||
	    (rc = write_notes(out, of, shown, err)) != 0)
		return rc;
	return psi_html_raw(out, "</section>\n", err);
}

/* A question that these files do not answer. */
static int
write_open(struct psi_outfile *out, const char *name, const char *words,
    const char *why, const char *command, struct psi_error *err)
{
	int rc = begin_section(out, name, words, err);

	return rc != 0
	    ? rc
	    : psi_outfile_text(out, err,
		  "<p class=\"answer\">%s</p>\n<p class=\"dim\">To know: "
		  "<code>%s</code></p>\n</section>\n",
		  why, command);
}

static int
write_needy(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_mapping_named *named, struct psi_error *err)
{
	if (strcmp(named->needs, "history") == 0)
		return write_open(out, named->name, named->words,
		    "There is no earlier result to compare with on this page.",
		    "psi-report page --history OLD-PAIRS -o FILE PAIRS", err);
	return write_open(out, named->name, named->words,
	    psi_answer_num(&all->partners) < 2
		? "This page is about one partner, so there is nothing to "
		  "compare: its first step is the best one for each account."
		: "Partners may be compared only where the agreement of each "
		  "allows it, and no agreement was given.",
	    "psi-report page -a AGREEMENT -a AGREEMENT -o FILE PAIRS PAIRS",
	    err);
}

int
psi_page_questions(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, size_t max,
    struct psi_error *err)
{
	const struct psi_mapping_named *named;
	size_t next = 0;
	int rc = 0;

	(void)tool;
	for (size_t i = 0; rc == 0 &&
	     (named = psi_mapping_questions_at(questions, i)) != NULL;
	     i++) {
		/* Those that were asked stand in the same order. */
		if (next < all->num_named && all->of[next].name == named->name)
			rc =
			    write_section(out, all, &all->of[next++], max, err);
		else
			rc = write_needy(out, all, named, err);
	}
	for (; rc == 0 && next < all->num; next++)
		rc = write_section(out, all, &all->of[next], max, err);
	for (size_t i = 0; rc == 0 && i < NUM_COMMANDS; i++)
		rc = write_open(out, commands[i][0], commands[i][1],
		    "This page does not answer it: it looks at one day.",
		    commands[i][2], err);
	return rc;
}
