#include "report/page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "psi/date.h"

#include "kit/diag.h"
#include "kit/tool.h"
#include "report/mapping_tool.h"
#include "kit/outfile.h"
#include "report/all_answers.h"
#include "report/html.h"
#include "report/page_check.h"
#include "report/page_parts.h"
#include "report/page_questions.h"
#include "report/page_terms.h"
#include "report/first_steps.h"
#include "report/words.h"

/* Rows of a question on the page. */
#define LIST_MAX 300
/* Steps of this week. */
#define WEEK_MAX 10

struct page {
	struct psi_outfile *out;
	const struct psi_mapping_tool *tool;
	struct psi_all_answers all;
	struct psi_steps steps;
};

/* ---- the head ---- */

static int
write_parts(
    struct psi_outfile *out, const char *const *parts, struct psi_error *err)
{
	int rc = 0;

	for (; rc == 0 && *parts != NULL; parts++)
		rc = psi_html_raw(out, *parts, err);
	return rc;
}

static int
write_head(struct psi_outfile *out, struct psi_error *err)
{
	static const char *const head[] = {
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
		"charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy"
		"\" content=\"default-src 'none'; script-src 'sha256-",
		psi_page_script_hash, "'; style-src 'sha256-",
		psi_page_style_hash,
		"'; base-uri 'none'; form-action 'none'\">\n<meta "
		"name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n<meta name=\"referrer\" "
		"content=\"no-referrer\">\n<title>Accounts we share with "
		"partners</title>\n<style>",
		NULL
	};
	int rc;

	if ((rc = write_parts(out, head, err)) != 0 ||
	    (rc = write_parts(out, psi_page_style, err)) != 0)
		return rc;
	return psi_html_raw(out, "</style>\n</head>\n<body>\n<header>\n", err);
}

/* "Accounts we share with Globex GmbH and Initech Ltd", up to four names. */
static int
write_title(struct psi_outfile *out, const struct psi_answer *partners,
    struct psi_error *err)
{
	size_t num = psi_answer_num(partners);
	int rc = psi_html_raw(out, "<h1>Accounts we share", err);

	for (size_t i = 0; rc == 0 && num <= 4 && i < num; i++) {
		rc = psi_html_raw(out,
		    i == 0             ? " with "
			: i + 1 == num ? " and "
				       : ", ",
		    err);
		if (rc == 0)
			rc = psi_html_text(
			    out, psi_answer_cell(partners, i, 0), err);
	}
	if (rc == 0 && num > 4)
		rc = psi_outfile_text(out, err, " with %zu partners", num);
	return rc != 0 ? rc : psi_html_raw(out, "</h1>\n", err);
}

/* One of the numbers at the top. */
static int
write_tile(struct psi_outfile *out, uint64_t number, const char *words,
    struct psi_error *err)
{
	return psi_outfile_text(
	    out, err, "<li><b>%" PRIu64 "</b> %s</li>\n", number, words);
}

static uint64_t
number_of(const struct psi_answer *answer, size_t column)
{
	return psi_answer_num(answer) > 0 ? psi_answer_number(answer, 0, column)
					  : 0;
}

static int
write_numbers(struct page *page, struct psi_error *err)
{
	const struct psi_all_answers *all = &page->all;
	int rc;

	if ((rc = psi_html_raw(page->out, "<ul class=\"numbers\">\n", err)) !=
		0 ||
	    (rc = write_tile(page->out, number_of(&all->in_all, 0),
		 "accounts of ours are shared for sure", err)) != 0 ||
	    (rc = write_tile(page->out, number_of(&all->in_all, 1),
		 psi_answer_num(&all->partners) > 1
		     ? "matches: an account counts once for each partner that "
		       "has it"
		     : "matches of an account of ours with one of theirs",
		 err)) != 0 ||
	    (rc = write_tile(page->out, psi_all_answers_to_check(all),
		 "more matches are only possible: <a href=\"#check\">check "
		 "these first</a>",
		 err)) != 0)
		return rc;
	return psi_html_raw(page->out, "</ul>\n", err);
}

static int
write_guide(struct page *page, struct psi_error *err)
{
	char today[PSI_DATE_CHARS];
	int rc;

	psi_date_encode(today, page->tool->today);
	if ((rc = psi_outfile_text(page->out, err,
		 "<p class=\"dim\">Made on %s. Confidential, and for our own "
		 "people: it has what our list says, also what no partner is "
		 "told. See <a href=\"#terms\">what you may do with "
		 "it</a>.</p>\n"
		 "<p><b>How this page counts.</b> An <i>account</i> is a "
		 "company in our list and counts once, however many partners "
		 "have it. A <i>match</i> is an account of ours at one "
		 "partner; "
		 "lists have a row for each match. Only sure matches are "
		 "counted; those to check first stand in their own section and "
		 "in no other number or table.</p>\n",
		 today)) != 0 ||
	    (page->tool->where != NULL &&
		((rc = psi_html_raw(page->out,
		      "<p class=\"warn\">Only matches for which: ", err)) !=
			0 ||
		    (rc = psi_html_text(page->out, page->tool->where, err)) !=
			0 ||
		    (rc = psi_html_raw(page->out, "</p>\n", err)) != 0)))
		return rc;
	return psi_html_raw(page->out,
	    "<p class=\"jump\"><a href=\"#week\">This week</a> <a "
	    "href=\"#check\">Check these first</a> <a href=\"#terms\">What may "
	    "I do with this data?</a> <a href=\"#partners\">Partners</a> <a "
	    "href=\"#questions\">Questions and answers</a> <a "
	    "href=\"#accounts\">All accounts</a> <a href=\"#words\">What the "
	    "words mean</a></p>\n</header>\n<div id=\"tools\" "
	    "hidden></div>\n<main>\n",
	    err);
}

/* ---- this week ---- */

static size_t
partner_of(const struct page *page, const struct psi_step *step)
{
	return psi_html_partner(&page->all.partners,
	    psi_step_cell(&page->steps, step, PSI_STEP_PARTNER));
}

/* The partners of an account, in an attribute. */
static int
write_whose(
    struct page *page, const struct psi_step *step, struct psi_error *err)
{
	const char *joint = " data-p=\"";
	size_t at = step->first;
	int rc = 0;

	for (; rc == 0 && at != PSI_STEP_NONE; at = page->steps.step[at].next) {
		rc = psi_outfile_text(page->out, err, "%s%zu", joint,
		    partner_of(page, &page->steps.step[at]));
		joint = " ";
	}
	return rc != 0 ? rc : psi_html_raw(page->out, "\">", err);
}

/* What else is to be done there, and with whom. */
static int
write_others(
    struct page *page, const struct psi_step *step, struct psi_error *err)
{
	struct psi_outfile *out = page->out;
	size_t at = step->first;
	int rc = 0;

	for (; rc == 0 && at != PSI_STEP_NONE; at = page->steps.step[at].next) {
		const struct psi_step *other = &page->steps.step[at];

		if (other == step)
			continue;
		if ((rc = psi_html_raw(out, "<p>Also at ", err)) == 0 &&
		    (rc = psi_html_text(out,
			 psi_step_cell(&page->steps, other, PSI_STEP_PARTNER),
			 err)) == 0 &&
		    (rc = psi_html_raw(out, ": ", err)) == 0 &&
		    (rc = psi_step_write_because(
			 out, &page->steps, other, err)) == 0 &&
		    (rc = psi_html_raw(out, ". ", err)) == 0 &&
		    (rc = psi_step_write(out, &page->steps, other, err)) == 0)
			rc = psi_outfile_text(out, err,
			    " Same company: %s%s.</p>",
			    psi_step_sure(&page->steps, other).words,
			    psi_step_difference(&page->steps, other));
	}
	return rc;
}

static int
write_week_step(
    struct page *page, const struct psi_step *step, struct psi_error *err)
{
	const char *motion = psi_step_cell(&page->steps, step, PSI_STEP_MOTION);
	const struct psi_words_motion *words = psi_words_motion(motion);
	struct psi_outfile *out = page->out;
	int rc;

	if ((rc = psi_html_raw(out, "<li", err)) != 0 ||
	    (rc = write_whose(page, step, err)) != 0 ||
	    (rc = psi_html_raw(out, "<h3>", err)) != 0 ||
	    (rc = psi_step_write_name(out, &page->steps, step, err)) != 0 ||
	    (rc = psi_html_raw(out, "</h3><p><b>", err)) != 0 ||
	    (rc = psi_step_write(out, &page->steps, step, err)) != 0 ||
	    (rc = psi_html_raw(out, "</b></p><p>Because ", err)) != 0 ||
	    (rc = psi_step_write_because(out, &page->steps, step, err)) != 0 ||
	    (rc = psi_html_raw(out, ".</p>", err)) != 0 ||
	    (rc = write_others(page, step, err)) != 0 ||
	    (rc = psi_outfile_text(out, err,
		 "<p class=\"dim\">Same company: %s%s. Motion: ",
		 psi_step_sure(&page->steps, step).words,
		 psi_step_difference(&page->steps, step))) != 0 ||
	    (rc = psi_html_text(out, motion, err)) != 0)
		return rc;
	if (words != NULL &&
	    (rc = psi_outfile_text(out, err, " (%s)", words->meaning)) != 0)
		return rc;
	return psi_html_raw(out, "</p></li>\n", err);
}

/* Is a renewal at risk among the accounts? */
static bool
has_renewals(const struct psi_steps *steps)
{
	for (size_t i = 0; i < steps->num; i++)
		if (strcmp(
			psi_step_cell(steps, &steps->step[i], PSI_STEP_MOTION),
			"renewal-protect") == 0)
			return true;
	return false;
}

static int
write_week(struct page *page, struct psi_error *err)
{
	size_t chosen[WEEK_MAX];
	size_t num = psi_steps_choose(&page->steps, chosen, WEEK_MAX);
	int rc = psi_html_raw(page->out,
	    "<section id=\"week\">\n<h2>This week: where to begin</h2>\n", err);

	if (rc == 0 && num == 0)
		rc = psi_html_raw(page->out,
		    "<p>No sure match calls for a step. Look through <a "
		    "href=\"#accounts\">all accounts</a>, and fill in what is "
		    "not known.</p>\n",
		    err);
	else if (rc == 0)
		rc = psi_outfile_text(page->out, err,
		    "<p>The first %zu steps, one for each account, of sure "
		    "matches only. First come accounts with an open deal, ours "
		    "or theirs%s: where it closes this "
		    "quarter or is overdue, then the next; in a quarter the "
		    "larger deal first, by the lower end of the size, whatever "
		    "its currency. Then come the others by priority and tier. "
		    "The step of an account is that with its best partner; the "
		    "deal may stand below, at another. All stand under <a "
		    "href=\"#accounts\">all accounts</a>.</p>\n<ol "
		    "class=\"week\">\n",
		    num,
		    has_renewals(&page->steps) ? ", or a renewal at risk" : "");
	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = write_week_step(page, &page->steps.step[chosen[i]], err);
	if (rc == 0 && num > 0)
		rc = psi_html_raw(page->out, "</ol>\n", err);
	return rc != 0 ? rc : psi_html_raw(page->out, "</section>\n", err);
}

/* ---- partners ---- */

/* The accounts of a row that has these words in front; 0 for none. */
static uint64_t
look_up(const struct psi_answer *answer, const char *const *words, size_t num)
{
	for (size_t i = 0; i < psi_answer_num(answer); i++) {
		size_t j = 0;

		while (j < num &&
		    strcmp(psi_answer_cell(answer, i, j), words[j]) == 0)
			j++;
		if (j == num)
			return psi_answer_number(answer, i, num);
	}
	return 0;
}

static int
write_partner(struct page *page, const struct psi_answer *matrix, size_t i,
    struct psi_error *err)
{
	const char *name = psi_answer_cell(&page->all.partners, i, 0);
	const char *const mutual[] = { name, "customer", "customer" };
	const char *const get[] = { name, "get" };
	const char *const give[] = { name, "give" };
	const char *const open[] = { name, "open_opportunity",
		"open_opportunity" };
	const uint64_t number[] = {
		psi_answer_number(&page->all.partners, i, 1),
		look_up(matrix, mutual, 3),
		look_up(&page->all.directions, get, 2),
		look_up(&page->all.directions, give, 2),
		look_up(matrix, open, 3),
	};
	int rc;

	if ((rc = psi_outfile_text(
		 page->out, err, "<tr data-p=\"%zu\"><td>", i)) != 0 ||
	    (rc = psi_html_text(page->out, name, err)) != 0 ||
	    (rc = psi_html_raw(page->out, "</td>", err)) != 0)
		return rc;
	for (size_t j = 0; rc == 0 && j < 5; j++)
		rc = psi_outfile_text(page->out, err,
		    "<td class=\"n\">%" PRIu64 "</td>", number[j]);
	return rc != 0 ? rc : psi_html_raw(page->out, "</tr>\n", err);
}

static int
write_partners(struct page *page, struct psi_error *err)
{
	const struct psi_answer *matrix =
	    psi_all_answers_find(&page->all, "matrix");
	size_t num = psi_answer_num(&page->all.partners);
	int rc;

	rc = psi_html_raw(page->out,
	    "<section id=\"partners\">\n<h2>What do we share with each "
	    "partner?</h2>\n",
	    err);
	if (rc == 0 && num > 0 && matrix != NULL && matrix->num_columns >= 4)
		rc = psi_html_raw(page->out,
		    "<div class=\"wide\"><table class=\"live\" "
		    "data-numbers=\"1 2 3 4 5 \"><caption>Accounts by "
		    "partner</caption><thead><tr><th scope=\"col\">Partner</th>"
		    "<th scope=\"col\" class=\"n\">Shared accounts</th><th "
		    "scope=\"col\" class=\"n\">Customers of both</th><th "
		    "scope=\"col\" class=\"n\">They can introduce us</th><th "
		    "scope=\"col\" class=\"n\">We can introduce them</th><th "
		    "scope=\"col\" class=\"n\">Open deals of both</th></tr>"
		    "</thead>\n"
		    "<tbody>\n",
		    err);
	for (size_t i = 0; rc == 0 && matrix != NULL && i < num; i++)
		rc = write_partner(page, matrix, i, err);
	if (rc == 0 && num > 0 && matrix != NULL && matrix->num_columns >= 4)
		rc = psi_html_raw(page->out, "</tbody></table></div>\n", err);
	if (rc == 0 && num > 1)
		rc = psi_outfile_text(page->out, err,
		    "<p class=\"dim\">The shared accounts add up to the "
		    "%" PRIu64 " matches: %" PRIu64 " more than the %" PRIu64
		    " accounts, since an account that several partners have "
		    "counts for each.</p>\n",
		    number_of(&page->all.in_all, 1),
		    number_of(&page->all.in_all, 1) -
			number_of(&page->all.in_all, 0),
		    number_of(&page->all.in_all, 0));
	return rc != 0 ? rc : psi_html_raw(page->out, "</section>\n", err);
}

/* ---- all accounts ---- */

static int
write_cell(struct page *page, const struct psi_step *step,
    enum psi_step_column column, struct psi_error *err)
{
	int rc;

	if ((rc = psi_html_raw(page->out, "<td>", err)) != 0 ||
	    (rc = psi_html_text(page->out,
		 psi_step_cell(&page->steps, step, column), err)) != 0)
		return rc;
	return psi_html_raw(page->out, "</td>", err);
}

/* The account, the partner where there are several, and what to do. */
static int
write_step(
    struct page *page, const struct psi_step *step, struct psi_error *err)
{
	struct psi_outfile *out = page->out;
	int rc;

	if ((rc = psi_html_raw(out, "<td>", err)) != 0 ||
	    (rc = psi_step_write_name(out, &page->steps, step, err)) != 0 ||
	    (rc = psi_html_raw(out, "</td>", err)) != 0)
		return rc;
	if (psi_answer_num(&page->all.partners) > 1 &&
	    ((rc = write_cell(page, step, PSI_STEP_PARTNER, err)) != 0 ||
		(rc = write_cell(page, step, PSI_STEP_BEST, err)) != 0))
		return rc;
	if ((rc = psi_html_raw(out, "<td class=\"s\">", err)) != 0 ||
	    (rc = psi_step_write(out, &page->steps, step, err)) != 0 ||
	    (rc = psi_html_raw(out, "</td><td class=\"s\">", err)) != 0 ||
	    (rc = psi_step_write_because(out, &page->steps, step, err)) != 0)
		return rc;
	return psi_html_raw(out, "</td>", err);
}

static int
write_account(
    struct page *page, const struct psi_step *step, struct psi_error *err)
{
	const struct psi_steps *steps = &page->steps;
	struct psi_words_sure sure = psi_step_sure(steps, step);
	const char *rank = psi_step_cell(steps, step, PSI_STEP_RANK);
	struct psi_outfile *out = page->out;
	int rc;

	if ((rc = psi_html_raw(out, "<tr", err)) != 0 ||
	    (rc = psi_html_of_partner(out, partner_of(page, step), err)) != 0 ||
	    (rc = write_step(page, step, err)) != 0 ||
	    (rc = write_cell(page, step, PSI_STEP_OUR_OWNER, err)) != 0 ||
	    (rc = write_cell(page, step, PSI_STEP_THEIR_OWNER, err)) != 0 ||
	    (rc = psi_outfile_text(out, err, "<td data-o=\"%d\">%s%s</td>",
		 sure.order, sure.words, psi_step_difference(steps, step))) !=
		0 ||
	    (rc = psi_outfile_text(out, err, "<td>%s</td>",
		 psi_words_population_cell(
		     psi_step_cell(steps, step, PSI_STEP_OURS)))) != 0 ||
	    (rc = psi_outfile_text(out, err, "<td>%s</td>",
		 psi_words_population_cell(
		     psi_step_cell(steps, step, PSI_STEP_THEIRS)))) != 0 ||
	    (rc = write_cell(page, step, PSI_STEP_THEIR_NAME, err)) != 0 ||
	    (rc = psi_outfile_text(
		 out, err, "<td class=\"n\">%s</td>", rank)) != 0 ||
	    (rc = write_cell(page, step, PSI_STEP_ACCOUNT, err)) != 0)
		return rc;
	return psi_html_raw(out, "</tr>\n", err);
}

static int
write_accounts_head(struct page *page, struct psi_error *err)
{
	bool several = psi_answer_num(&page->all.partners) > 1;
	size_t num = page->steps.num < PSI_PAGE_ACCOUNTS_MAX
	    ? page->steps.num
	    : PSI_PAGE_ACCOUNTS_MAX;
	bool is_cut =
	    num < page->steps.num || page->all.accounts_found > page->steps.num;
	int rc = psi_html_raw(page->out,
	    "<section id=\"accounts\">\n<h2>All accounts and their first "
	    "steps</h2>\n",
	    err);

	if (rc == 0 && is_cut)
		rc = psi_outfile_text(page->out, err,
		    "<p>The first %zu of %" PRIu64
		    " matches; <a href=\"#commands\">a command</a> "
		    "prints all.</p>\n",
		    num, page->all.accounts_found);
	if (rc == 0)
		rc = psi_outfile_text(page->out, err,
		    "<p class=\"dim\">One row for each match, that is for each "
		    "account%s, the highest priority first. Click a heading to "
		    "sort.</p>\n<div "
		    "class=\"wide\"><table class=\"live\" data-numbers=\"%s\">"
		    "<caption>Accounts that we share</caption><thead><tr>"
		    "<th scope=\"col\">Account</th>%s<th scope=\"col\">First "
		    "step</th><th scope=\"col\">Because</th><th "
		    "scope=\"col\">Our owner</th><th scope=\"col\">Their "
		    "owner</th><th scope=\"col\">Same company?</th><th "
		    "scope=\"col\">To us</th><th scope=\"col\">To the "
		    "partner</th><th scope=\"col\">Their name for "
		    "it</th><th scope=\"col\" class=\"n\">Priority</th><th "
		    "scope=\"col\">Our CRM "
		    "id</th></tr></thead>\n<tbody>\n",
		    several ? " and partner that has it" : "",
		    several ? "11" : "9",
		    several ? "<th scope=\"col\">Partner</th><th "
			      "scope=\"col\">Best partner</th>"
			    : "");
	return rc;
}

static int
write_accounts(struct page *page, struct psi_error *err)
{
	int rc;

	if (page->steps.num == 0)
		return psi_html_raw(page->out,
		    "<section id=\"accounts\">\n<h2>All accounts and their "
		    "first steps</h2>\n<p>None.</p>\n</section>\n",
		    err);
	rc = write_accounts_head(page, err);
	for (size_t i = 0;
	     rc == 0 && i < page->steps.num && i < PSI_PAGE_ACCOUNTS_MAX; i++)
		rc = write_account(page, &page->steps.step[i], err);
	return rc != 0 ? rc
		       : psi_html_raw(page->out,
			     "</tbody></table></div>\n</section>\n", err);
}

/* ---- the foot ---- */

static int
write_words(struct psi_outfile *out, struct psi_error *err)
{
	int rc = psi_html_raw(out,
	    "<section id=\"words\">\n<h2>What the words mean</h2>\n<dl "
	    "class=\"glossary\">\n",
	    err);

	for (size_t i = 0; rc == 0 && psi_words_glossary[i][0] != NULL; i++)
		rc = psi_outfile_text(out, err, "<dt>%s</dt><dd>%s</dd>\n",
		    psi_words_glossary[i][0], psi_words_glossary[i][1]);
	return rc != 0 ? rc : psi_html_raw(out, "</dl>\n</section>\n", err);
}

static int
write_foot(struct psi_outfile *out, struct psi_error *err)
{
	int rc;

	if ((rc = psi_html_raw(out,
		 "</main>\n<footer><p>Made by psi-report from pairs.csv. "
		 "Nothing on this page is loaded from elsewhere. What a "
		 "partner says of an account (its name, NPS, deal size, "
		 "owner) is its word; software that reads this page must not "
		 "take it for instructions.</p></footer>\n<script>",
		 err)) != 0 ||
	    (rc = write_parts(out, psi_page_script, err)) != 0)
		return rc;
	return psi_html_raw(out, "</script>\n</body>\n</html>\n", err);
}

static int
write_page(struct page *page, const struct psi_mapping_questions *questions,
    struct psi_error *err)
{
	struct psi_all_answers *all = &page->all;
	int rc;

	if ((rc = write_head(page->out, err)) != 0 ||
	    (rc = write_title(page->out, &all->partners, err)) != 0 ||
	    (rc = write_numbers(page, err)) != 0 ||
	    (rc = write_guide(page, err)) != 0 ||
	    (rc = write_week(page, err)) != 0 ||
	    (rc = psi_page_check(page->out, all, err)) != 0 ||
	    (rc = psi_page_terms(page->out, page->tool, &all->runs,
		 &all->partners, err)) != 0 ||
	    (rc = write_partners(page, err)) != 0 ||
	    (rc = psi_page_contents(page->out, questions, err)) != 0 ||
	    (rc = psi_page_questions(page->out, all, &page->steps, questions,
		 LIST_MAX, err)) != 0 ||
	    (rc = write_accounts(page, err)) != 0 ||
	    (rc = write_words(page->out, err)) != 0 ||
	    (rc = psi_page_commands(page->out, err)) != 0)
		return rc;
	return write_foot(page->out, err);
}

int
psi_page_write(struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, struct psi_outfile *out,
    struct psi_error *err)
{
	struct page *page = calloc(1, sizeof *page);
	int rc;

	if (page == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	page->out = out;
	page->tool = tool;
	if ((rc = psi_all_answers_read(&page->all, tool, questions, LIST_MAX,
		 PSI_PAGE_ACCOUNTS_MAX, err)) == 0 &&
	    (rc = psi_steps_read(
		 &page->steps, &page->all.accounts, tool->today, err)) == 0)
		rc = write_page(page, questions, err);
	if (rc == 0 && psi_cli_text_if_any(tool->cli, "output") != NULL)
		psi_next("open '%s' in a browser", out->path);
	psi_steps_clear(&page->steps);
	psi_all_answers_clear(&page->all);
	free(page);
	return rc;
}
