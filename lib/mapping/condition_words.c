/* What conditions say to people: why, and what is missing. */
#include <string.h>

#include "base/buf.h"
#include "mapping/condition.h"

/* Behind `unless`: what must be so. */
static const char *
opposite_words(enum psi_operator op)
{
	switch (op) {
	case PSI_OP_EQUAL:
		return "is not";
	case PSI_OP_NOT_EQUAL:
		return "is";
	case PSI_OP_BELOW:
		return "is at least";
	case PSI_OP_AT_MOST:
		return "is over";
	case PSI_OP_ABOVE:
		return "is at most";
	case PSI_OP_AT_LEAST:
		return "is under";
	case PSI_OP_IN:
		return "is not in";
	case PSI_OP_HAS:
		return "has not";
	}
	return "";
}

static const char *
operator_words(const struct psi_condition *condition)
{
	if (condition->is_unless)
		return opposite_words(condition->op);
	switch (condition->op) {
	case PSI_OP_EQUAL:
		return "is";
	case PSI_OP_NOT_EQUAL:
		return "is not";
	case PSI_OP_BELOW:
		return "is under";
	case PSI_OP_AT_MOST:
		return "is at most";
	case PSI_OP_ABOVE:
		return "is over";
	case PSI_OP_AT_LEAST:
		return "is at least";
	case PSI_OP_IN:
		return "is in";
	case PSI_OP_HAS:
		return "has";
	}
	return "";
}

static int
append_cell(struct psi_buf *out, struct psi_cell cell, struct psi_error *err)
{
	return psi_buf_append(out, cell.text, cell.len, err);
}

/* "our close date", "they say: close date": what a partner tells is its word.
 */
static int
append_column(struct psi_buf *out, unsigned int column, struct psi_error *err)
{
	char name[PSI_COLUMN_NAME_CHARS];
	char *begin = name;
	int rc = 0;

	psi_column_name(name, column);
	if (psi_column_side(column) == PSI_SIDE_THEIR) {
		begin += strlen("their_");
		rc = psi_buf_append_text(out, "they say: ", err);
	}
	for (char *p = begin; *p != '\0'; p++)
		if (*p == '_')
			*p = ' ';
	return rc != 0 ? rc : psi_buf_append_text(out, begin, err);
}

static int
append_operands(struct psi_buf *out, const struct psi_condition *condition,
    const struct psi_conditions *conditions, struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < condition->num_operands; i++) {
		const struct psi_operand *operand =
		    &conditions->operand[condition->first_operand + i];

		rc = psi_buf_append_text(out, i == 0 ? " " : " or ", err);
		if (rc != 0)
			break;
		if (operand->kind == PSI_OPERAND_COLUMN)
			rc = append_column(out, operand->column, err);
		else
			rc = append_cell(out, operand->text, err);
	}
	return rc;
}

/* The value that decided, where the condition does not name it already. */
static int
append_value(struct psi_buf *out, const struct psi_condition *condition,
    struct psi_view *view, struct psi_error *err)
{
	struct psi_cell cell = psi_view_cell(view, condition->column);
	int rc;

	if ((condition->op == PSI_OP_EQUAL && !condition->is_unless) ||
	    cell.len == 0)
		return 0;
	if ((rc = psi_buf_append_text(out, " (", err)) != 0 ||
	    (rc = append_cell(out, cell, err)) != 0)
		return rc;
	return psi_buf_append_text(out, ")", err);
}

int
psi_conditions_phrase(struct psi_conditions *conditions, struct psi_error *err)
{
	struct psi_buf *out = &conditions->phrases;
	int rc = 0;

	out->len = 0;
	for (size_t i = 0; rc == 0 && i < conditions->num; i++) {
		struct psi_condition *condition = &conditions->condition[i];

		condition->phrase = out->len;
		if ((rc = append_column(out, condition->column, err)) == 0 &&
		    (rc = psi_buf_append_text(out, " ", err)) == 0 &&
		    (rc = psi_buf_append_text(
			 out, operator_words(condition), err)) == 0)
			rc = append_operands(out, condition, conditions, err);
		condition->phrase_len = out->len - condition->phrase;
	}
	return rc;
}

int
psi_conditions_because(struct psi_buf *out,
    const struct psi_conditions *conditions, const struct psi_verdict *verdict,
    struct psi_view *view, struct psi_error *err)
{
	size_t begin = out->len;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < conditions->num; i++) {
		const struct psi_condition *condition =
		    &conditions->condition[i];

		if (condition->list != verdict->list ||
		    verdict->each[i] != PSI_TRUE ||
		    condition->column == PSI_COLUMN_MOTIONS)
			continue;
		if (out->len > begin)
			rc = psi_buf_append_text(out, "; ", err);
		if (rc == 0 &&
		    (rc = psi_buf_append(out,
			 conditions->phrases.data + condition->phrase,
			 condition->phrase_len, err)) == 0)
			rc = append_value(out, condition, view, err);
	}
	return rc;
}

/* ---- what is lacking ---- */

/* "our segment", "their close date" */
static int
append_plain(struct psi_buf *out, unsigned int column, struct psi_error *err)
{
	char name[PSI_COLUMN_NAME_CHARS];

	psi_column_name(name, column);
	for (char *p = name; *p != '\0'; p++)
		if (*p == '_')
			*p = ' ';
	return psi_buf_append_text(out, name, err);
}

static int
append_standing(struct psi_buf *out, struct psi_view *view, unsigned int column,
    struct psi_error *err)
{
	struct psi_cell cell = psi_view_cell(view, column);

	return cell.len > 0 ? append_cell(out, cell, err)
			    : psi_buf_append_text(out, "not known", err);
}

/* What stands in the columns of a condition. */
static int
append_standings(struct psi_buf *out, const struct psi_condition *condition,
    const struct psi_conditions *conditions, struct psi_view *view,
    struct psi_error *err)
{
	int rc;

	if ((rc = psi_buf_append_text(out, " (", err)) != 0 ||
	    (rc = append_standing(out, view, condition->column, err)) != 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < condition->num_operands; i++) {
		const struct psi_operand *operand =
		    &conditions->operand[condition->first_operand + i];

		if (operand->kind != PSI_OPERAND_COLUMN)
			continue;
		if ((rc = psi_buf_append_text(out, ", ", err)) == 0)
			rc = append_standing(out, view, operand->column, err);
	}
	return rc != 0 ? rc : psi_buf_append_text(out, ")", err);
}

static int
append_lacking(struct psi_buf *out, const struct psi_condition *condition,
    const struct psi_conditions *conditions, struct psi_view *view,
    struct psi_error *err)
{
	int rc;

	if ((rc = append_plain(out, condition->column, err)) != 0 ||
	    (rc = psi_buf_append_text(out, " ", err)) != 0 ||
	    (rc = psi_buf_append_text(out, operator_words(condition), err)) !=
		0)
		return rc;
	for (size_t i = 0; rc == 0 && i < condition->num_operands; i++) {
		const struct psi_operand *operand =
		    &conditions->operand[condition->first_operand + i];

		rc = psi_buf_append_text(out, i == 0 ? " " : " or ", err);
		if (rc == 0)
			rc = operand->kind == PSI_OPERAND_COLUMN
			    ? append_plain(out, operand->column, err)
			    : append_cell(out, operand->text, err);
	}
	return rc != 0
	    ? rc
	    : append_standings(out, condition, conditions, view, err);
}

/* The lists that the populations of both sides choose. */
static void
find_chosen(bool *chosen, const struct psi_conditions *conditions)
{
	bool has_our[PSI_CONDITIONS_MAX] = { false };
	bool has_their[PSI_CONDITIONS_MAX] = { false };

	for (size_t i = 0; i < conditions->num; i++) {
		unsigned int column = conditions->condition[i].column;
		unsigned int list = conditions->condition[i].list;

		has_our[list] =
		    has_our[list] || column == PSI_COLUMN_OUR_POPULATION;
		has_their[list] =
		    has_their[list] || column == PSI_COLUMN_THEIR_POPULATION;
		chosen[list] = has_our[list] && has_their[list];
	}
}

/* What one is in the partnership no account can change. */
static bool
is_role(unsigned int column)
{
	return column == PSI_COLUMN_OUR_ROLE || column == PSI_COLUMN_THEIR_ROLE;
}

int
psi_conditions_lacking(struct psi_buf *out,
    const struct psi_conditions *conditions, struct psi_view *view,
    struct psi_error *err)
{
	struct psi_verdict verdict;
	bool is_chosen[PSI_CONDITIONS_MAX] = { false };
	bool is_told[PSI_CONDITIONS_MAX] = { false };
	size_t begin = out->len;
	int rc = 0;

	psi_conditions_judge(&verdict, conditions, view);
	find_chosen(is_chosen, conditions);
	for (size_t i = 0; rc == 0 && i < conditions->num; i++) {
		const struct psi_condition *condition =
		    &conditions->condition[i];

		if (verdict.each[i] == PSI_TRUE || is_told[condition->list] ||
		    !is_chosen[condition->list] ||
		    (conditions->never[condition->list] & view->cell_bit) != 0)
			continue;
		is_told[condition->list] = true;
		if (is_role(condition->column))
			continue;
		if (out->len > begin)
			rc = psi_buf_append_text(out, " or ", err);
		if (rc == 0)
			rc = append_lacking(
			    out, condition, conditions, view, err);
	}
	return rc;
}

/* ---- what is missing ---- */

static void
note_missing(uint32_t *ours, uint32_t *theirs, unsigned int column,
    struct psi_view *view)
{
	unsigned int field;

	const struct psi_value *value = psi_view_value(view, column);

	/* A band that leaves it open is asked for exactly. */
	if ((value->known && value->low == value->high) ||
	    !psi_column_field(&field, column))
		return;
	if (psi_column_side(column) == PSI_SIDE_OUR)
		*ours |= UINT32_C(1) << field;
	else
		*theirs |= UINT32_C(1) << field;
}

void
psi_conditions_missing(uint32_t *ours, uint32_t *theirs,
    const struct psi_conditions *conditions, const struct psi_verdict *verdict,
    struct psi_view *view)
{
	for (size_t i = 0; i < conditions->num; i++) {
		const struct psi_condition *condition =
		    &conditions->condition[i];

		if (condition->list != verdict->list ||
		    verdict->each[i] != PSI_UNKNOWN)
			continue;
		note_missing(ours, theirs, condition->column, view);
		for (size_t j = 0; j < condition->num_operands; j++) {
			const struct psi_operand *operand =
			    &conditions->operand[condition->first_operand + j];

			if (operand->kind == PSI_OPERAND_COLUMN)
				note_missing(
				    ours, theirs, operand->column, view);
		}
	}
}
