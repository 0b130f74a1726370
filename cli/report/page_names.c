#include "report/page_names.h"

#include <stdbool.h>
#include <string.h>

#include "kit/outfile.h"
#include "report/html.h"
#include "report/words.h"

/* So many rows stand open. */
#define OPEN_MAX 15

struct names {
	struct psi_outfile *out;
	const struct psi_all_answers *all;
	const struct psi_steps *steps;
	enum psi_page_names which;
};

static bool
is_wanted(const struct names *names, const struct psi_step *step)
{
	return names->which == PSI_PAGE_NAMES_STEPS
	    ? psi_step_has_motion(names->steps, step)
	    : psi_step_cell(names->steps, step, PSI_STEP_DIRECTION)[0] != '\0';
}

/* The first match of the account that is wanted, or PSI_STEP_NONE. */
static size_t
next_wanted(const struct names *names, size_t at)
{
	while (
	    at != PSI_STEP_NONE && !is_wanted(names, &names->steps->step[at]))
		at = names->steps->step[at].next;
	return at;
}

static bool
is_row(const struct names *names, size_t at)
{
	return names->steps->step[at].first == at &&
	    next_wanted(names, at) != PSI_STEP_NONE;
}

static size_t
count_rows(const struct names *names)
{
	size_t n = 0;

	for (size_t i = 0; i < names->steps->num; i++)
		n += is_row(names, i);
	return n;
}

/* The numbers of the partners, in an attribute. */
static int
write_whose(const struct names *names, size_t at, struct psi_error *err)
{
	const char *joint = "<tr data-p=\"";
	int rc = 0;

	for (at = next_wanted(names, at); rc == 0 && at != PSI_STEP_NONE;
	     at = next_wanted(names, names->steps->step[at].next)) {
		rc = psi_outfile_text(names->out, err, "%s%zu", joint,
		    psi_html_partner(&names->all->partners,
			psi_step_cell(names->steps, &names->steps->step[at],
			    PSI_STEP_PARTNER)));
		joint = " ";
	}
	return rc != 0 ? rc : psi_html_raw(names->out, "\">", err);
}

/* "help-close: Our Ann offers Globex's Zoe ...". */
static int
write_what(const struct names *names, const struct psi_step *step,
    struct psi_error *err)
{
	const char *words = psi_words_value(
	    "direction", psi_step_cell(names->steps, step, PSI_STEP_DIRECTION));
	int rc = psi_html_raw(names->out, "<p><i>", err);

	if (rc == 0 && names->which == PSI_PAGE_NAMES_STEPS)
		rc = psi_html_text(names->out,
		    psi_step_cell(names->steps, step, PSI_STEP_MOTION), err);
	else if (rc == 0 && words != NULL)
		rc = psi_html_raw(names->out, words, err);
	if (rc != 0 || (rc = psi_html_raw(names->out, ":</i> ", err)) != 0 ||
	    (rc = psi_step_write(names->out, names->steps, step, err)) != 0)
		return rc;
	return psi_html_raw(names->out, "</p>", err);
}

static int
write_row(const struct names *names, size_t at, struct psi_error *err)
{
	const struct psi_step *first = &names->steps->step[at];
	const char *ours = psi_words_population(
	    psi_step_cell(names->steps, first, PSI_STEP_OURS));
	int rc;

	if ((rc = write_whose(names, at, err)) != 0 ||
	    (rc = psi_html_raw(names->out, "<td>", err)) != 0 ||
	    (rc = psi_step_write_name(names->out, names->steps, first, err)) !=
		0 ||
	    (rc = psi_outfile_text(names->out, err,
		 "</td><td>%s</td><td class=\"s\">",
		 ours == NULL ? "not known" : ours)) != 0)
		return rc;
	for (at = next_wanted(names, at); rc == 0 && at != PSI_STEP_NONE;
	     at = next_wanted(names, names->steps->step[at].next))
		rc = write_what(names, &names->steps->step[at], err);
	return rc != 0 ? rc : psi_html_raw(names->out, "</td></tr>\n", err);
}

static int
write_table(const struct names *names, size_t max, struct psi_error *err)
{
	int rc = psi_html_raw(names->out,
	    "<div class=\"wide\"><table class=\"live names\" "
	    "data-numbers=\"\"><caption>By name: one row for each account, "
	    "with "
	    "every partner that counts here</caption><thead><tr><th "
	    "scope=\"col\">Account</th><th scope=\"col\">To us</th><th "
	    "scope=\"col\">What to do, with whom</th></tr></thead>\n<tbody>\n",
	    err);
	size_t n = 0;

	for (size_t i = 0; rc == 0 && i < names->steps->num && n < max; i++) {
		if (!is_row(names, i))
			continue;
		rc = write_row(names, i, err);
		n++;
	}
	return rc != 0
	    ? rc
	    : psi_html_raw(names->out, "</tbody></table></div>\n", err);
}

int
psi_page_names(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_steps *steps, enum psi_page_names which, size_t max,
    struct psi_error *err)
{
	struct names names = { out, all, steps, which };
	size_t num = count_rows(&names);
	int rc = 0;

	if (num == 0)
		return 0;
	if (num > OPEN_MAX)
		rc = psi_outfile_text(out, err,
		    "<details><summary>%s %zu accounts by name</summary>\n",
		    all->accounts_found > steps->num ? "The first" : "The",
		    num);
	if (rc == 0)
		rc = write_table(&names, max, err);
	if (rc == 0 && num > max)
		rc = psi_outfile_text(out, err,
		    "<p class=\"dim\">The first %zu of them; the others stand "
		    "under <a href=\"#accounts\">all accounts</a>.</p>\n",
		    max);
	if (rc == 0 && num > OPEN_MAX)
		rc = psi_html_raw(out, "</details>\n", err);
	return rc;
}
