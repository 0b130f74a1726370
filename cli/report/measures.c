#include "report/measures.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/diag.h"

enum measure_kind {
	/* Accounts of a question; groups of it; the lower end of a sum. */
	MEASURE_ACCOUNTS,
	MEASURE_GROUPS,
	MEASURE_SUM,
	/* Of our own customers, as the list has them. */
	MEASURE_OWN,
	/* Percent that one number is of another, given by their places. */
	MEASURE_PERCENT,
	/* Percent that the smaller of two is of both. */
	MEASURE_SMALLER,
	/* How many of the thresholds above are met: the verdict. */
	MEASURE_MET
};

struct psi_measure {
	/* NULL ends a question. */
	const char *name;
	enum measure_kind kind;
	const char *where;
	const char *by;
	const char *show;
	int a;
	/* Of accounts and sums: the column of the answer that counts accounts of
	 * which it is not known whether they belong to the number; 0 for none. */
	int b;
	/* 0: none. */
	uint64_t threshold;
	const char *meaning;
};

#define MUTUAL "our_population = customer; their_population = customer"

/* The balance is of sure matches, whatever one looks at. */
#define SURE "sure in certain|likely|unknown"

/* A rule of thumb, not a law: numbers from which a person's time pays. */
static const struct psi_measure coverage[] = {
	{ "mutual customers", MEASURE_ACCOUNTS, MUTUAL, NULL, "accounts", 0, 0,
	    25, "accounts that both serve" },
	{ "open deals of both", MEASURE_ACCOUNTS,
	    "our_population = open_opportunity; their_population = "
	    "open_opportunity",
	    NULL, "accounts", 0, 0, 10,
	    "deals to work on together, with companies that are no customers "
	    "yet" },
	{ "introductions", MEASURE_ACCOUNTS, "direction in give|get", NULL,
	    "accounts", 0, 0, 25, "one side has the customer, one wants it" },
	{ "owner pairs", MEASURE_GROUPS,
	    "our_population in customer|open_opportunity",
	    "our_owner,their_owner", "accounts", 0, 0, 10,
	    "people who should know each other" },
	{ "our open pipeline", MEASURE_SUM, "our_population = open_opportunity",
	    NULL,
	    "accounts,amount=sum:our_amount,unknown=count:our_amount = empty",
	    0, 2, 1000000,
	    "our open deals at shared accounts that are no customers, by their "
	    "lower ends; the largest sum of one currency counts" },
	{ "thresholds met", MEASURE_MET, NULL, NULL, NULL, 0, 0, 3,
	    "three of five: a manager of one's own pays" },
	{ NULL, MEASURE_OWN, NULL, NULL, NULL, 0, 0, 0, NULL },
};
static const struct psi_measure integration[] = {
	{ "our customers", MEASURE_OWN, NULL, NULL, NULL, 0, 0, 0,
	    "of --accounts, or unknown" },
	{ "mutual customers", MEASURE_ACCOUNTS, MUTUAL, NULL, "accounts", 0, 0,
	    25, "who would use it" },
	{ "share of our customers", MEASURE_PERCENT, NULL, NULL, NULL, 1, 0, 10,
	    "percent" },
	{ "mutual promoters", MEASURE_ACCOUNTS, MUTUAL, NULL,
	    "promoters=count:our_nps >= 9,unknown=count:our_nps = empty", 0, 1,
	    5, "NPS 9 or 10: who would try it first" },
	{ "product combinations", MEASURE_GROUPS, MUTUAL,
	    "our_products,their_products", "accounts", 0, 0, 0,
	    "what it would have to join; psi-report products lists them" },
	{ "thresholds met", MEASURE_MET, NULL, NULL, NULL, 0, 0, 2,
	    "two of three: build it" },
	{ NULL, MEASURE_OWN, NULL, NULL, NULL, 0, 0, 0, NULL },
};
static const struct psi_measure balance[] = {
	{ "we give", MEASURE_ACCOUNTS, "direction = give; " SURE, NULL,
	    "accounts", 0, 0, 0, "our customers that they want; sure matches" },
	{ "we get", MEASURE_ACCOUNTS, "direction = get; " SURE, NULL,
	    "accounts", 0, 0, 0, "their customers that we want; sure matches" },
	{ "smaller side", MEASURE_SMALLER, NULL, NULL, NULL, 0, 1, 33,
	    "percent of both; under a third is not fair" },
	{ "only possible", MEASURE_ACCOUNTS,
	    "direction in give|get; sure in group|several|possible", NULL,
	    "accounts", 0, 0, 0,
	    "more, not counted above, by the likeliest match of each; "
	    "psi-report "
	    "check lists them" },
	{ NULL, MEASURE_OWN, NULL, NULL, NULL, 0, 0, 0, NULL },
};

static const struct {
	struct psi_measured_question question;
	const struct psi_measure *measures;
} questions[] = {
	{ { "coverage", "Should we assign a dedicated alliance manager?" },
	    coverage },
	{ { "integration", "Should this integration be built?" }, integration },
	{ { "balance", "Is the referral balance fair?" }, balance },
};
#define NUM_QUESTIONS (sizeof questions / sizeof questions[0])

int
psi_measures_at(struct psi_measured_question *out, size_t i)
{
	if (i >= NUM_QUESTIONS)
		return 0;
	*out = questions[i].question;
	return 1;
}

/* Room for a sum with its currency, and for those of one cell. */
#define SUM_CHARS 40
#define NUMBER_CHARS 24

/* Room for the columns that a number is put together by. */
#define BY_CHARS 64

static const char *
by_of(const struct psi_measures *measures, const struct psi_measure *measure,
    char by[BY_CHARS])
{
	if (!measures->by_partner)
		return measure->by;
	(void)snprintf(by, BY_CHARS, "partner%s%s",
	    measure->by == NULL ? "" : ",",
	    measure->by == NULL ? "" : measure->by);
	return by;
}

int
psi_measures_ask(struct psi_measures *measures, struct psi_mapping *mapping,
    const char *name, const char *extra, int *asked, struct psi_error *err)
{
	char by[BY_CHARS];
	int rc = 0;

	*asked = 0;
	for (size_t i = 0; i < NUM_QUESTIONS; i++)
		if (strcmp(questions[i].question.name, name) == 0)
			measures->measure = questions[i].measures;
	if (measures->measure == NULL)
		return 0;
	*asked = 1;
	for (size_t i = 0; rc == 0 && measures->measure[i].name != NULL; i++) {
		const struct psi_measure *measure = &measures->measure[i];
		struct psi_mapping_question question = { .where =
							     measure->where };
		struct psi_mapping_rows rows =
		    psi_answer_rows(&measures->answer[i]);

		question.extra = extra;
		question.which = PSI_MAPPING_SURE;
		question.by = by_of(measures, measure, by);
		question.show = measure->show;
		if (measure->show != NULL)
			rc = psi_mapping_ask(mapping, &question, &rows, err);
	}
	return rc;
}

/* Rounded half up. */
static uint64_t
percent(uint64_t part, uint64_t whole)
{
	return whole == 0 ? 0 : (part * 100 + whole / 2) / whole;
}

/* Is the row of this partner? NULL: of any. */
static bool
is_of(const struct psi_answer *answer, size_t row, const char *partner)
{
	return partner == NULL ||
	    strcmp(psi_answer_cell(answer, row, 0), partner) == 0;
}

/* What is not known is a row of a table, but no owner and no product. */
static bool
is_known(const struct psi_answer *answer, size_t row)
{
	for (size_t i = 0; i < answer->num_columns; i++)
		if (strcmp(psi_answer_cell(answer, row, i), "(unknown)") == 0)
			return false;
	return true;
}

static uint64_t
count_rows(const struct psi_answer *answer, const char *partner)
{
	uint64_t n = 0;

	for (size_t i = 0; i < psi_answer_num(answer); i++)
		n += is_of(answer, i, partner) && is_known(answer, i);
	return n;
}

/* A number of the partner's row, which has the partner in front. */
static uint64_t
number_at(const struct psi_answer *answer, size_t column, const char *partner)
{
	for (size_t i = 0; i < psi_answer_num(answer); i++)
		if (is_of(answer, i, partner))
			return psi_answer_number(
			    answer, i, column + (partner != NULL));
	return 0;
}

/* Sums of a partner's row, by currency: "EUR 20000-50000; USD 9000+". */
static const char *
sums_of(const struct psi_measures *measures, size_t i, const char *partner)
{
	const struct psi_answer *answer = &measures->answer[i];

	for (size_t row = 0; row < psi_answer_num(answer); row++)
		if (is_of(answer, row, partner))
			return psi_answer_cell(
			    answer, row, 1 + (partner != NULL));
	return "";
}

/* The next sum of such a text by its lower end, "EUR 20000"; empty behind the
 * last one. */
static void
next_sum(char out[SUM_CHARS], const char **sums)
{
	size_t len = strcspn(*sums, ";");
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < SUM_CHARS; i++) {
		if (n > 0 && out[n - 1] >= '0' && out[n - 1] <= '9' &&
		    ((*sums)[i] == '-' || (*sums)[i] == '+'))
			break;
		out[n++] = (*sums)[i];
	}
	out[n] = '\0';
	*sums += len;
	*sums += strspn(*sums, "; ");
}

/* What is of several currencies is not added up. */
static uint64_t
largest_sum(const struct psi_measures *measures, size_t i, const char *partner)
{
	const char *sums = sums_of(measures, i, partner);
	uint64_t largest = 0;

	while (*sums != '\0') {
		char sum[SUM_CHARS];
		uint64_t number;

		next_sum(sum, &sums);
		number = strtoull(sum + strcspn(sum, "0123456789"), NULL, 10);
		if (number > largest)
			largest = number;
	}
	return largest;
}

/* "EUR 20000; USD 9000", or the number; to be freed. */
static int
new_value(char **out, const struct psi_measures *measures, size_t i,
    const char *partner, struct psi_error *err)
{
	const char *sums = measures->measure[i].kind == MEASURE_SUM
	    ? sums_of(measures, i, partner)
	    : "";
	size_t size = strlen(sums) + NUMBER_CHARS;
	size_t len = 0;

	if ((*out = malloc(size)) == NULL)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	(void)snprintf(*out, size, "%" PRIu64, measures->value[i]);
	while (*sums != '\0') {
		char sum[SUM_CHARS];

		next_sum(sum, &sums);
		len += (size_t)snprintf(
		    *out + len, size - len, "%s%s", len == 0 ? "" : "; ", sum);
	}
	return 0;
}

static uint64_t
count_met(const struct psi_measures *measures, size_t end)
{
	uint64_t met = 0;

	for (size_t i = 0; i < end; i++)
		met += measures->measure[i].threshold > 0 &&
		    measures->value[i] >= measures->measure[i].threshold;
	return met;
}

static uint64_t
value_of(const struct psi_measures *measures, size_t i, const char *partner)
{
	const struct psi_measure *measure = &measures->measure[i];
	const struct psi_answer *answer = &measures->answer[i];
	uint64_t a = measures->value[measure->a];
	uint64_t b = measures->value[measure->b];

	switch (measure->kind) {
	case MEASURE_ACCOUNTS:
		return number_at(answer, 0, partner);
	case MEASURE_GROUPS:
		return count_rows(answer, partner);
	case MEASURE_SUM:
		return largest_sum(measures, i, partner);
	case MEASURE_OWN:
		return measures->own_customers;
	case MEASURE_PERCENT:
		return percent(a, b);
	case MEASURE_SMALLER:
		return percent(a < b ? a : b, a + b);
	case MEASURE_MET:
		return count_met(measures, i);
	}
	return 0;
}

static bool is_unknown(const struct psi_measures *measures, size_t i);

/* Would the threshold perhaps be met, if all fields were filled in? */
static bool
may_be_met(const struct psi_measures *measures, size_t i)
{
	const struct psi_measure *measure = &measures->measure[i];

	if (measures->open[i] == 0 || measures->value[i] >= measure->threshold)
		return false;
	return measure->kind == MEASURE_SUM ||
	    measures->value[i] + measures->open[i] >= measure->threshold;
}

/* Could the verdict be another one, if all were known? */
static bool
is_open(const struct psi_measures *measures, size_t verdict)
{
	uint64_t met = count_met(measures, verdict);
	uint64_t open = 0;

	for (size_t i = 0; i < verdict; i++)
		open += measures->measure[i].threshold > 0 &&
		    is_unknown(measures, i);
	return met < measures->measure[verdict].threshold &&
	    met + open >= measures->measure[verdict].threshold;
}

/* Is nothing known of what the number rests on? */
static bool
is_unknown(const struct psi_measures *measures, size_t i)
{
	const struct psi_measure *measure = &measures->measure[i];

	if (measure->kind == MEASURE_MET)
		return is_open(measures, i);

	if (measure->kind == MEASURE_ACCOUNTS || measure->kind == MEASURE_SUM)
		return may_be_met(measures, i);
	if (measure->kind == MEASURE_OWN || measure->kind == MEASURE_PERCENT)
		return measures->own_customers == 0;
	return measure->kind == MEASURE_SMALLER &&
	    measures->value[0] + measures->value[1] == 0;
}

/* The partner, where there is one, and five cells. */
static int
tell_row(const struct psi_mapping_rows *rows, const char *partner,
    const char *const texts[5], struct psi_error *err)
{
	struct psi_mapping_cell cells[6];
	size_t n = 0;

	if (partner != NULL)
		cells[n++] =
		    (struct psi_mapping_cell){ partner, strlen(partner) };
	for (size_t i = 0; i < 5; i++)
		cells[n++] =
		    (struct psi_mapping_cell){ texts[i], strlen(texts[i]) };
	return rows->row(rows->cookie, cells, n, err);
}

static int
tell_measure(struct psi_measures *measures, size_t i, const char *partner,
    const struct psi_mapping_rows *rows, struct psi_error *err)
{
	const struct psi_measure *measure = &measures->measure[i];
	char *value = NULL;
	char threshold[NUMBER_CHARS] = "";
	const char *texts[5] = { measure->name, "", threshold, "",
		measure->meaning };
	int rc;

	measures->value[i] = value_of(measures, i, partner);
	measures->open[i] = 0;
	if (measure->b != 0 &&
	    (measure->kind == MEASURE_ACCOUNTS || measure->kind == MEASURE_SUM))
		measures->open[i] = number_at(
		    &measures->answer[i], (size_t)measure->b, partner);
	if ((rc = new_value(&value, measures, i, partner, err)) != 0)
		return rc;
	texts[1] = value;
	/* What is known of it already is told. */
	if (is_unknown(measures, i) &&
	    (measures->open[i] == 0 || measures->value[i] == 0))
		texts[1] = "unknown";
	if (measure->threshold > 0) {
		(void)snprintf(threshold, sizeof threshold, "%" PRIu64,
		    measure->threshold);
		texts[3] = is_unknown(measures, i)             ? "unknown"
		    : measures->value[i] >= measure->threshold ? "yes"
							       : "no";
	}
	rc = tell_row(rows, partner, texts, err);
	free(value);
	return rc;
}

static int
tell_all(struct psi_measures *measures, const char *partner, bool with_header,
    const struct psi_mapping_rows *rows, struct psi_error *err)
{
	static const char *const header[5] = { "measure", "value", "threshold",
		"met", "meaning" };
	int rc = 0;

	if (with_header)
		rc = tell_row(
		    rows, partner == NULL ? NULL : "partner", header, err);
	for (size_t i = 0; rc == 0 && measures->measure[i].name != NULL; i++)
		rc = tell_measure(measures, i, partner, rows, err);
	return rc;
}

int
psi_measures_tell(struct psi_measures *measures,
    const struct psi_mapping_rows *rows, struct psi_error *err)
{
	return tell_all(measures, NULL, true, rows, err);
}

int
psi_measures_tell_partner(struct psi_measures *measures, const char *partner,
    bool with_header, const struct psi_mapping_rows *rows,
    struct psi_error *err)
{
	return tell_all(measures, partner, with_header, rows, err);
}

/* The column whose empty cells leave the number open, as it stands in `show`. */
static const char *
lacking_in(const struct psi_measure *measure)
{
	return strstr(measure->show, "our_nps") != NULL ? "our_nps"
							: "our_amount";
}

void
psi_measures_note(const struct psi_measures *measures, const char *partner)
{
	const char *of = partner == NULL ? "" : " of ";
	bool needs_list = false;

	if (partner == NULL)
		partner = "";
	for (size_t i = 0; measures->measure[i].name != NULL; i++) {
		const struct psi_measure *measure = &measures->measure[i];

		needs_list |= measures->own_customers == 0 &&
		    (measure->kind == MEASURE_OWN ||
			measure->kind == MEASURE_PERCENT);
		if (measures->open[i] > 0 && is_unknown(measures, i))
			psi_note("%s%s%s: not known whether it is met, since "
				 "%" PRIu64 " %s nothing in %s",
			    measure->name, of, partner, measures->open[i],
			    measures->open[i] == 1 ? "account has"
						   : "accounts have",
			    lacking_in(measure));
	}
	if (needs_list)
		psi_note("how many customers you have is not known: name your "
			 "list with --accounts");
}

void
psi_measures_clear(struct psi_measures *measures)
{
	for (size_t i = 0; i < PSI_MEASURES_MAX; i++)
		psi_answer_clear(&measures->answer[i]);
}
