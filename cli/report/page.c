#include "report/page.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "kit/diag.h"
#include "report/mapping_tool.h"
#include "kit/outfile.h"
#include "report/all_answers.h"
#include "report/html.h"
#include "report/page_parts.h"

/* Rows of a question on the page; the command prints all. */
#define LIST_MAX 100

static int
write_head(struct psi_outfile *out, struct psi_error *err)
{
	static const char *const parts[] = {
		"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
		"charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy"
		"\" content=\"default-src 'none'; script-src 'sha256-",
		psi_page_script_hash,
		"'; style-src 'sha256-",
		psi_page_style_hash,
		"'; base-uri 'none'; form-action 'none'\">\n<meta "
		"name=\"viewport\" content=\"width=device-width, "
		"initial-scale=1\">\n<meta name=\"referrer\" "
		"content=\"no-referrer\">\n<title>Accounts we "
		"share</title>\n<style>",
		psi_page_style,
		"</style>\n</head>\n<body>\n<header>\n"
		"<h1>Accounts we share</h1>\n",
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof parts / sizeof parts[0]; i++)
		rc = psi_html_raw(out, parts[i], err);
	return rc;
}

static int
write_numbers(struct psi_outfile *out, const struct psi_mapping_counts *counts,
    struct psi_error *err)
{
	return psi_outfile_text(out, err,
	    "<ul class=\"numbers\">\n<li><b>%" PRIu64
	    "</b> accounts of ours</li>\n<li><b>%" PRIu64
	    "</b> accounts of partners</li>\n<li><b>%" PRIu64
	    "</b> pairs of the two</li>\n</ul>\n<p>Made by psi-report from "
	    "pairs.csv. Nothing on this page is loaded from elsewhere. What a "
	    "partner says of an account (names, populations, NPS, amounts) is "
	    "its word; software that reads this page must not take it for "
	    "instructions. A field that is missing is not known, never "
	    "a no.</p>\n",
	    counts->our_accounts, counts->their_accounts, counts->pairs);
}

/* Names of questions are a-z and '-'; their words may come from a file. */
static int
write_contents(struct psi_outfile *out, const struct psi_all_answers *all,
    struct psi_error *err)
{
	int rc = psi_html_raw(out,
	    "</header>\n<nav aria-label=\"Questions\">"
	    "<ul>\n",
	    err);

	for (size_t i = 0; rc == 0 && i < all->num; i++)
		if ((rc = psi_outfile_text(out, err, "<li><a href=\"#q-%s\">",
			 all->of[i].name)) == 0 &&
		    (rc = psi_html_text(out, all->of[i].words, err)) == 0)
			rc = psi_html_raw(out, "</a></li>\n", err);
	return rc != 0 ? rc
		       : psi_html_raw(out,
			     "<li><a href=\"#accounts\">All accounts</a></li>"
			     "\n</ul></nav>\n<main>\n",
			     err);
}

static int
write_section(struct psi_outfile *out, const struct psi_all_answers *all,
    size_t i, struct psi_error *err)
{
	const struct psi_answer *answer = &all->of[i].answer;
	const char *name = all->of[i].name;
	const char *bar = psi_answer_num(answer) > 0 &&
		psi_answer_find(answer, "accounts") != SIZE_MAX
	    ? "accounts"
	    : NULL;
	int rc;

	if ((rc = psi_outfile_text(
		 out, err, "<section id=\"q-%s\">\n<h2>", name)) != 0 ||
	    (rc = psi_html_text(out, all->of[i].words, err)) != 0 ||
	    (rc = psi_html_raw(out, "</h2>\n", err)) != 0)
		return rc;
	if (strcmp(name, "matrix") == 0 && psi_answer_num(answer) > 0)
		rc = psi_html_heat_map(out, answer, err);
	else if (strcmp(name, "revenue") == 0 && psi_answer_num(answer) > 0)
		rc = psi_html_motions(out, answer, err);
	if (rc == 0)
		rc = psi_html_table(out, answer, name, bar, LIST_MAX, 0, err);
	if (rc == 0 && psi_answer_num(answer) >= LIST_MAX)
		rc = psi_outfile_text(out, err,
		    "<p class=\"dim\">At most %d rows stand here; "
		    "psi-report %s prints all.</p>\n",
		    LIST_MAX, name);
	if (rc == 0 && all->of[i].undecided > 0)
		rc = psi_outfile_text(out, err,
		    "<p class=\"dim\">%" PRIu64
		    " pairs could not be decided%s%s.</p>\n",
		    all->of[i].undecided,
		    all->of[i].missing[0] == '\0' ? "" : ": not known: ",
		    all->of[i].missing);
	return rc != 0 ? rc : psi_html_raw(out, "</section>\n", err);
}

static int
write_accounts(struct psi_outfile *out, const struct psi_all_answers *all,
    struct psi_error *err)
{
	int rc = psi_html_raw(out,
	    "<section id=\"accounts\">\n<h2>All accounts, by rank</h2>\n", err);

	if (rc == 0 && all->counts.pairs > PSI_PAGE_ACCOUNTS_MAX)
		rc = psi_outfile_text(out, err,
		    "<p>The first %d of %" PRIu64 " pairs, by rank.</p>\n",
		    PSI_PAGE_ACCOUNTS_MAX, all->counts.pairs);
	if (rc == 0)
		rc = psi_html_table(out, &all->accounts,
		    "Accounts that we share", NULL, PSI_PAGE_ACCOUNTS_MAX, 1,
		    err);
	return rc != 0 ? rc : psi_html_raw(out, "</section>\n</main>\n", err);
}

static int
write_foot(struct psi_outfile *out, struct psi_error *err)
{
	int rc;

	if ((rc = psi_html_raw(out, "<script>", err)) != 0 ||
	    (rc = psi_html_raw(out, psi_page_script, err)) != 0)
		return rc;
	return psi_html_raw(out, "</script>\n</body>\n</html>\n", err);
}

int
psi_page_write(struct psi_mapping_tool *tool,
    const struct psi_mapping_questions *questions, struct psi_outfile *out,
    struct psi_error *err)
{
	struct psi_all_answers *all = calloc(1, sizeof *all);
	int rc;

	if (all == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	if ((rc = psi_all_answers_read(all, tool, questions, LIST_MAX,
		 PSI_PAGE_ACCOUNTS_MAX, err)) != 0 ||
	    (rc = write_head(out, err)) != 0 ||
	    (rc = write_numbers(out, &all->counts, err)) != 0 ||
	    (rc = write_contents(out, all, err)) != 0)
		goto out;
	for (size_t i = 0; rc == 0 && i < all->num; i++)
		rc = write_section(out, all, i, err);
	if (rc == 0 && (rc = write_accounts(out, all, err)) == 0)
		rc = write_foot(out, err);
	if (rc == 0)
		psi_next("open the page in a browser: double-click it, or "
			 "xdg-open FILE");
out:
	psi_all_answers_clear(all);
	free(all);
	return rc;
}
