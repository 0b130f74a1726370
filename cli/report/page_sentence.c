#include "report/page_sentence.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "kit/html_text.h"
#include "kit/outfile.h"
#include "report/cross.h"
#include "report/no_currency.h"
#include "report/question_words.h"
#include "report/words.h"

/* ---- counting ---- */

static bool
is_same_cell(
    const struct psi_answer *answer, size_t a, size_t b, const char *column)
{
	size_t at = psi_answer_find(answer, column);

	return at == SIZE_MAX ||
	    strcmp(psi_answer_cell(answer, a, at),
		psi_answer_cell(answer, b, at)) == 0;
}

/* What makes a combination: owners, or else products. */
static const char *
side_of(enum psi_question_count count, bool is_ours)
{
	if (count == PSI_QUESTION_OWNERS)
		return is_ours ? "our_owner" : "their_owner";
	return is_ours ? "our_products" : "their_products";
}

static bool
is_same_combination(const struct psi_answer *answer,
    enum psi_question_count count, size_t a, size_t b)
{
	return is_same_cell(answer, a, b, "partner") &&
	    is_same_cell(answer, a, b, side_of(count, true)) &&
	    is_same_cell(answer, a, b, side_of(count, false));
}

static bool
is_known(const struct psi_answer *answer, const char *column, size_t row)
{
	size_t at = psi_answer_find(answer, column);

	return at == SIZE_MAX ||
	    strcmp(psi_answer_cell(answer, row, at), "(unknown)") != 0;
}

/* Are both sides of the combination known? */
static bool
is_combination(
    const struct psi_answer *answer, enum psi_question_count count, size_t row)
{
	return is_known(answer, side_of(count, true), row) &&
	    is_known(answer, side_of(count, false), row);
}

/* Different combinations, of a partner or (NULL) in all. */
static uint64_t
count_combinations(const struct psi_answer *answer,
    enum psi_question_count count, const char *partner)
{
	size_t of = psi_answer_find(answer, "partner");
	uint64_t n = 0;

	for (size_t i = 0; i < psi_answer_num(answer); i++) {
		size_t before = 0;

		if (!is_combination(answer, count, i) ||
		    (partner != NULL && of != SIZE_MAX &&
			strcmp(psi_answer_cell(answer, i, of), partner) != 0))
			continue;
		while (before < i &&
		    !is_same_combination(answer, count, before, i))
			before++;
		n += before == i;
	}
	return n;
}

static bool
is_of_combinations(enum psi_question_count count)
{
	return count == PSI_QUESTION_OWNERS || count == PSI_QUESTION_PRODUCTS;
}

/* The number that the sentence tells, of a partner or (NULL) in all. */
static uint64_t
count_of(const struct psi_all_answer *of, const char *partner)
{
	enum psi_question_count count = psi_question_words(of->name)->count;

	if (is_of_combinations(count))
		return count_combinations(&of->answer, count, partner);
	return count == PSI_QUESTION_ACCOUNTS
	    ? psi_all_answer_accounts(of, partner)
	    : of->found;
}

/* ---- the sentence ---- */

int
psi_page_number(struct psi_outfile *out, const char *words, uint64_t number,
    struct psi_error *err)
{
	const char *at = strstr(words, "%N");

	if (at == NULL)
		return psi_html_raw(out, words, err);
	return psi_outfile_text(out, err, "%.*s%" PRIu64 "%s",
	    (int)(at - words), words, number, at + 2);
}

/* " By partner: Globex GmbH 41, Initech Ltd 9. That is 50 matches ..." */
static int
write_by_partner(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, struct psi_error *err)
{
	enum psi_question_count count = psi_question_words(of->name)->count;
	const char *joint = " By partner: ";
	size_t num = psi_answer_num(&all->partners);
	uint64_t matches = psi_all_answer_matches(of, NULL);
	int rc = 0;

	if (num < 2 || num > PSI_CROSS_PARTNERS_MAX ||
	    strcmp(of->needs, "partners") == 0 || count == PSI_QUESTION_ROWS ||
	    psi_answer_num(&of->by_partner) == 0)
		return 0;
	for (size_t i = 0; rc == 0 && i < num; i++) {
		const char *name = psi_answer_cell(&all->partners, i, 0);

		if ((rc = psi_html_raw(out, joint, err)) == 0 &&
		    (rc = psi_html_text(out, name, err)) == 0)
			rc = psi_outfile_text(
			    out, err, " %" PRIu64, count_of(of, name));
		joint = ", ";
	}
	if (rc == 0 && count == PSI_QUESTION_ACCOUNTS &&
	    matches > count_of(of, NULL))
		rc = psi_outfile_text(out, err,
		    ". That is %" PRIu64 " matches, %" PRIu64
		    " more than accounts, since an account counts for each "
		    "partner that has it",
		    matches, matches - count_of(of, NULL));
	return rc != 0 ? rc : psi_html_raw(out, ".", err);
}

int
psi_page_sentence(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, struct psi_error *err)
{
	const struct psi_question_words *words = psi_question_words(of->name);
	uint64_t number = count_of(of, NULL);
	int rc = psi_html_raw(out, "<p class=\"answer\">", err);

	if (rc == 0)
		rc = psi_page_number(out,
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

/* ---- below the table ---- */

/* Why a table has more rows than the sentence has combinations. */
static int
write_rows(struct psi_outfile *out, const struct psi_all_answer *of,
    size_t shown, struct psi_error *err)
{
	enum psi_question_count count = psi_question_words(of->name)->count;
	uint64_t number = count_of(of, NULL);
	uint64_t without = 0;
	int rc;

	if (!is_of_combinations(count) || shown == number ||
	    shown < psi_answer_num(&of->answer))
		return 0;
	for (size_t i = 0; i < shown; i++)
		without += !is_combination(&of->answer, count, i);
	if ((rc = psi_outfile_text(out, err,
		 "<p class=\"dim\">The table has %zu rows", shown)) != 0)
		return rc;
	if (without > 0)
		rc = psi_outfile_text(out, err,
		    ": in %" PRIu64 " of them %s is not known", without,
		    count == PSI_QUESTION_OWNERS ? "an owner" : "a product");
	if (rc == 0 && shown - without > number)
		rc = psi_outfile_text(out, err,
		    "%s a pair has one for each region and product of ours",
		    without > 0 ? ", and" : ":");
	return rc != 0 ? rc : psi_html_raw(out, ".</p>\n", err);
}

static uint64_t
sum_of_rows(const struct psi_answer *answer, size_t column)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < psi_answer_num(answer); i++)
		sum += psi_answer_number(answer, i, column);
	return sum;
}

/* Where an account is in more than one row, by how much. */
static int
write_sum(struct psi_outfile *out, const struct psi_all_answer *of,
    const struct psi_answer *answer, size_t shown, struct psi_error *err)
{
	size_t column = psi_answer_find(answer, "accounts");
	uint64_t accounts = psi_all_answer_accounts(of, NULL);
	uint64_t sum;

	if (column == SIZE_MAX || shown < psi_answer_num(answer))
		return 0;
	sum = sum_of_rows(answer, column);
	if (sum <= accounts)
		return 0;
	return psi_outfile_text(out, err,
	    "<p class=\"dim\">The column Accounts adds up to %" PRIu64
	    ", %" PRIu64 " more than the %" PRIu64
	    " accounts: one that two rows fit stands in both, as with two "
	    "partners%s.</p>\n",
	    sum, sum - accounts, accounts,
	    psi_answer_find(answer, "our_products") == SIZE_MAX
		? ""
		: " or products");
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

/* What is missing of accounts that may belong to the answer as well. */
static int
write_undecided(struct psi_outfile *out, const struct psi_all_answer *of,
    struct psi_error *err)
{
	bool is_one = of->undecided == 1;
	int rc;

	/* Where no field is missing there is nothing that anybody could do. */
	if (of->undecided == 0 || of->missing[0] == '\0')
		return 0;
	if ((rc = psi_outfile_text(out, err,
		 "<p class=\"dim\">%" PRIu64
		 " more %s not in the table and may belong there: too little "
		 "is known of %s.",
		 of->undecided, is_one ? "account is" : "accounts are",
		 is_one ? "it" : "them")) != 0 ||
	    (rc = write_missing(out, of->missing, true,
		 " Fill in in our own list: ", err)) != 0 ||
	    (rc = write_missing(out, of->missing, false,
		 " Ask the partner to share: ", err)) != 0)
		return rc;
	return psi_html_raw(out, "</p>\n", err);
}

/* What should be asked of those that are in the table, before anybody acts. */
static int
write_to_ask(struct psi_outfile *out, const struct psi_all_answer *of,
    struct psi_error *err)
{
	int rc;

	if (of->to_ask == 0)
		return 0;
	if ((rc = psi_outfile_text(out, err,
		 "<p class=\"dim\">Of %" PRIu64
		 " in the table something is not known that may speak against "
		 "it. Settle it before anything is sent.",
		 of->to_ask)) != 0 ||
	    (rc = write_missing(out, of->asked, true,
		 " Fill in in our own list: ", err)) != 0 ||
	    (rc = write_missing(
		 out, of->asked, false, " Ask the partner for: ", err)) != 0)
		return rc;
	return psi_html_raw(out, "</p>\n", err);
}

/* A sum of numbers without a currency is one of whatever they are in. */
static int
write_no_currency(struct psi_outfile *out, const struct psi_answer *answer,
    struct psi_error *err)
{
	size_t column = psi_no_currency_find(answer, 0);

	if (column == SIZE_MAX)
		return 0;
	return psi_outfile_text(out, err,
	    "<p class=\"dim\">%s: %s names no currency, so the numbers were "
	    "added up as they stand. Compare the sums only where all are in "
	    "one.</p>\n",
	    psi_words_heading(psi_answer_name(answer, column)),
	    strncmp(psi_answer_name(answer, column), "our_", 4) == 0
		? "our list"
		: "the partner");
}

int
psi_page_notes(struct psi_outfile *out, const struct psi_all_answers *all,
    const struct psi_all_answer *of, const struct psi_answer *answer,
    size_t shown, struct psi_error *err)
{
	uint64_t num =
	    answer == &of->answer ? of->found : psi_answer_num(answer);
	int rc = 0;

	if (shown < num)
		rc = psi_outfile_text(out, err,
		    "<p class=\"dim\">The first %zu of %" PRIu64
		    " rows; <a href=\"#commands\">a command</a> prints "
		    "all.</p>\n",
		    shown, num);
	if (rc == 0 && all->counts.own > 0 && shown > 0 &&
	    psi_answer_find(answer, "share") != SIZE_MAX &&
	    psi_answer_find(answer, "our_population") == SIZE_MAX)
		rc = psi_outfile_text(out, err,
		    "<p class=\"dim\">Per cent are of the %" PRIu64
		    " accounts in our list.</p>\n",
		    all->counts.own);
	if (rc == 0)
		rc = write_rows(out, of, shown, err);
	if (rc == 0)
		rc = write_sum(out, of, answer, shown, err);
	if (rc == 0)
		rc = write_no_currency(out, answer, err);
	if (rc == 0)
		rc = write_to_ask(out, of, err);
	return rc != 0 ? rc : write_undecided(out, of, err);
}
