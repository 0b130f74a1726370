#include "report/first_steps.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kit/html_text.h"
#include "kit/outfile.h"
#include "report/html.h"

static const char *const names[PSI_STEP_COLUMNS] = { "our_account", "our_name",
	"partner", "their_name", "our_population", "their_population", "motion",
	"rank", "action", "our_owner", "their_owner", "score", "level",
	"ambiguous", "best_partner", "our_amount", "their_amount",
	"our_close_date", "their_close_date", "our_renewal_date",
	"our_products", "their_products", "our_tier" };

const char *
psi_step_cell(const struct psi_steps *steps, const struct psi_step *step,
    enum psi_step_column column)
{
	size_t at = steps->column[column];

	return at == SIZE_MAX ? ""
			      : psi_answer_cell(steps->answer, step->row, at);
}

struct psi_words_sure
psi_step_sure(const struct psi_steps *steps, const struct psi_step *step)
{
	return psi_words_sure(psi_step_cell(steps, step, PSI_STEP_SCORE),
	    psi_step_cell(steps, step, PSI_STEP_LEVEL),
	    psi_step_cell(steps, step, PSI_STEP_AMBIGUOUS));
}

/* ---- folding ---- */

struct pair {
	const char *account;
	const char *partner;
	size_t row;
	int order;
};

static int
compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a;
	const struct pair *y = b;
	int order = strcmp(x->account, y->account);

	if (order == 0)
		order = strcmp(x->partner, y->partner);
	if (order == 0)
		order = (x->order > y->order) - (x->order < y->order);
	return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static int
compare_steps(const void *a, const void *b)
{
	const struct psi_step *x = a;
	const struct psi_step *y = b;

	return (x->row > y->row) - (x->row < y->row);
}

static void
fold(struct psi_steps *steps, struct pair *pairs, size_t num)
{
	qsort(pairs, num, sizeof *pairs, compare_pairs);
	for (size_t i = 0; i < num; i++) {
		if (i > 0 &&
		    strcmp(pairs[i - 1].account, pairs[i].account) == 0 &&
		    strcmp(pairs[i - 1].partner, pairs[i].partner) == 0)
			steps->step[steps->num - 1].more++;
		else
			steps->step[steps->num++] =
			    (struct psi_step){ pairs[i].row, 0 };
	}
	qsort(steps->step, steps->num, sizeof *steps->step, compare_steps);
}

int
psi_steps_fold(struct psi_steps *steps, const struct psi_answer *answer,
    struct psi_error *err)
{
	size_t num = psi_answer_num(answer);
	struct pair *pairs;

	steps->answer = answer;
	for (size_t i = 0; i < PSI_STEP_COLUMNS; i++)
		steps->column[i] = psi_answer_find(answer, names[i]);
	if (num == 0)
		return 0;
	pairs = calloc(num, sizeof *pairs);
	steps->step = calloc(num, sizeof *steps->step);
	if (pairs == NULL || steps->step == NULL) {
		free(pairs);
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < num; i++) {
		struct psi_step step = { i, 0 };

		pairs[i].account =
		    psi_step_cell(steps, &step, PSI_STEP_ACCOUNT);
		pairs[i].partner =
		    psi_step_cell(steps, &step, PSI_STEP_PARTNER);
		pairs[i].row = i;
		pairs[i].order = psi_step_sure(steps, &step).order;
	}
	fold(steps, pairs, num);
	free(pairs);
	return 0;
}

void
psi_steps_clear(struct psi_steps *steps)
{
	free(steps->step);
	memset(steps, 0, sizeof *steps);
}

/* ---- choosing ---- */

static bool
is_choice(const struct psi_steps *steps, const struct psi_step *step)
{
	const char *best = psi_step_cell(steps, step, PSI_STEP_BEST);

	return psi_step_cell(steps, step, PSI_STEP_MOTION)[0] != '\0' &&
	    psi_step_sure(steps, step).order <= 2 &&
	    (best[0] == '\0' ||
		strcmp(best, psi_step_cell(steps, step, PSI_STEP_PARTNER)) ==
		    0);
}

static bool
is_chosen(
    const struct psi_steps *steps, const size_t *chosen, size_t num, size_t i)
{
	const char *account =
	    psi_step_cell(steps, &steps->step[i], PSI_STEP_ACCOUNT);

	for (size_t j = 0; j < num; j++)
		if (strcmp(account,
			psi_step_cell(steps, &steps->step[chosen[j]],
			    PSI_STEP_ACCOUNT)) == 0)
			return true;
	return false;
}

/* The first step that can be chosen, of a partner or (NULL) of any. */
static size_t
next_choice(const struct psi_steps *steps, const size_t *chosen, size_t num,
    const char *partner)
{
	for (size_t i = 0; i < steps->num; i++)
		if (is_choice(steps, &steps->step[i]) &&
		    (partner == NULL ||
			strcmp(partner,
			    psi_step_cell(steps, &steps->step[i],
				PSI_STEP_PARTNER)) == 0) &&
		    !is_chosen(steps, chosen, num, i))
			return i;
	return SIZE_MAX;
}

static int
compare_sizes(const void *a, const void *b)
{
	size_t x = *(const size_t *)a;
	size_t y = *(const size_t *)b;

	return (x > y) - (x < y);
}

size_t
psi_steps_choose(const struct psi_steps *steps,
    const struct psi_answer *partners, size_t *chosen, size_t max)
{
	size_t num_partners = psi_answer_num(partners);
	size_t num = 0;
	size_t i;

	for (size_t n = 0; n < 2 * num_partners && num < max; n++) {
		i = next_choice(steps, chosen, num,
		    psi_answer_cell(partners, n % num_partners, 0));
		if (i != SIZE_MAX)
			chosen[num++] = i;
	}
	while (num < max &&
	    (i = next_choice(steps, chosen, num, NULL)) != SIZE_MAX)
		chosen[num++] = i;
	qsort(chosen, num, sizeof *chosen, compare_sizes);
	return num;
}

/* ---- words ---- */

int
psi_step_write_name(struct psi_outfile *out, const struct psi_steps *steps,
    const struct psi_step *step, struct psi_error *err)
{
	const char *name = psi_step_cell(steps, step, PSI_STEP_NAME);

	return psi_html_text(out,
	    name[0] != '\0' ? name
			    : psi_step_cell(steps, step, PSI_STEP_ACCOUNT),
	    err);
}

static int
write_owner(struct psi_outfile *out, const struct psi_steps *steps,
    const struct psi_step *step, bool is_ours, bool is_first,
    struct psi_error *err)
{
	const char *owner = psi_step_cell(
	    steps, step, is_ours ? PSI_STEP_OUR_OWNER : PSI_STEP_THEIR_OWNER);
	int rc;

	if (is_ours)
		return owner[0] != '\0' ? psi_html_text(out, owner, err)
		    : is_first
		    ? psi_html_raw(out, "Our owner (to be named)", err)
		    : psi_html_raw(out, "our owner (to be named)", err);
	rc = owner[0] != '\0'
	    ? psi_html_text(out, owner, err)
	    : psi_html_raw(out, "the owner (not known: ask)", err);
	if (rc == 0 && (rc = psi_html_raw(out, " at ", err)) == 0)
		rc = psi_html_text(
		    out, psi_step_cell(steps, step, PSI_STEP_PARTNER), err);
	return rc;
}

/* Words with %o our owner, %t theirs, %p the partner. */
static int
write_template(struct psi_outfile *out, const struct psi_steps *steps,
    const struct psi_step *step, const char *words, struct psi_error *err)
{
	const char *begin = words;
	int rc = 0;

	while (rc == 0 && *words != '\0') {
		size_t len = strcspn(words, "%");
		char part[256];

		if (len >= sizeof part)
			len = sizeof part - 1;
		memcpy(part, words, len);
		part[len] = '\0';
		rc = psi_html_raw(out, part, err);
		words += len;
		if (rc != 0 || *words != '%')
			continue;
		if (words[1] == 'p')
			rc = psi_html_text(out,
			    psi_step_cell(steps, step, PSI_STEP_PARTNER), err);
		else
			rc = write_owner(out, steps, step, words[1] == 'o',
			    words == begin, err);
		words += 2;
	}
	return rc;
}

int
psi_step_write(struct psi_outfile *out, const struct psi_steps *steps,
    const struct psi_step *step, struct psi_error *err)
{
	const char *motion = psi_step_cell(steps, step, PSI_STEP_MOTION);
	const struct psi_words_motion *words = psi_words_motion(motion);
	int rc;

	if (motion[0] == '\0')
		return psi_html_raw(out, "Nothing yet.", err);
	if (words != NULL)
		return write_template(out, steps, step, words->step, err);
	/* A motion of one's own rules, with the words that it has there. */
	if ((rc = write_template(out, steps, step, "%o and %t: ", err)) != 0)
		return rc;
	return psi_html_text(
	    out, psi_step_cell(steps, step, PSI_STEP_ACTION), err);
}

/* " (EUR 20000, closes 2026-12-10)" of what is known. */
static int
write_details(struct psi_outfile *out, const struct psi_steps *steps,
    const struct psi_step *step, bool is_ours, struct psi_error *err)
{
	const char *population = psi_step_cell(
	    steps, step, is_ours ? PSI_STEP_OURS : PSI_STEP_THEIRS);
	bool is_open = strcmp(population, "open_opportunity") == 0;
	const char *amount = psi_step_cell(
	    steps, step, is_ours ? PSI_STEP_OUR_AMOUNT : PSI_STEP_THEIR_AMOUNT);
	const char *close = psi_step_cell(
	    steps, step, is_ours ? PSI_STEP_OUR_CLOSE : PSI_STEP_THEIR_CLOSE);
	const char *tier = psi_step_cell(steps, step, PSI_STEP_TIER);
	const char *joint = " (";
	int rc = 0;

	if (is_open && amount[0] != '\0') {
		if ((rc = psi_html_raw(out, joint, err)) == 0)
			rc = psi_html_money(out, amount, err);
		joint = ", ";
	}
	if (rc == 0 && is_open && close[0] != '\0') {
		if ((rc = psi_html_raw(out, joint, err)) == 0 &&
		    (rc = psi_html_raw(out, "to close ", err)) == 0)
			rc = psi_html_text(out, close, err);
		joint = ", ";
	}
	if (rc == 0 && is_ours && !is_open && strcmp(tier, "1") == 0) {
		if ((rc = psi_html_raw(out, joint, err)) == 0)
			rc = psi_html_raw(out, "tier 1", err);
		joint = ", ";
	}
	return rc != 0 || joint[0] == ' ' ? rc : psi_html_raw(out, ")", err);
}

static int
write_products(struct psi_outfile *out, const struct psi_steps *steps,
    const struct psi_step *step, struct psi_error *err)
{
	const char *ours = psi_step_cell(steps, step, PSI_STEP_OUR_PRODUCTS);
	const char *theirs =
	    psi_step_cell(steps, step, PSI_STEP_THEIR_PRODUCTS);
	int rc;

	if (ours[0] == '\0' || theirs[0] == '\0')
		return 0;
	if ((rc = psi_html_raw(out, "; it uses ", err)) != 0 ||
	    (rc = psi_html_text(out, ours, err)) != 0 ||
	    (rc = psi_html_raw(out, " of ours and ", err)) != 0 ||
	    (rc = psi_html_text(out, theirs, err)) != 0)
		return rc;
	return psi_html_raw(out, " of theirs", err);
}

int
psi_step_write_because(struct psi_outfile *out, const struct psi_steps *steps,
    const struct psi_step *step, struct psi_error *err)
{
	const char *ours = psi_step_cell(steps, step, PSI_STEP_OURS);
	const char *theirs = psi_step_cell(steps, step, PSI_STEP_THEIRS);
	const char *motion = psi_step_cell(steps, step, PSI_STEP_MOTION);
	const struct psi_words_motion *words = psi_words_motion(motion);
	const char *renewal = psi_step_cell(steps, step, PSI_STEP_RENEWAL);
	int rc;

	if ((rc = psi_outfile_text(out, err, "it is %s of ours",
		 psi_words_population_one(ours))) != 0 ||
	    (rc = write_details(out, steps, step, true, err)) != 0 ||
	    (rc = psi_outfile_text(out, err, " and %s of theirs",
		 psi_words_population_one(theirs))) != 0 ||
	    (rc = write_details(out, steps, step, false, err)) != 0)
		return rc;
	if (words != NULL && words->because[0] != '\0')
		rc = psi_outfile_text(out, err, "; %s", words->because);
	if (rc == 0 && strcmp(motion, "cross-sell") == 0)
		rc = write_products(out, steps, step, err);
	if (rc != 0 || strcmp(motion, "renewal-protect") != 0 ||
	    renewal[0] == '\0')
		return rc;
	if ((rc = psi_html_raw(out, ", on ", err)) != 0)
		return rc;
	return psi_html_text(out, renewal, err);
}
