/* Conditions, read. */
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
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Capitals do not count. */
static bool
find_column(unsigned int *column, const char *name, size_t len)
{
	char small[PSI_COLUMN_NAME_CHARS];

	if (len >= sizeof small)
		return false;
	for (size_t i = 0; i < len; i++)
		small[i] = name[i] >= 'A' && name[i] <= 'Z'
		    ? (char)(name[i] - 'A' + 'a')
		    : name[i];
	return psi_column_find(column, small, len);
}

static int
fail_column(struct parser *parser, const char *name, size_t len)
{
	char like[PSI_COLUMN_NAME_CHARS];
	unsigned int column = psi_column_like(name, len);
	unsigned int field;
	char ours[2 * PSI_COLUMN_NAME_CHARS] = "our_";

	(void)fail(parser, "there is no such column");
	if (len < PSI_COLUMN_NAME_CHARS)
		memcpy(ours + 4, name, len);
	if (len < PSI_COLUMN_NAME_CHARS && find_column(&field, ours, len + 4))
		psi_error_hint(parser->err, "write our_%.*s or their_%.*s",
		    (int)len, name, (int)len, name);
	else if (column < PSI_COLUMNS) {
		psi_column_name(like, column);
		psi_error_hint(parser->err,
		    "did you mean %s? The columns are those of pairs.csv",
		    like);
	} else
		psi_error_hint(parser->err,
		    "the columns are those of pairs.csv, such as "
		    "our_population or their_nps");
	return PSI_E_INPUT;
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
	return find_column(column, begin, len)
	    ? 0
	    : fail_column(parser, begin, len);
}

/* Operators of other languages. */
static int
fail_operator(struct parser *parser)
{
	static const struct {
		const char *other;
		const char *ours;
	} others[] = { { "==", "=" }, { "=>", ">=" }, { "=<", "<=" },
		{ "<>", "!=" }, { "!==", "!=" } };

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (starts_with(parser, others[i].other)) {
			(void)fail(parser, "there is no such operator");
			psi_error_hint(parser->err, "write %s instead of %s",
			    others[i].ours, others[i].other);
			return PSI_E_INPUT;
		}
	return 0;
}

static int
parse_operator(struct parser *parser, enum psi_operator *op)
{
	int rc;

	skip_blanks(parser);
	if ((rc = fail_operator(parser)) != 0)
		return rc;
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

static bool
eat_unless(struct parser *parser)
{
	static const char word[] = "unless ";

	if (!starts_with(parser, word))
		return false;
	parser->p += sizeof word - 1;
	skip_blanks(parser);
	return true;
}

/* A column and an operator: what a condition begins with. */
static bool
begins_condition(struct parser at)
{
	const char *begin;
	unsigned int column;

	skip_blanks(&at);
	(void)eat_unless(&at);
	begin = at.p;
	while (at.p < at.end && is_name_char(*at.p))
		at.p++;
	if (!find_column(&column, begin, (size_t)(at.p - begin)))
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
	if (starts_with(parser, "\xe2\x80\x9c") ||
	    starts_with(parser, "\xe2\x80\x9e")) {
		(void)fail(parser, "its value stands in curly quotes");
		psi_error_hint(parser->err, "use straight quotes: \"");
		return PSI_E_INPUT;
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
	else if (kind == PSI_VALUE_SCORE)
		psi_error_hint(
		    parser->err, "it takes a number from 0 to 1, such as 0.95");
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
	condition->is_unless = eat_unless(parser);
	out->has_unless = out->has_unless || condition->is_unless;
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

/* What can be known of the conditions before there is a pair. */
static int
settle(struct psi_conditions *conditions, struct psi_error *err)
{
	for (size_t i = 0; i < conditions->num; i++)
		conditions->condition[i].kind =
		    psi_column_kind(conditions->condition[i].column);
	psi_conditions_settle(conditions);
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

bool
psi_conditions_same(
    const struct psi_conditions *a, const struct psi_conditions *b)
{
	/* Of rules, which are no secret. */
	return a->text_len == b->text_len &&
	    memcmp(a->text, b->text, a->text_len) == 0;
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
