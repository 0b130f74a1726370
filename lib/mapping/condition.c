#include "mapping/condition.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "terms/population.h"

static const struct {
	const char *sign;
	enum psi_operator op;
	const char *words;
} operators[] = {
	/* Longer signs first. */
	{ "!=", PSI_OP_NOT_EQUAL, "is not" },
	{ "<=", PSI_OP_AT_MOST, "is at most" },
	{ ">=", PSI_OP_AT_LEAST, "is at least" },
	{ "=", PSI_OP_EQUAL, "is" },
	{ "<", PSI_OP_BELOW, "is under" },
	{ ">", PSI_OP_ABOVE, "is over" },
	{ "in ", PSI_OP_IN, "is one of" },
	{ "has ", PSI_OP_HAS, "has" },
};
#define NUM_OPERATORS (sizeof operators / sizeof operators[0])

struct parser {
	struct psi_conditions *out;
	const char *p;
	const char *end;
	struct psi_error *err;
};

static int
fail(struct parser *parser, const char *what)
{
	return psi_error_set(parser->err, PSI_E_INPUT, "condition %zu: %s",
	    parser->out->num + 1, what);
}

static void
skip_blanks(struct parser *parser)
{
	while (parser->p < parser->end &&
	    (*parser->p == ' ' || *parser->p == '\t' || *parser->p == '\n'))
		parser->p++;
}

static bool
starts_with(const struct parser *parser, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(parser->end - parser->p) >= len &&
	    memcmp(parser->p, text, len) == 0;
}

static bool
is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || c == '_';
}

static int
parse_column(struct parser *parser, unsigned int *column)
{
	const char *begin = parser->p;
	size_t len;

	while (parser->p < parser->end && is_name_char(*parser->p))
		parser->p++;
	len = (size_t)(parser->p - begin);
	if (len == 0)
		return fail(parser, "no column stands at its beginning");
	if (!psi_column_find(column, begin, len)) {
		(void)fail(parser, "there is no such column");
		psi_error_hint(parser->err,
		    "the columns are those of "
		    "pairs.csv, such as our_population "
		    "or their_nps");
		return PSI_E_INPUT;
	}
	return 0;
}

static int
parse_operator(struct parser *parser, enum psi_operator *op)
{
	skip_blanks(parser);
	for (size_t i = 0; i < NUM_OPERATORS; i++)
		if (starts_with(parser, operators[i].sign)) {
			parser->p += strlen(operators[i].sign);
			*op = operators[i].op;
			return 0;
		}
	return fail(parser,
	    "no operator follows the column (= != < <= > >= in "
	    "has)");
}

/* A column and an operator: what a condition begins with. */
static bool
begins_condition(struct parser at)
{
	const char *begin;
	unsigned int column;

	skip_blanks(&at);
	begin = at.p;
	while (at.p < at.end && is_name_char(*at.p))
		at.p++;
	if (!psi_column_find(&column, begin, (size_t)(at.p - begin)))
		return false;
	skip_blanks(&at);
	for (size_t i = 0; i < NUM_OPERATORS; i++)
		if (starts_with(&at, operators[i].sign))
			return true;
	return false;
}

/* A value that goes on with another condition was meant as two. */
static int
refuse_joined(struct parser *parser, struct psi_cell text)
{
	static const char *const joints[] = { " and ", " AND ", " And ", ",",
		"&&", "&" };
	struct parser at = *parser;

	at.end = text.text + text.len;
	for (at.p = text.text; at.p < at.end; at.p++)
		for (size_t i = 0; i < sizeof joints / sizeof joints[0]; i++) {
			struct parser next = at;

			if (!starts_with(&at, joints[i]))
				continue;
			next.p += strlen(joints[i]);
			if (!begins_condition(next))
				continue;
			(void)fail(
			    parser, "another condition stands in its value");
			psi_error_hint(
			    parser->err, "separate conditions with ;");
			return PSI_E_INPUT;
		}
	return 0;
}

/* A value up to ; or | or the word or; quotes are taken off. */
static int
take_text(struct parser *parser, struct psi_cell *out)
{
	const char *begin;

	skip_blanks(parser);
	if (parser->p < parser->end && *parser->p == '"') {
		begin = ++parser->p;
		while (parser->p < parser->end && *parser->p != '"')
			parser->p++;
		*out = (struct psi_cell){ begin, (size_t)(parser->p - begin) };
		if (parser->p == parser->end)
			return fail(parser, "a quote is not closed");
		parser->p++;
		skip_blanks(parser);
		return 0;
	}
	begin = parser->p;
	while (parser->p < parser->end && *parser->p != ';' &&
	    *parser->p != '|' && !starts_with(parser, " or "))
		parser->p++;
	*out = (struct psi_cell){ begin, (size_t)(parser->p - begin) };
	while (out->len > 0 && out->text[out->len - 1] == ' ')
		out->len--;
	return out->len > 0 ? refuse_joined(parser, *out)
			    : fail(parser, "no value follows the operator");
}

static bool
text_is(struct psi_cell cell, const char *want)
{
	return cell.len == strlen(want) &&
	    memcmp(cell.text, want, cell.len) == 0;
}

/* today, today+30, today-30. */
static bool
read_day(struct psi_operand *operand, struct psi_cell text)
{
	int sign;
	int n = 0;

	if (text.len < 5 || memcmp(text.text, "today", 5) != 0)
		return false;
	operand->kind = PSI_OPERAND_DAY;
	if (text.len == 5)
		return true;
	if (text.text[5] != '+' && text.text[5] != '-')
		return false;
	sign = text.text[5] == '-' ? -1 : 1;
	if (text.len < 7 || text.len > 10)
		return false;
	for (size_t i = 6; i < text.len; i++) {
		if (text.text[i] < '0' || text.text[i] > '9')
			return false;
		n = n * 10 + (text.text[i] - '0');
	}
	operand->number = sign * n;
	return true;
}

static bool
read_date_word(struct psi_operand *operand, struct psi_cell text)
{
	static const struct {
		const char *word;
		int by;
	} quarters[] = { { "this-quarter", 0 }, { "next-quarter", 1 },
		{ "last-quarter", -1 } };

	for (size_t i = 0; i < sizeof quarters / sizeof quarters[0]; i++)
		if (text_is(text, quarters[i].word)) {
			operand->kind = PSI_OPERAND_QUARTER;
			operand->number = quarters[i].by;
			return true;
		}
	return read_day(operand, text);
}

/* Where the column has few values, they are named. */
static int
fail_kind(struct parser *parser, enum psi_value_kind kind)
{
	(void)fail(parser, "the value is not of the column's kind");
	if (kind == PSI_VALUE_POPULATION)
		psi_error_hint(parser->err, "it takes " PSI_POPULATION_NAMES);
	else if (kind == PSI_VALUE_FLAG)
		psi_error_hint(parser->err, "it takes yes or no");
	else if (kind == PSI_VALUE_LEVEL)
		psi_error_hint(parser->err, "it takes low, medium or high");
	return PSI_E_INPUT;
}

static int
read_operand(struct parser *parser, struct psi_operand *operand,
    const struct psi_condition *condition, struct psi_cell text)
{
	enum psi_value_kind kind = psi_column_kind(condition->column);

	operand->text = text;
	if (text_is(text, "empty")) {
		operand->kind = PSI_OPERAND_EMPTY;
		if (condition->op != PSI_OP_EQUAL &&
		    condition->op != PSI_OP_NOT_EQUAL)
			return fail(parser, "empty goes with = and != only");
		return 0;
	}
	if (psi_column_find(&operand->column, text.text, text.len)) {
		operand->kind = PSI_OPERAND_COLUMN;
		if (psi_column_kind(operand->column) != kind)
			return fail(parser,
			    "the two columns are of different "
			    "kinds");
		return 0;
	}
	if (kind == PSI_VALUE_DATE && read_date_word(operand, text))
		return 0;
	operand->kind = PSI_OPERAND_VALUE;
	psi_value_read(&operand->value, kind, text.text, text.len);
	if (!operand->value.known)
		return fail_kind(parser, kind);
	return 0;
}

static int
parse_operands(struct parser *parser, struct psi_condition *condition)
{
	struct psi_conditions *out = parser->out;
	struct psi_cell text;
	int rc;

	condition->first_operand = out->num_operands;
	for (;;) {
		if (out->num_operands == PSI_OPERANDS_MAX)
			return fail(parser, "there are more than 32 values");
		if ((rc = take_text(parser, &text)) != 0 ||
		    (rc = read_operand(parser, &out->operand[out->num_operands],
			 condition, text)) != 0)
			return rc;
		out->num_operands++;
		condition->num_operands++;
		if (parser->p == parser->end || *parser->p != '|')
			break;
		parser->p++;
	}
	if (condition->num_operands > 1 && condition->op != PSI_OP_IN &&
	    condition->op != PSI_OP_HAS)
		return fail(parser, "several values go with in and has only");
	return 0;
}

static int
check_operator(struct parser *parser, const struct psi_condition *condition)
{
	enum psi_value_kind kind = psi_column_kind(condition->column);
	bool is_order =
	    condition->op >= PSI_OP_BELOW && condition->op <= PSI_OP_AT_LEAST;

	if (is_order && !psi_value_is_ordered(kind))
		return fail(parser, "the column has no order: use =, != or in");
	if (condition->op == PSI_OP_HAS && kind != PSI_VALUE_SET)
		return fail(parser,
		    "has goes with products, team and practice "
		    "only");
	return 0;
}

static int
parse_condition(struct parser *parser)
{
	struct psi_conditions *out = parser->out;
	struct psi_condition *condition;
	int rc;

	if (out->num == PSI_CONDITIONS_MAX)
		return fail(parser, "there are more than 16");
	condition = &out->condition[out->num];
	condition->list = out->num_lists;
	if ((rc = parse_column(parser, &condition->column)) != 0 ||
	    (rc = parse_operator(parser, &condition->op)) != 0 ||
	    (rc = check_operator(parser, condition)) != 0 ||
	    (rc = parse_operands(parser, condition)) != 0)
		return rc;
	out->num++;
	return 0;
}

/* Between two conditions: ; or the word or. */
static int
parse_joint(struct parser *parser, bool *more)
{
	skip_blanks(parser);
	*more = false;
	if (parser->p == parser->end)
		return 0;
	if (*parser->p == ';') {
		parser->p++;
		skip_blanks(parser);
		*more = parser->p < parser->end;
		return 0;
	}
	if (starts_with(parser, "or ")) {
		parser->p += 3;
		parser->out->num_lists++;
		*more = true;
		skip_blanks(parser);
		return 0;
	}
	return fail(parser, "text stands behind its value");
}

static void settle_populations(struct psi_conditions *conditions);

/* What can be known of the conditions before there is a pair. */
static int
settle(struct psi_conditions *conditions, struct psi_error *err)
{
	for (size_t i = 0; i < conditions->num; i++)
		conditions->condition[i].kind =
		    psi_column_kind(conditions->condition[i].column);
	settle_populations(conditions);
	return psi_conditions_phrase(conditions, err);
}

int
psi_conditions_parse(struct psi_conditions *out, const char *text, size_t len,
    struct psi_error *err)
{
	struct parser parser = { out, NULL, NULL, err };
	bool more;
	int rc = 0;

	memset(out, 0, sizeof *out);
	if (len > PSI_CONDITIONS_CHARS)
		return psi_error_set(err, PSI_E_INPUT,
		    "the conditions have more than %d characters",
		    PSI_CONDITIONS_CHARS);
	if ((out->text = malloc(len + 1)) == NULL)
		return psi_error_nomem(err);
	out->text_len = len;
	if (len > 0)
		memcpy(out->text, text, len);
	out->text[len] = '\0';
	parser.p = out->text;
	parser.end = out->text + len;
	skip_blanks(&parser);
	more = parser.p < parser.end;
	while (rc == 0 && more) {
		if ((rc = parse_condition(&parser)) == 0)
			rc = parse_joint(&parser, &more);
	}
	out->num_lists += out->num > 0;
	return rc != 0 ? rc : settle(out, err);
}

int
psi_conditions_swap(struct psi_conditions *out, const struct psi_conditions *in,
    struct psi_error *err)
{
	int rc = psi_conditions_parse(out, in->text, in->text_len, err);

	if (rc != 0)
		return rc;
	for (size_t i = 0; i < out->num; i++)
		out->condition[i].column =
		    psi_column_swap(out->condition[i].column);
	for (size_t i = 0; i < out->num_operands; i++)
		if (out->operand[i].kind == PSI_OPERAND_COLUMN)
			out->operand[i].column =
			    psi_column_swap(out->operand[i].column);
	return settle(out, err);
}

void
psi_conditions_clear(struct psi_conditions *conditions)
{
	free(conditions->text);
	psi_buf_clear(&conditions->phrases);
	memset(conditions, 0, sizeof *conditions);
}

bool
psi_conditions_use(const struct psi_conditions *conditions, unsigned int column)
{
	for (size_t i = 0; i < conditions->num; i++)
		if (conditions->condition[i].column == column)
			return true;
	for (size_t i = 0; i < conditions->num_operands; i++)
		if (conditions->operand[i].kind == PSI_OPERAND_COLUMN &&
		    conditions->operand[i].column == column)
			return true;
	return false;
}

/* ---- judging ---- */

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
	return best;
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

static void
settle_populations(struct psi_conditions *conditions)
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

		/* What cannot become true any more need not be looked at. */
		verdict->each[i] = *list == PSI_FALSE ? PSI_FALSE
		    : (condition->always & view->cell_bit) != 0
		    ? PSI_TRUE
		    : judge(condition, conditions, view);
		if (verdict->each[i] < *list)
			*list = verdict->each[i];
	}
	verdict->truth = PSI_FALSE;
	for (unsigned int i = 0; i < conditions->num_lists; i++)
		if (lists[i] > verdict->truth) {
			verdict->truth = lists[i];
			verdict->list = i;
		}
}
