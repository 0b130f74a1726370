#include "report/page_terms.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/html_text.h"
#include "kit/outfile.h"
#include "report/html.h"
#include "report/mapping_tool.h"
#include "report/words.h"

#include "psi/agreement.h"
#include "psi/date.h"

/* ---- the runs of an agreement ---- */

struct runs {
	const char *partner;
	/* 'a' or 'b'. */
	char ours;
	int32_t first;
	int32_t last;
	bool any;
};

static void
write_hex(char *out, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

/* Without a digest in the pairs, the only agreement is theirs. */
static bool
is_of(const char *digest, const char *cell, size_t num_agreements)
{
	return cell[0] == '\0' ? num_agreements == 1
			       : strcmp(digest, cell) == 0;
}

static void
find_runs(struct runs *found, const struct psi_agreement *agreement,
    const struct psi_answer *runs, size_t num_agreements)
{
	uint8_t bytes[PSI_AGREEMENT_DIGEST_BYTES];
	char digest[2 * PSI_AGREEMENT_DIGEST_BYTES + 1];

	memset(found, 0, sizeof *found);
	found->partner = "";
	found->ours = 'a';
	psi_agreement_digest(agreement, bytes);
	write_hex(digest, bytes, sizeof bytes);
	for (size_t i = 0; i < psi_answer_num(runs); i++) {
		const char *date = psi_answer_cell(runs, i, 3);
		int32_t day;

		if (!is_of(digest, psi_answer_cell(runs, i, 1), num_agreements))
			continue;
		found->partner = psi_answer_cell(runs, i, 0);
		if (psi_answer_cell(runs, i, 2)[0] == 'b')
			found->ours = 'b';
		if (!psi_date_decode(&day, date, strlen(date)))
			continue;
		if (!found->any || day < found->first)
			found->first = day;
		if (!found->any || day > found->last)
			found->last = day;
		found->any = true;
	}
}

/* ---- terms in words ---- */

static const char *
term_of(const struct psi_agreement *agreement, const char *term)
{
	const char *text = NULL;

	if (psi_agreement_term_rows(term) > 0)
		text = psi_agreement_term(agreement, term, 0);
	return text == NULL ? "" : text;
}

static int
write_item(struct psi_outfile *out, const char *name, struct psi_error *err)
{
	return psi_outfile_text(out, err, "<dt>%s</dt><dd>", name);
}

static int
write_purpose(struct psi_outfile *out, const struct psi_agreement *agreement,
    struct psi_error *err)
{
	static const char *const purposes[][2] = {
		{ "technology", "A technology partnership" },
		{ "gsi", "A partnership with a system integrator" },
		{ "marketplace", "Selling through a marketplace" },
		{ "referral", "Referring customers to each other" },
		{ "cosell", "Selling together" },
		{ "resell", "Reselling" },
		{ "presign", "Finding out whether a partnership pays" },
	};
	const char *purpose = term_of(agreement, "purpose");
	const char *description = term_of(agreement, "description");
	const char *words = "What the agreement says";
	int rc;

	for (size_t i = 0; i < sizeof purposes / sizeof purposes[0]; i++)
		if (strcmp(purposes[i][0], purpose) == 0)
			words = purposes[i][1];
	if ((rc = write_item(out, "What for", err)) != 0 ||
	    (rc = psi_outfile_text(out, err, "%s, and nothing else.", words)) !=
		0)
		return rc;
	if (description[0] != '\0' &&
	    ((rc = psi_html_raw(out, " In its words: ", err)) != 0 ||
		(rc = psi_html_term(out, description, err)) != 0))
		return rc;
	return psi_html_raw(out, "</dd>\n", err);
}

/* Agreements have no term about it: what follows from the purpose. */
static int
write_contact(struct psi_outfile *out, const struct psi_agreement *agreement,
    struct psi_error *err)
{
	bool is_trial = strcmp(term_of(agreement, "purpose"), "presign") == 0;
	int rc = write_item(out, "Whom you may contact", err);

	if (rc != 0)
		return rc;
	return psi_html_raw(out,
	    is_trial
		? "Only those who decide about the partnership: the purpose is "
		  "to find out whether it pays. Nobody else at the partner, "
		  "and no customer.</dd>\n"
		: "The partner's owners, about the accounts that stand here "
		  "and "
		  "for this purpose. Of contacting a customer or prospect the "
		  "agreement says nothing: with your own you speak as ever, "
		  "but "
		  "what the partner told you of it you do not tell; with the "
		  "partner's you speak only after its owner has agreed.</dd>\n",
	    err);
}

/* ---- yes or no ---- */

/* What people do under a purpose; psi-agree(1) says the same. */
static const struct {
	const char *purpose;
	bool may_introduce;
	bool may_campaign;
} allowed[] = {
	{ "technology", true, true },
	{ "gsi", true, true },
	{ "marketplace", true, true },
	{ "referral", true, false },
	{ "cosell", true, true },
	{ "resell", true, true },
	{ "presign", false, false },
};

static int
write_allowed(struct psi_outfile *out, const struct psi_agreement *agreement,
    struct psi_error *err)
{
	const char *purpose = term_of(agreement, "purpose");
	bool may_introduce = false;
	bool may_campaign = false;
	int rc;

	for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
		if (strcmp(allowed[i].purpose, purpose) == 0) {
			may_introduce = allowed[i].may_introduce;
			may_campaign = allowed[i].may_campaign;
		}
	if ((rc = write_item(out, "May we introduce each other?", err)) != 0 ||
	    (rc = psi_html_raw(out,
		 may_introduce
		     ? "<b>Yes</b>, in both directions: offer it and ask for "
		       "it, owner to owner. Each owner decides, and speaks to "
		       "its own customer first.</dd>\n"
		     : "<b>No.</b> This purpose ends with a decision about the "
		       "partnership; introductions need a new "
		       "agreement.</dd>\n",
		 err)) != 0 ||
	    (rc = write_item(out,
		 "May we run joint campaigns, webinars and case studies?",
		 err)) != 0)
		return rc;
	return psi_html_raw(out,
	    may_campaign
		? "<b>Yes</b>, for accounts that stand here as shared, each "
		  "side writing to its own contacts; not to those that asked "
		  "for no marketing, and a case study once the customer has "
		  "agreed.</dd>\n"
		: "<b>No</b>, not under this purpose.</dd>\n",
	    err);
}

/* 0 where nobody is told the size of a deal, 1 for ranges, 2 for exact ones. */
static int
amounts_told(const struct psi_agreement *agreement, char party)
{
	const char *term = party == 'a' ? "share-a" : "share-b";
	const char *row;
	int most = 0;

	for (size_t i = 0;
	     (row = psi_agreement_term(agreement, term, i)) != NULL; i++) {
		const char *at = strstr(row, "amount");
		int told = at == NULL ? 0 : at[strlen("amount")] == ':' ? 1 : 2;

		most = told > most ? told : most;
	}
	return most;
}

static int
write_amounts(struct psi_outfile *out, const struct psi_agreement *agreement,
    char party, struct psi_error *err)
{
	static const char *const answers[] = {
		"<b>No</b>, the agreement shares none. Those of ours on this "
		"page are for our company only.</dd>\n",
		"<b>Only as a range</b>, such as 50k-250k. The exact sizes of "
		"our deals on this page are for our company only.</dd>\n",
		"<b>Yes</b>, where the list below has it.</dd>\n",
	};
	int rc = write_item(
	    out, "May we tell the partner the size of our deals?", err);

	return rc != 0
	    ? rc
	    : psi_html_raw(out, answers[amounts_told(agreement, party)], err);
}

static int
write_keeping(struct psi_outfile *out, const struct psi_agreement *agreement,
    const struct runs *runs, int32_t today, struct psi_error *err)
{
	long days = strtol(term_of(agreement, "retention-days"), NULL, 10);
	char until[PSI_DATE_CHARS];
	int rc = write_item(out, "Until when", err);

	if (rc != 0)
		return rc;
	if (days <= 0 || days > 36500)
		return psi_html_raw(
		    out, "The agreement sets no day.</dd>\n", err);
	if (!runs->any)
		return psi_outfile_text(out, err,
		    "Delete this page, the pairs and all copies %ld days "
		    "after the run.</dd>\n",
		    days);
	psi_date_encode(until, (int32_t)(runs->first + days));
	return psi_outfile_text(out, err,
	    "%s<b>%s</b>: %ld days after the run. Delete this page, the "
	    "pairs and all copies by then.%s</dd>\n",
	    runs->first + days < today ? "Until " : "You may keep it until ",
	    until, days,
	    runs->first + days < today ? " <b>That day has passed.</b>" : "");
}

/* What a share row says: fields, each in words, with how. */
static int
write_fields(struct psi_outfile *out, const char *what, struct psi_error *err)
{
	const char *joint = "";
	int rc = 0;

	if (strcmp(what, "none") == 0)
		return psi_html_raw(out, "nothing", err);
	if (strcmp(what, "match") == 0)
		return psi_html_raw(out, "only that it is shared", err);
	while (rc == 0 && *what != '\0') {
		size_t len = strcspn(what, "+");
		size_t name = strcspn(what, "+:");
		const char *words = psi_words_field(what, name);
		const char *how = name == len ? ""
		    : what[name + 1] == 'a'   ? " (an alias)"
		    : what[name + 1] == 'q'   ? " (the quarter)"
					      : " (a range)";

		if ((rc = psi_html_raw(out, joint, err)) == 0)
			rc = words != NULL
			    ? psi_html_raw(out, words, err)
			    : psi_html_raw(out, "another field", err);
		if (rc == 0)
			rc = psi_html_raw(out, how, err);
		joint = ", ";
		what += len + (what[len] == '+');
	}
	return rc;
}

static int
write_population(struct psi_outfile *out, const char *name, size_t len,
    const char *whose, struct psi_error *err)
{
	char text[32];
	const char *words;

	if (len >= sizeof text)
		len = sizeof text - 1;
	memcpy(text, name, len);
	text[len] = '\0';
	words = psi_words_population(text);
	return psi_outfile_text(
	    out, err, "%s %s", words == NULL ? "any account" : words, whose);
}

/* "OWN THEIRS WHAT" of the side that shares. */
static int
write_share_row(struct psi_outfile *out, const char *row, bool is_ours,
    struct psi_error *err)
{
	size_t own = strcspn(row, " ");
	size_t theirs = strcspn(row + own + (row[own] == ' '), " ");
	const char *second = row + own + (row[own] == ' ');
	const char *what = second + theirs + (second[theirs] == ' ');
	int rc;

	if (own == 3 && theirs == 3 && strncmp(row, "any any", 7) == 0)
		rc = psi_html_raw(out, "<li>of every shared account: ", err);
	else if ((rc = psi_html_raw(out, "<li>where it is ", err)) == 0 &&
	    (rc = write_population(
		 out, row, own, is_ours ? "of ours" : "of theirs", err)) == 0 &&
	    (rc = psi_html_raw(out, " and ", err)) == 0 &&
	    (rc = write_population(out, second, theirs,
		 is_ours ? "of theirs" : "of ours", err)) == 0)
		rc = psi_html_raw(out, ": ", err);
	if (rc == 0)
		rc = write_fields(out, what, err);
	return rc != 0 ? rc : psi_html_raw(out, "</li>\n", err);
}

static int
write_sharing(struct psi_outfile *out, const struct psi_agreement *agreement,
    char party, bool is_ours, struct psi_error *err)
{
	const char *term = party == 'a' ? "share-a" : "share-b";
	const char *row;
	int rc = psi_html_raw(out,
	    is_ours ? "<dt>What we tell them</dt><dd>"
		    : "<dt>What they tell us</dt><dd>",
	    err);

	if (rc == 0 && psi_agreement_term(agreement, term, 0) == NULL)
		return psi_html_raw(out,
		    "Which accounts are shared, and nothing about them.</dd>\n",
		    err);
	if (rc == 0)
		rc = psi_html_raw(out, "<ul>", err);
	for (size_t i = 0;
	     rc == 0 && (row = psi_agreement_term(agreement, term, i)) != NULL;
	     i++)
		rc = write_share_row(out, row, is_ours, err);
	if (rc == 0)
		rc = psi_html_raw(out,
		    "</ul>This goes with matches whose score is at least ",
		    err);
	if (rc == 0)
		rc = psi_html_text(
		    out, term_of(agreement, "minimum-score"), err);
	if (rc == 0)
		rc = psi_html_raw(out,
		    is_ours
			? ", and with one account of ours for each of theirs, "
			  "the closest; so also with some that this page "
			  "counts "
			  "as only possible. Of every match they learn that it "
			  "may be shared, and what it is to us: customer, open "
			  "deal, prospect. Do not tell them more than this "
			  "about "
			  "an account.</dd>\n"
			: ", and with one account of theirs for each of ours, "
			  "the closest; so also with some that this page "
			  "counts "
			  "as only possible. Of every match they tell that it "
			  "may be shared, and what it is to them; where that "
			  "is "
			  "all, its name is \"not told yet\".</dd>\n",
		    err);
	return rc;
}

static int
write_rest(struct psi_outfile *out, const struct psi_agreement *agreement,
    struct psi_error *err)
{
	bool combine =
	    strcmp(term_of(agreement, "combine-partners"), "yes") == 0;
	const char *onward = term_of(agreement, "onward-sharing");
	const char *agents = term_of(agreement, "automated-agents");
	int rc;

	if ((rc = write_item(out, "Passing it on", err)) != 0 ||
	    (rc = onward[0] == '\0'
		    ? psi_html_raw(out, "The agreement does not say.", err)
		    : psi_html_term(out, onward, err)) != 0 ||
	    (rc = psi_html_raw(out, "</dd>\n", err)) != 0 ||
	    (rc = write_item(out, "Together with other partners", err)) != 0 ||
	    (rc = psi_html_raw(out,
		 combine ? "Yes: this result may be put together with those "
			   "of other partners, as for the best partner of an "
			   "account.</dd>\n"
			 : "No: keep it apart from the results of other "
			   "partners.</dd>\n",
		 err)) != 0 ||
	    (rc = write_item(out, "Software and AI agents", err)) != 0)
		return rc;
	rc = agents[0] == '\0'
	    ? psi_html_raw(out, "The agreement does not say.", err)
	    : psi_html_term(out, agents, err);
	return rc != 0 ? rc : psi_html_raw(out, "</dd>\n", err);
}

/* ---- boxes ---- */

static bool
is_same_text(const char *a, const char *b)
{
	return (a == NULL) == (b == NULL) && (a == NULL || strcmp(a, b) == 0);
}

/* Do both sides share the same under both? */
static bool
is_same_sharing(const struct psi_agreement *a, char party_a,
    const struct psi_agreement *b, char party_b)
{
	const char *term_a = party_a == 'a' ? "share-a" : "share-b";
	const char *term_b = party_b == 'a' ? "share-a" : "share-b";
	const char *row;
	size_t i = 0;

	do {
		row = psi_agreement_term(a, term_a, i);
		if (!is_same_text(row, psi_agreement_term(b, term_b, i)))
			return false;
		i++;
	} while (row != NULL);
	return true;
}

static char
other_party(char party)
{
	return party == 'a' ? 'b' : 'a';
}

/* Would two boxes say the same? */
static bool
is_same_box(const struct psi_agreement *a, const struct runs *runs_a,
    const struct psi_agreement *b, const struct runs *runs_b)
{
	static const char *const terms[] = { "purpose", "description",
		"retention-days", "onward-sharing", "combine-partners",
		"automated-agents", "expires" };

	for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
		if (strcmp(term_of(a, terms[i]), term_of(b, terms[i])) != 0)
			return false;
	return runs_a->any == runs_b->any && runs_a->first == runs_b->first &&
	    is_same_sharing(a, runs_a->ours, b, runs_b->ours) &&
	    is_same_sharing(
		a, other_party(runs_a->ours), b, other_party(runs_b->ours));
}

static int
write_body(struct psi_outfile *out, const struct psi_mapping_tool *tool,
    const struct psi_agreement *agreement, const struct runs *runs,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_html_raw(out, "</h3><dl>\n", err)) != 0 ||
	    (rc = write_purpose(out, agreement, err)) != 0 ||
	    (rc = write_allowed(out, agreement, err)) != 0 ||
	    (rc = write_amounts(out, agreement, runs->ours, err)) != 0 ||
	    (rc = write_contact(out, agreement, err)) != 0 ||
	    (rc = write_keeping(out, agreement, runs, tool->today, err)) != 0 ||
	    (rc = write_sharing(out, agreement, runs->ours, true, err)) != 0 ||
	    (rc = write_sharing(
		 out, agreement, other_party(runs->ours), false, err)) != 0 ||
	    (rc = write_rest(out, agreement, err)) != 0 ||
	    (rc = write_item(out, "New runs", err)) != 0)
		return rc;
	return psi_outfile_text(out, err,
	    "Possible until %s, when the agreement ends.</dd>\n</dl></div>\n",
	    term_of(agreement, "expires"));
}

/* The agreements that say what the ith one says: `number` of their partners
 * in an attribute, or their names. */
static int
write_fellows(struct psi_outfile *out, const struct psi_mapping_tool *tool,
    const struct runs *runs, const struct psi_answer *partners, size_t i,
    bool by_number, struct psi_error *err)
{
	const char *joint = by_number ? " data-p=\"" : "<h3>With ";
	int rc = 0;

	for (size_t j = i; rc == 0 && j < tool->num_agreements; j++) {
		const char *name = runs[j].partner[0] != '\0'
		    ? runs[j].partner
		    : term_of(tool->agreements[j],
			  runs[j].ours == 'a' ? "party-b-name"
					      : "party-a-name");
		size_t number = psi_html_partner(partners, runs[j].partner);

		if (!is_same_box(tool->agreements[i], &runs[i],
			tool->agreements[j], &runs[j]) ||
		    (by_number && number == SIZE_MAX))
			continue;
		if ((rc = psi_html_raw(out, joint, err)) != 0)
			break;
		rc = by_number ? psi_outfile_text(out, err, "%zu", number)
			       : psi_html_term(out, name, err);
		joint = by_number ? " " : ", ";
	}
	if (rc == 0 && by_number)
		rc = psi_html_raw(out, joint[1] == '\0' ? "\">" : ">", err);
	return rc;
}

static bool
was_told(const struct psi_mapping_tool *tool, const struct runs *runs, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (is_same_box(tool->agreements[i], &runs[i],
			tool->agreements[j], &runs[j]))
			return true;
	return false;
}

static int
write_boxes(struct psi_outfile *out, const struct psi_mapping_tool *tool,
    const struct runs *runs, const struct psi_answer *partners,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < tool->num_agreements; i++) {
		if (was_told(tool, runs, i))
			continue;
		if ((rc = psi_html_raw(out, "<div class=\"terms\"", err)) ==
			0 &&
		    (rc = write_fellows(
			 out, tool, runs, partners, i, true, err)) == 0 &&
		    (rc = write_fellows(
			 out, tool, runs, partners, i, false, err)) == 0)
			rc = write_body(
			    out, tool, tool->agreements[i], &runs[i], err);
	}
	return rc;
}

int
psi_page_terms(struct psi_outfile *out, const struct psi_mapping_tool *tool,
    const struct psi_answer *runs, const struct psi_answer *partners,
    struct psi_error *err)
{
	size_t num = tool->num_agreements;
	struct runs *found = calloc(num + 1, sizeof *found);
	int rc;

	if (found == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	rc = psi_html_raw(out,
	    "<section id=\"terms\">\n<h2>What may I do with this data?</h2>\n",
	    err);
	if (rc == 0 && num == 0)
		rc = psi_html_raw(out,
		    "<p class=\"warn\">No agreement was given when this page "
		    "was made, so it cannot say. Until you know, keep it "
		    "inside your company. What may be done stands in the "
		    "agreement that both sides signed, mostly a file "
		    "<code>agreement.csv</code> in the folder of the pairs: "
		    "<code>psi-agree show agreement.csv</code> prints it in "
		    "words, and <code>psi-report page --agreement "
		    "agreement.csv -o report.html pairs.csv</code> makes this "
		    "page anew with it.</p>\n",
		    err);
	for (size_t i = 0; i < num; i++)
		find_runs(&found[i], tool->agreements[i], runs, num);
	if (rc == 0)
		rc = write_boxes(out, tool, found, partners, err);
	free(found);
	return rc != 0 ? rc : psi_html_raw(out, "</section>\n", err);
}
