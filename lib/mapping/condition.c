/* Conditions, judged. */
#include "mapping/condition.h"

#include <string.h>

#include "terms/population.h"

static enum psi_truth
negate(enum psi_truth truth)
{
	return truth == PSI_UNKNOWN ? truth
	    : truth == PSI_TRUE     ? PSI_FALSE
				    : PSI_TRUE;
}

static enum psi_truth
truth_of(bool is_true)
{
	return is_true ? PSI_TRUE : PSI_FALSE;
}

/* Is a set one of the same elements as another; has it one of them? */
static bool
set_has(struct psi_cell set, struct psi_cell elements, bool all)
{
	struct psi_cell want;
	struct psi_cell have;

	for (size_t i = 0; psi_value_element(&want, elements, i); i++) {
		bool found = false;

		for (size_t j = 0; !found && psi_value_element(&have, set, j);
		     j++)
			found = psi_value_same_words(want, have);
		if (found != all)
			return found;
	}
	return all;
}

/* Values of different currencies cannot be compared; a value without any is
 * taken for the other's where it stands in a condition. */
static bool
comparable(const struct psi_value *a, const struct psi_value *b, bool is_column)
{
	if (memcmp(a->currency, b->currency, sizeof a->currency) == 0)
		return true;
	return !is_column && b->currency[0] == '\0';
}

/* What is told in a condition is a range; what a column holds is one value
 * that is known to lie in a range. */
static enum psi_truth
judge_equal(
    const struct psi_value *a, const struct psi_value *b, bool is_column)
{
	if (a->high < b->low || a->low > b->high)
		return PSI_FALSE;
	if (is_column)
		return a->low == a->high && b->low == b->high ? PSI_TRUE
							      : PSI_UNKNOWN;
	return a->low >= b->low && a->high <= b->high ? PSI_TRUE : PSI_UNKNOWN;
}

static enum psi_truth
judge_below(
    const struct psi_value *a, const struct psi_value *b, bool is_column)
{
	int64_t limit = is_column ? b->high : b->low;

	if (a->high < b->low)
		return PSI_TRUE;
	return a->low >= limit ? PSI_FALSE : PSI_UNKNOWN;
}

static enum psi_truth
judge_above(
    const struct psi_value *a, const struct psi_value *b, bool is_column)
{
	int64_t limit = is_column ? b->low : b->high;

	if (a->low > b->high)
		return PSI_TRUE;
	return a->high <= limit ? PSI_FALSE : PSI_UNKNOWN;
}

static enum psi_truth
judge_words(const struct psi_value *a, const struct psi_value *b,
    enum psi_value_kind kind, enum psi_operator op)
{
	bool same;

	if (op == PSI_OP_HAS)
		same = set_has(a->text, b->text, false);
	else if (kind == PSI_VALUE_SET)
		same = set_has(a->text, b->text, true) &&
		    set_has(b->text, a->text, true);
	else
		same = psi_value_same_words(a->text, b->text);
	return op == PSI_OP_NOT_EQUAL ? truth_of(!same) : truth_of(same);
}

static enum psi_truth
compare(const struct psi_value *a, const struct psi_value *b,
    enum psi_value_kind kind, enum psi_operator op, bool is_column)
{
	if (!a->known || !b->known)
		return PSI_UNKNOWN;
	if (kind == PSI_VALUE_TEXT || kind == PSI_VALUE_SET)
		return judge_words(a, b, kind, op);
	if (!comparable(a, b, is_column))
		return PSI_UNKNOWN;
	switch (op) {
	case PSI_OP_EQUAL:
	case PSI_OP_IN:
	case PSI_OP_HAS:
		return judge_equal(a, b, is_column);
	case PSI_OP_NOT_EQUAL:
		return negate(judge_equal(a, b, is_column));
	case PSI_OP_BELOW:
		return judge_below(a, b, is_column);
	case PSI_OP_AT_MOST:
		return negate(judge_above(a, b, is_column));
	case PSI_OP_ABOVE:
		return judge_above(a, b, is_column);
	case PSI_OP_AT_LEAST:
		return negate(judge_below(a, b, is_column));
	}
	return PSI_UNKNOWN;
}

static enum psi_truth
judge_empty(const struct psi_condition *condition, struct psi_view *view)
{
	size_t len = psi_view_value(view, condition->column)->text.len;
	enum psi_truth is_empty = PSI_FALSE;

	if (len == 0)
		is_empty = psi_view_would_see(view, condition->column)
		    ? PSI_TRUE
		    : PSI_UNKNOWN;
	return condition->op == PSI_OP_EQUAL ? is_empty : negate(is_empty);
}

static enum psi_truth
judge_operand(const struct psi_condition *condition,
    const struct psi_operand *operand, struct psi_view *view)
{
	enum psi_value_kind kind = condition->kind;
	const struct psi_value *left = psi_view_value(view, condition->column);
	struct psi_value day = { .known = true };

	switch (operand->kind) {
	case PSI_OPERAND_EMPTY:
		return judge_empty(condition, view);
	case PSI_OPERAND_COLUMN:
		return compare(left, psi_view_value(view, operand->column),
		    kind, condition->op, true);
	case PSI_OPERAND_DAY:
		day.low = day.high = view->today + operand->number;
		break;
	case PSI_OPERAND_QUARTER:
		psi_view_quarter(view, &day.low, &day.high, operand->number);
		break;
	case PSI_OPERAND_VALUE:
		return compare(
		    left, &operand->value, kind, condition->op, false);
	}
	return compare(left, &day, kind, condition->op, false);
}

/* Ranges that together hold a band decide it: a quarter may lie in one of two
 * that each leave it open. Only neighbours could do so, and calendar quarters
 * and bands never overlap in part, so the best answer is enough. */
static enum psi_truth
judge(const struct psi_condition *condition,
    const struct psi_conditions *conditions, struct psi_view *view)
{
	enum psi_truth best = PSI_FALSE;

	for (size_t i = 0; i < condition->num_operands; i++) {
		enum psi_truth truth = judge_operand(condition,
		    &conditions->operand[condition->first_operand + i], view);

		if (truth > best)
			best = truth;
	}
	return condition->is_unless ? negate(best) : best;
}

/* Does it stand in the way of its list? */
static enum psi_truth
weigh(const struct psi_condition *condition, enum psi_truth truth,
    const struct psi_view *view)
{
	return condition->is_unless && truth == PSI_UNKNOWN && !view->is_shared
	    ? PSI_TRUE
	    : truth;
}

static bool
is_population(unsigned int column)
{
	return column == PSI_COLUMN_OUR_POPULATION ||
	    column == PSI_COLUMN_THEIR_POPULATION;
}

/* Does it look at nothing but the populations, which both views show alike? */
static bool
rests_on_populations(const struct psi_conditions *conditions,
    const struct psi_condition *condition)
{
	const struct psi_operand *operand =
	    &conditions->operand[condition->first_operand];

	if (!is_population(condition->column))
		return false;
	for (size_t i = 0; i < condition->num_operands; i++)
		if (operand[i].kind == PSI_OPERAND_COLUMN &&
		    !is_population(operand[i].column))
			return false;
	return true;
}

/* The lists that the populations of one cell decide. */
static void
settle_cell(struct psi_conditions *conditions, struct psi_view *view)
{
	bool all = conditions->num_lists > 0;

	for (size_t i = 0; i < conditions->num; i++) {
		struct psi_condition *condition = &conditions->condition[i];
		enum psi_truth truth = PSI_UNKNOWN;

		if (rests_on_populations(conditions, condition))
			truth = judge(condition, conditions, view);
		if (truth == PSI_FALSE)
			conditions->never[condition->list] |= view->cell_bit;
		if (truth == PSI_TRUE)
			condition->always |= view->cell_bit;
	}
	for (unsigned int i = 0; i < conditions->num_lists; i++)
		all = all && (conditions->never[i] & view->cell_bit) != 0;
	if (all)
		conditions->never_any |= view->cell_bit;
}

void
psi_conditions_settle(struct psi_conditions *conditions)
{
	struct psi_pair pair;
	struct psi_view view;

	memset(&pair, 0, sizeof pair);
	memset(&view, 0, sizeof view);
	memset(conditions->never, 0, sizeof conditions->never);
	conditions->never_any = 0;
	for (size_t i = 0; i < conditions->num; i++)
		conditions->condition[i].always = 0;
	for (unsigned int a = 0; a < PSI_POPULATIONS; a++)
		for (unsigned int b = 0; b < PSI_POPULATIONS; b++) {
			const char *our =
			    psi_population_name((enum psi_population)a);
			const char *their =
			    psi_population_name((enum psi_population)b);

			pair.cell[PSI_COLUMN_OUR_POPULATION] =
			    (struct psi_cell){ our, strlen(our) };
			pair.cell[PSI_COLUMN_THEIR_POPULATION] =
			    (struct psi_cell){ their, strlen(their) };
			psi_view_begin(&view, &pair, NULL, false, 0);
			settle_cell(conditions, &view);
		}
}

void
psi_conditions_judge(struct psi_verdict *verdict,
    const struct psi_conditions *conditions, struct psi_view *view)
{
	enum psi_truth lists[PSI_CONDITIONS_MAX];

	verdict->list = 0;
	verdict->truth = PSI_TRUE;
	if (conditions->num == 0)
		return;
	for (unsigned int i = 0; i < conditions->num_lists; i++)
		lists[i] = (conditions->never[i] & view->cell_bit) != 0
		    ? PSI_FALSE
		    : PSI_TRUE;
	for (size_t i = 0; i < conditions->num; i++) {
		const struct psi_condition *condition =
		    &conditions->condition[i];
		enum psi_truth *list = &lists[condition->list];
		enum psi_truth weight;

		/* What cannot become true any more need not be looked at. */
		verdict->each[i] = *list == PSI_FALSE ? PSI_FALSE
		    : (condition->always & view->cell_bit) != 0
		    ? PSI_TRUE
		    : judge(condition, conditions, view);
		weight = weigh(condition, verdict->each[i], view);
		if (weight < *list)
			*list = weight;
	}
	verdict->truth = PSI_FALSE;
	for (unsigned int i = 0; i < conditions->num_lists; i++)
		if (lists[i] > verdict->truth) {
			verdict->truth = lists[i];
			verdict->list = i;
		}
}
