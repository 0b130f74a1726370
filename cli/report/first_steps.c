#include "report/first_steps.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "psi/date.h"

#include "kit/html_text.h"
#include "kit/outfile.h"
#include "report/html.h"
#include "report/legal_form.h"

#define NEVER INT64_MAX

static const char *const names[PSI_STEP_COLUMNS] = { "our_account", "our_name",
	"partner", "their_name", "our_population", "their_population", "motion",
	"rank", "direction", "action", "our_owner", "their_owner", "sure",
	"best_partner", "tied_with", "our_amount", "their_amount",
	"our_close_date", "their_close_date", "our_renewal_date",
	"our_products", "their_products", "our_tier", "our_country",
	"their_country" };

static size_t
row_of(const struct psi_steps *steps, const struct psi_step *step)
{
	return (size_t)(step - steps->step);
}

const char *
psi_step_cell(const struct psi_steps *steps, const struct psi_step *step,
    enum psi_step_column column)
{
	size_t at = steps->column[column];

	return at == SIZE_MAX
	    ? ""
	    : psi_answer_cell(steps->answer, row_of(steps, step), at);
}

struct psi_words_sure
psi_step_sure(const struct psi_steps *steps, const struct psi_step *step)
{
	return psi_words_sure(psi_step_cell(steps, step, PSI_STEP_SURE));
}

bool
psi_step_has_motion(const struct psi_steps *steps, const struct psi_step *step)
{
	return psi_step_cell(steps, step, PSI_STEP_MOTION)[0] != '\0';
}

const char *
psi_step_difference(const struct psi_steps *steps, const struct psi_step *step)
{
	return psi_match_difference(psi_step_cell(steps, step, PSI_STEP_NAME),
	    psi_step_cell(steps, step, PSI_STEP_THEIR_NAME),
	    psi_step_cell(steps, step, PSI_STEP_OUR_COUNTRY),
	    psi_step_cell(steps, step, PSI_STEP_THEIR_COUNTRY));
}

/* ---- what comes first ---- */

#define DAYS_A_MONTH 31
#define DAYS_A_QUARTER (3 * DAYS_A_MONTH)

/* A number that is larger for a later day, of "2026-12-10" or "2026-Q4", as if
 * every month had 31 days; NEVER for anything else. */
static int64_t
day_of(const char *date)
{
	long month;
	long day = DAYS_A_MONTH;
	char *end;

	if (strlen(date) < 7 || strspn(date, "0123456789") != 4 ||
	    date[4] != '-')
		return NEVER;
	if (date[5] == 'Q')
		month = (date[6] - '0') * 3;
	else {
		month = strtol(date + 5, &end, 10);
		if (*end == '-')
			day = strtol(end + 1, NULL, 10);
	}
	if (month < 1 || month > 12 || day < 1 || day > DAYS_A_MONTH)
		return NEVER;
	return (strtol(date, NULL, 10) * 12 + month - 1) * DAYS_A_MONTH + day -
	    1;
}

static bool
is_open(const struct psi_steps *steps, const struct psi_step *step,
    enum psi_step_column population)
{
	return strcmp(psi_step_cell(steps, step, population),
		   "open_opportunity") == 0;
}

/* The lower end of an amount, in whole units of any currency: "EUR 50k-250k"
 * and "USD 180000". */
static int64_t
amount_of(const char *text)
{
	int64_t amount = 0;

	text += strcspn(text, "0123456789");
	for (; (*text >= '0' && *text <= '9') || *text == ','; text++)
		if (*text != ',' && amount < INT64_MAX / 100)
			amount = amount * 10 + (*text - '0');
	/* 50-250k is 50k to 250k, and has no other unit behind the first. */
	if (*text == '-')
		text += 1 + strspn(text + 1, "0123456789,.");
	else if (*text == '.')
		text += 1 + strspn(text + 1, "0123456789");
	if (amount > INT64_MAX / 1000000000)
		return amount;
	return *text == 'k' ? amount * 1000
	    : *text == 'M'  ? amount * 1000000
	    : *text == 'b'  ? amount * 1000000000
			    : amount;
}

static int64_t
size_of(const struct psi_steps *steps, const struct psi_step *step)
{
	int64_t ours = 0;
	int64_t theirs = 0;

	if (is_open(steps, step, PSI_STEP_OURS))
		ours =
		    amount_of(psi_step_cell(steps, step, PSI_STEP_OUR_AMOUNT));
	if (is_open(steps, step, PSI_STEP_THEIRS))
		theirs = amount_of(
		    psi_step_cell(steps, step, PSI_STEP_THEIR_AMOUNT));
	return ours > theirs ? ours : theirs;
}

/* A deal closes, or a renewal at risk is due; what is overdue is due now. Of
 * several what comes first counts. */
static void
note_due(struct psi_step *step, const char *date, int64_t size, int64_t now)
{
	int64_t due = day_of(date);
	int64_t quarter;

	if (due == NEVER)
		return;
	due = due < now ? now : due;
	quarter = due / DAYS_A_QUARTER;
	if (quarter > step->order[0] ||
	    (quarter == step->order[0] && -size >= step->order[1]))
		return;
	step->order[0] = quarter;
	step->order[1] = -size;
	step->order[2] = -step->rank;
	step->order[3] = due;
}

static void
set_order(const struct psi_steps *steps, struct psi_step *step, int64_t now)
{
	const char *tier = psi_step_cell(steps, step, PSI_STEP_TIER);
	int64_t tier_order = tier[0] == '\0' ? NEVER : strtol(tier, NULL, 10);

	step->rank =
	    strtol(psi_step_cell(steps, step, PSI_STEP_RANK), NULL, 10);
	step->order[0] = NEVER;
	step->order[1] = -step->rank;
	step->order[2] = tier_order;
	step->order[3] = -size_of(steps, step);
	step->order[4] = tier_order;
	if (is_open(steps, step, PSI_STEP_OURS))
		note_due(step, psi_step_cell(steps, step, PSI_STEP_OUR_CLOSE),
		    amount_of(psi_step_cell(steps, step, PSI_STEP_OUR_AMOUNT)),
		    now);
	if (is_open(steps, step, PSI_STEP_THEIRS))
		note_due(step, psi_step_cell(steps, step, PSI_STEP_THEIR_CLOSE),
		    amount_of(
			psi_step_cell(steps, step, PSI_STEP_THEIR_AMOUNT)),
		    now);
	if (strcmp(psi_step_cell(steps, step, PSI_STEP_MOTION),
		"renewal-protect") == 0)
		note_due(
		    step, psi_step_cell(steps, step, PSI_STEP_RENEWAL), 0, now);
}

/* ---- by account ---- */

struct match {
	const char *account;
	size_t row;
};

static int
compare_matches(const void *a, const void *b)
{
	const struct match *x = a;
	const struct match *y = b;
	int order = strcmp(x->account, y->account);

	return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static void
link_steps(struct psi_steps *steps, struct match *matches)
{
	qsort(matches, steps->num, sizeof *matches, compare_matches);
	for (size_t i = 0; i < steps->num; i++) {
		struct psi_step *step = &steps->step[matches[i].row];

		step->first = matches[i].row;
		step->next = PSI_STEP_NONE;
		if (i == 0 ||
		    strcmp(matches[i - 1].account, matches[i].account) != 0)
			continue;
		step->first = steps->step[matches[i - 1].row].first;
		steps->step[matches[i - 1].row].next = matches[i].row;
	}
}

int
psi_steps_read(struct psi_steps *steps, const struct psi_answer *answer,
    int32_t today, struct psi_error *err)
{
	size_t num = psi_answer_num(answer);
	char date[PSI_DATE_CHARS];
	struct match *matches;

	steps->answer = answer;
	for (size_t i = 0; i < PSI_STEP_COLUMNS; i++)
		steps->column[i] = psi_answer_find(answer, names[i]);
	if (num == 0)
		return 0;
	matches = calloc(num, sizeof *matches);
	steps->step = calloc(num, sizeof *steps->step);
	if (matches == NULL || steps->step == NULL) {
		free(matches);
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	}
	steps->num = num;
	psi_date_encode(date, today);
	for (size_t i = 0; i < num; i++) {
		matches[i].account =
		    psi_step_cell(steps, &steps->step[i], PSI_STEP_ACCOUNT);
		matches[i].row = i;
		set_order(steps, &steps->step[i], day_of(date));
	}
	link_steps(steps, matches);
	free(matches);
	return 0;
}

void
psi_steps_clear(struct psi_steps *steps)
{
	free(steps->step);
	memset(steps, 0, sizeof *steps);
}

/* ---- choosing ---- */

/* Does step `a` come before `b`? What neither date nor size tells apart stays in
 * the order of the answer. */
static bool
is_before(const struct psi_steps *steps, size_t a, size_t b)
{
	const struct psi_step *x = &steps->step[a];
	const struct psi_step *y = &steps->step[b];

	for (size_t i = 0; i < sizeof x->order / sizeof x->order[0]; i++)
		if (x->order[i] != y->order[i])
			return x->order[i] < y->order[i];
	return a < b;
}

static bool
is_sure(const struct psi_steps *steps, const struct psi_step *step)
{
	return psi_step_sure(steps, step).order <= 2;
}

/* The match that says how soon the account's turn is, or PSI_STEP_NONE where
 * none is sure. */
static size_t
soonest_of(const struct psi_steps *steps, size_t at)
{
	size_t soonest = PSI_STEP_NONE;

	for (; at != PSI_STEP_NONE; at = steps->step[at].next)
		if (is_sure(steps, &steps->step[at]) &&
		    (soonest == PSI_STEP_NONE || is_before(steps, at, soonest)))
			soonest = at;
	return soonest;
}

static bool
is_best(const struct psi_steps *steps, const struct psi_step *step)
{
	return strcmp(psi_step_cell(steps, step, PSI_STEP_BEST),
		   psi_step_cell(steps, step, PSI_STEP_PARTNER)) == 0;
}

/* The account's first step: that with its best partner, where none is best the
 * one of the highest priority; PSI_STEP_NONE where nothing is to be done. */
static size_t
first_of(const struct psi_steps *steps, size_t at)
{
	size_t first = PSI_STEP_NONE;

	for (; at != PSI_STEP_NONE; at = steps->step[at].next) {
		const struct psi_step *step = &steps->step[at];

		if (!is_sure(steps, step) || !psi_step_has_motion(steps, step))
			continue;
		if (is_best(steps, step))
			return at;
		if (first == PSI_STEP_NONE ||
		    step->rank > steps->step[first].rank ||
		    (step->rank == steps->step[first].rank &&
			is_before(steps, at, first)))
			first = at;
	}
	return first;
}

size_t
psi_steps_choose(const struct psi_steps *steps, size_t *chosen, size_t max)
{
	size_t num = 0;

	for (size_t i = 0; i < steps->num; i++) {
		size_t soonest = steps->step[i].first == i
		    ? soonest_of(steps, i)
		    : PSI_STEP_NONE;
		size_t at = num;

		if (soonest == PSI_STEP_NONE ||
		    first_of(steps, i) == PSI_STEP_NONE)
			continue;
		while (at > 0 && is_before(steps, soonest, chosen[at - 1]))
			at--;
		if (at == max)
			continue;
		num += num < max;
		memmove(chosen + at + 1, chosen + at,
		    (num - 1 - at) * sizeof *chosen);
		chosen[at] = soonest;
	}
	for (size_t i = 0; i < num; i++)
		chosen[i] = first_of(steps, steps->step[chosen[i]].first);
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

/* "our Team South", "Globex GmbH's Strategic Accounts": both sides may call a
 * team the same. */
static int
write_owner(struct psi_outfile *out, const struct psi_steps *steps,
    const struct psi_step *step, bool is_ours, bool is_first,
    struct psi_error *err)
{
	const char *owner = psi_step_cell(
	    steps, step, is_ours ? PSI_STEP_OUR_OWNER : PSI_STEP_THEIR_OWNER);
	int rc;

	if (is_ours) {
		rc = psi_html_raw(out, is_first ? "Our " : "our ", err);
		if (rc != 0)
			return rc;
		return owner[0] != '\0'
		    ? psi_html_text(out, owner, err)
		    : psi_html_raw(out, "owner (to be named)", err);
	}
	if ((rc = psi_html_text(out,
		 psi_step_cell(steps, step, PSI_STEP_PARTNER), err)) != 0 ||
	    (rc = psi_html_raw(out, "\xe2\x80\x99s ", err)) != 0)
		return rc;
	return owner[0] != '\0'
	    ? psi_html_text(out, owner, err)
	    : psi_html_raw(out, "owner (not known: ask)", err);
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
		return psi_html_raw(out, "Nothing yet: no rule fits.", err);
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
