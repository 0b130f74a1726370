#include "report/page_questions.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "kit/html_text.h"
#include "kit/outfile.h"
#include "report/cross.h"
#include "report/html.h"
#include "report/page_names.h"
#include "report/page_sentence.h"
#include "report/plots.h"
#include "report/words.h"

/* Plots of so many partners; tables have all. */
#define PLOTS_MAX 8

/* So many rows stand open. */
#define OPEN_MAX 25

/* What commands of their own answer. */
static const char *const commands[][2] = {
	{ "changes", "What changed since last time?" },
	{ "attribution",
	    "Which opportunities were sourced, influenced or accelerated with "
	    "partners?" },
};
#define NUM_COMMANDS (sizeof commands / sizeof commands[0])

/* A section of its own answers it. */
static bool
is_check(const char *name)
{
	return strcmp(name, "check") == 0;
}

/* ---- contents ---- */

/* Names of questions are a-z and '-'; their words may come from a file. */
static int
write_link(struct psi_outfile *out, const char *name, const char *words,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_outfile_text(out, err, "<li><a href=\"#%s%s\">",
		 is_check(name) ? "" : "q-", name)) != 0 ||
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
	{ "integration", "thresholds met",
	    "yes, %N of 3 rules of thumb are reached",
	    "not yet: %N of 3 rules of thumb are reached, and 2 are needed",
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
	    (rc = psi_page_number(out,
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

/* The table of an answer: of all partners together where that can be, folded
 * where it is long. */
static int
write_table(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, size_t max, struct psi_error *err)
{
	struct psi_html_table table = { "", &all->partners, NULL, max, NULL };
	const struct psi_answer *answer = &of->answer;
	struct psi_answer cross;
	size_t shown = 0;
	size_t num;
	int rc = 0;

	memset(&cross, 0, sizeof cross);
	if (psi_cross_can(of, &all->partners)) {
		rc = psi_cross_make(&cross, of, &all->partners, err);
		answer = &cross;
		table.total = of;
	}
	num = psi_answer_num(answer) < max ? psi_answer_num(answer) : max;
	if (num > 0 && psi_answer_find(answer, "accounts") != SIZE_MAX)
		table.bar = "accounts";
	if (rc == 0 && num > OPEN_MAX)
		rc = psi_outfile_text(out, err,
		    "<details><summary>The table, %zu rows</summary>\n", num);
	if (rc == 0)
		rc = psi_html_table(out, answer, &table, &shown, err);
	if (rc == 0 && num > OPEN_MAX)
		rc = psi_html_raw(out, "</details>\n", err);
	if (rc == 0)
		rc = psi_page_notes(out, all, of, answer, shown, err);
	psi_answer_clear(&cross);
	return rc;
}

/* The accounts by name, and what else belongs to a question. */
static int
write_more(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, const struct psi_steps *steps, size_t max,
    struct psi_error *err)
{
	int rc;

	if (strcmp(of->name, "introductions") == 0)
		return psi_page_names(
		    out, all, steps, PSI_PAGE_NAMES_INTRODUCTIONS, max, err);
	if (strcmp(of->name, "revenue") != 0)
		return 0;
	if ((rc = psi_page_names(
		 out, all, steps, PSI_PAGE_NAMES_STEPS, max, err)) != 0 ||
	    (rc = write_meanings(out, &of->answer, err)) != 0)
		return rc;
	return write_plots(out, all, of, err);
}

static int
write_section(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, const struct psi_steps *steps, size_t max,
    struct psi_error *err)
{
	/* The plots of the matrix say it all. */
	bool is_drawn = strcmp(of->name, "matrix") == 0 &&
	    psi_answer_num(&all->partners) <= PLOTS_MAX;
	bool is_measured;
	int rc;

	if ((rc = begin_section(out, of->name, of->words, err)) != 0 ||
	    (rc = write_verdicts(out, of, &is_measured, err)) != 0 ||
	    (!is_measured &&
		(rc = psi_page_sentence(out, all, of, err)) != 0) ||
	    (rc = is_drawn ? write_plots(out, all, of, err)
			   : write_table(out, all, of, max, err)) != 0 ||
	    (rc = write_more(out, all, of, steps, max, err)) != 0)
		return rc;
	return psi_html_raw(out, "</section>\n", err);
}

/* A question that these files do not answer. */
static int
write_open(struct psi_outfile *out, const char *name, const char *words,
    const char *why, struct psi_error *err)
{
	int rc = begin_section(out, name, words, err);

	return rc != 0
	    ? rc
	    : psi_outfile_text(out, err,
		  "<p class=\"answer\">%s</p>\n<p class=\"dim\">Ask whoever "
		  "made this page: <a href=\"#commands\">a command</a> "
		  "tells.</p>\n</section>\n",
		  why);
}

static int
write_needy(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_mapping_named *named, struct psi_error *err)
{
	if (strcmp(named->needs, "history") == 0)
		return write_open(out, named->name, named->words,
		    "There is no earlier result to compare with on this page.",
		    err);
	return write_open(out, named->name, named->words,
	    psi_answer_num(&all->partners) < 2
		? "This page is about one partner, so there is nothing to "
		  "compare: its first step is the best one for each account."
		: "Partners may be compared only where the agreement of each "
		  "allows it, and no agreement was given.",
	    err);
}

int
psi_page_commands(struct psi_outfile *out, struct psi_error *err)
{
	return psi_html_raw(out,
	    "<section id=\"commands\">\n<h2>For whoever runs the tools</h2>\n"
	    "<details><summary>Commands</summary>\n<dl class=\"glossary\">\n"
	    "<dt>What stands on this page, by "
	    "question</dt><dd><code>psi-report "
	    "QUESTION PAIRS...</code>; <code>psi-report --list</code> names "
	    "the "
	    "questions. PAIRS are the files pairs.csv that this page was made "
	    "of. Commands count the same sure matches; <code>psi-report "
	    "check</code> lists the others.</dd>\n"
	    "<dt>Everything to do, by account</dt><dd><code>psi-motions -a "
	    "AGREEMENT PAIRS...</code></dd>\n"
	    "<dt>What is new, and since when an account is "
	    "shared</dt><dd><code>"
	    "psi-report page --history OLD-PAIRS -o FILE PAIRS</code></dd>\n"
	    "<dt>Which partner is best</dt><dd><code>psi-report page -a "
	    "AGREEMENT -a AGREEMENT -o FILE PAIRS PAIRS</code></dd>\n"
	    "<dt>What changed since last time</dt><dd><code>psi-report changes "
	    "--before OLD-PAIRS PAIRS</code></dd>\n"
	    "<dt>Deals sourced, influenced or accelerated with partners "
	    "(attribution)</dt><dd><code>psi-report attribution "
	    "--opportunities DEALS --history OLD-PAIRS PAIRS</code></dd>\n"
	    "<dt>One industry, or any other selection</dt><dd><code>psi-report "
	    "page -w 'our_industry = Retail' -o FILE PAIRS</code></dd>\n"
	    "</dl>\n</details>\n</section>\n",
	    err);
}

int
psi_page_questions(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_steps *steps,
    const struct psi_mapping_questions *questions, size_t max,
    struct psi_error *err)
{
	const struct psi_mapping_named *named;
	size_t next = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 &&
	     (named = psi_mapping_questions_at(questions, i)) != NULL;
	     i++) {
		const struct psi_all_answer *of = &all->of[next];

		if (is_check(named->name))
			continue;
		/* Those that were asked stand in the same order. */
		if (next >= all->num_named || of->name != named->name) {
			rc = write_needy(out, all, named, err);
			continue;
		}
		next++;
		rc = write_section(out, all, of, steps, max, err);
	}
	for (; rc == 0 && next < all->num; next++)
		rc = write_section(out, all, &all->of[next], steps, max, err);
	for (size_t i = 0; rc == 0 && i < NUM_COMMANDS; i++)
		rc = write_open(out, commands[i][0], commands[i][1],
		    "This page does not answer it: it looks at one day.", err);
	return rc;
}
