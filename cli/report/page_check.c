#include "report/page_check.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kit/outfile.h"
#include "report/html.h"
#include "report/words.h"

/* So many rows stand open. */
#define OPEN_MAX 15

/* In front of why, where another row of the account is the one that counts. */
#define LESS_LIKELY "Less likely than another row of this account. "

const char *
psi_check_words(const char *sure, const char *ambiguous)
{
	if (strcmp(sure, "group") == 0)
		return "Both belong to one group of companies, but may be two "
		       "of them. Ask the partner's owner which one they mean.";
	if (strcmp(sure, "possible") == 0)
		return "Little is the same of both. Compare the two names, the "
		       "countries and the web addresses; ask the partner's "
		       "owner if they differ.";
	if (strcmp(ambiguous, "ours") == 0)
		return "Another account of ours fits theirs as well or better. "
		       "See whether our list has the company twice, and which "
		       "record is the right one.";
	if (strcmp(ambiguous, "both") != 0)
		return "Another account of theirs fits ours as well or better. "
		       "Ask the partner's owner which one they mean.";
	return "Several accounts of ours and of theirs fit. See whether our "
	       "list has the company twice, and ask the partner's owner which "
	       "one they mean.";
}

static const char *
cell_of(const struct psi_answer *answer, size_t row, const char *column)
{
	size_t at = psi_answer_find(answer, column);

	return at == SIZE_MAX ? "" : psi_answer_cell(answer, row, at);
}

static int
write_text(struct psi_outfile *out, const char *text, struct psi_error *err)
{
	int rc;

	if ((rc = psi_html_raw(out, "<td>", err)) != 0 ||
	    (rc = psi_html_text(out, text, err)) != 0)
		return rc;
	return psi_html_raw(out, "</td>", err);
}

/* A name, and the country where it is known. */
static int
write_name(struct psi_outfile *out, const char *name, const char *country,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_html_raw(out, "<td>", err)) != 0 ||
	    (rc = name[0] == '\0' ? psi_html_raw(out, "not told yet", err)
				  : psi_html_text(out, name, err)) != 0)
		return rc;
	if (country[0] != '\0' &&
	    ((rc = psi_html_raw(out, ", ", err)) != 0 ||
		(rc = psi_html_text(out, country, err)) != 0))
		return rc;
	return psi_html_raw(out, "</td>", err);
}

/* "core+country domain": what both have in common, each once, in words. */
static int
write_matched_on(
    struct psi_outfile *out, const char *keys, struct psi_error *err)
{
	static const char *const words[][2] = { { "domain", "web domain" },
		{ "host", "web address" }, { "name", "name" },
		{ "core", "name without legal form" },
		{ "loose", "most of the name" },
		{ "label", "web domain without its ending" },
		{ "family", "group of companies" } };
	bool is_said[sizeof words / sizeof words[0]] = { false };
	const char *joint = "<td>";
	int rc = 0;

	for (; rc == 0 && *keys != '\0'; keys += strspn(keys, " ")) {
		size_t len = strcspn(keys, " ");
		size_t name = strcspn(keys, " +");
		size_t i = 0;

		while (i < sizeof words / sizeof words[0] &&
		    (strlen(words[i][0]) != name ||
			strncmp(words[i][0], keys, name) != 0))
			i++;
		if (i == sizeof words / sizeof words[0])
			rc = psi_outfile_text(
			    out, err, "%san identifier", joint);
		else if (!is_said[i])
			rc = psi_outfile_text(
			    out, err, "%s%s", joint, words[i][1]);
		if (i < sizeof words / sizeof words[0])
			is_said[i] = true;
		joint = ", ";
		keys += len;
	}
	if (rc == 0 && joint[0] == '<')
		rc = psi_html_raw(out, "<td>not known", err);
	return rc != 0 ? rc : psi_html_raw(out, "</td>", err);
}

static int
write_row(struct psi_outfile *out, const struct psi_all_answers *all, size_t i,
    struct psi_error *err)
{
	const struct psi_answer *check = &all->check;
	const char *name = cell_of(check, i, "our_name");
	const char *partner = cell_of(check, i, "partner");
	int rc;

	if (name[0] == '\0')
		name = cell_of(check, i, "our_account");
	if ((rc = psi_html_raw(out, "<tr", err)) != 0 ||
	    (rc = psi_html_of_partner(
		 out, psi_html_partner(&all->partners, partner), err)) != 0 ||
	    (rc = write_name(
		 out, name, cell_of(check, i, "our_country"), err)) != 0 ||
	    (rc = write_text(out, partner, err)) != 0 ||
	    (rc = write_name(out, cell_of(check, i, "their_name"),
		 cell_of(check, i, "their_country"), err)) != 0 ||
	    (rc = psi_outfile_text(out, err, "<td>%s</td>",
		 psi_words_population_cell(
		     cell_of(check, i, "our_population")))) != 0 ||
	    (rc = psi_outfile_text(out, err, "<td>%s</td>",
		 psi_words_population_cell(
		     cell_of(check, i, "their_population")))) != 0 ||
	    (rc = write_text(out, cell_of(check, i, "their_owner"), err)) !=
		0 ||
	    (rc = write_matched_on(
		 out, cell_of(check, i, "matched_on"), err)) != 0)
		return rc;
	return psi_outfile_text(out, err, "<td class=\"s\">%s%s</td></tr>\n",
	    strcmp(cell_of(check, i, "likeliest"), "no") == 0 ? LESS_LIKELY
							      : "",
	    psi_check_words(
		cell_of(check, i, "sure"), cell_of(check, i, "ambiguous")));
}

static int
write_table(struct psi_outfile *out, const struct psi_all_answers *all,
    struct psi_error *err)
{
	int rc = psi_html_raw(out,
	    "<div class=\"wide\"><table class=\"live\" data-numbers=\"\">"
	    "<caption>Possible matches, the likeliest first</caption><thead>"
	    "<tr><th scope=\"col\">Account</th><th scope=\"col\">Partner</th>"
	    "<th scope=\"col\">Their name for it</th><th scope=\"col\">To us"
	    "</th><th scope=\"col\">To the partner</th><th scope=\"col\">Their "
	    "owner</th><th scope=\"col\">The same of both</th><th "
	    "scope=\"col\">Why "
	    "it is not sure, and how to check"
	    "</th></tr></thead>\n<tbody>\n",
	    err);

	for (size_t i = 0; rc == 0 && i < psi_answer_num(&all->check); i++)
		rc = write_row(out, all, i, err);
	return rc != 0 ? rc
		       : psi_html_raw(out, "</tbody></table></div>\n", err);
}

/* How many of the accounts, and what to do with them. */
static int
write_intro(struct psi_outfile *out, const struct psi_all_answers *all,
    struct psi_error *err)
{
	uint64_t accounts = psi_answer_num(&all->check_in_all) == 0
	    ? 0
	    : psi_answer_number(&all->check_in_all, 0, 0);
	uint64_t matches = psi_all_answers_to_check(all);

	return psi_outfile_text(out, err,
	    "<p class=\"answer\">%" PRIu64 " %s of %" PRIu64
	    " accounts of ours may be the same company, or may not.</p>\n"
	    "<p>They count nowhere else on this page. Do not offer or ask "
	    "anything about them before you have checked. Where several of "
	    "theirs fit an account, each has a row, and the number above takes "
	    "the likeliest. Once it is clear, it "
	    "becomes sure by "
	    "itself in the next run if the list says so: put the web address, "
	    "the country or a registration number into our CRM, or merge the "
	    "record that stands there twice, and ask the partner to do the "
	    "same.</p>\n",
	    matches, matches == 1 ? "match" : "matches", accounts);
}

int
psi_page_check(struct psi_outfile *out, const struct psi_all_answers *all,
    struct psi_error *err)
{
	size_t num = psi_answer_num(&all->check);
	int rc = psi_html_raw(
	    out, "<section id=\"check\">\n<h2>Check these first</h2>\n", err);

	if (rc == 0 && num == 0)
		rc = psi_html_raw(out,
		    "<p class=\"answer\">Nothing: all matches are sure.</p>\n",
		    err);
	else if (rc == 0)
		rc = write_intro(out, all, err);
	if (rc == 0 && num > OPEN_MAX)
		rc = psi_outfile_text(out, err,
		    "<details><summary>Show them, %zu rows</summary>\n", num);
	if (rc == 0 && num > 0)
		rc = write_table(out, all, err);
	if (rc == 0 && all->unsettled.is_cut)
		rc = psi_outfile_text(out, err,
		    "<p class=\"dim\">The first %zu rows; <a "
		    "href=\"#commands\">a command</a> prints all.</p>\n",
		    num);
	if (rc == 0 && num > OPEN_MAX)
		rc = psi_html_raw(out, "</details>\n", err);
	return rc != 0 ? rc : psi_html_raw(out, "</section>\n", err);
}
