#include "mapping/remarks.h"

#include <string.h>

#include "mapping/column.h"

/* Longer ones are no categories. */
#define REMARK_CHARS_MAX 60

/* Columns of few values that say nothing of a person or an account by name:
 * what pairs have there may be told. */
static bool
is_category(unsigned int column)
{
	static const enum psi_field fields[] = { PSI_FIELD_COUNTRY,
		PSI_FIELD_INDUSTRY, PSI_FIELD_SEGMENT, PSI_FIELD_REGION,
		PSI_FIELD_STAGE, PSI_FIELD_PRODUCTS, PSI_FIELD_HEALTH,
		PSI_FIELD_TIER, PSI_FIELD_PRACTICE };
	unsigned int field;

	if (!psi_column_field(&field, column))
		return column != PSI_COLUMN_OUR_ACCOUNT &&
		    column != PSI_COLUMN_THEIR_ACCOUNT &&
		    column != PSI_COLUMN_MATCH &&
		    column != PSI_COLUMN_AGREEMENT;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (field == (unsigned int)fields[i])
			return true;
	return false;
}

void
psi_remarks_column(struct psi_remarks *remarks, unsigned int column)
{
	/* That no pair is ambiguous is how it should be. */
	if (column >= PSI_COLUMN_FILE_END || column == PSI_COLUMN_AMBIGUOUS)
		return;
	for (size_t i = 0; i < remarks->num_empty; i++)
		if (remarks->empty[i] == column)
			return;
	remarks->empty[remarks->num_empty++] = column;
}

/* Conditions that ask for one value, not for a range. */
static bool
asks_for_value(const struct psi_condition *condition)
{
	return condition->op == PSI_OP_EQUAL ||
	    condition->op == PSI_OP_NOT_EQUAL || condition->op == PSI_OP_IN ||
	    condition->op == PSI_OP_HAS;
}

static void
watch_value(struct psi_remarks *remarks, const struct psi_condition *condition,
    const struct psi_operand *operand)
{
	struct psi_remark_value *value;

	if (operand->kind != PSI_OPERAND_VALUE ||
	    remarks->num_value == PSI_REMARKS_VALUES_MAX)
		return;
	value = &remarks->value[remarks->num_value++];
	value->column = condition->column;
	value->kind = condition->kind;
	value->wanted = operand->value;
	value->wanted.text = operand->text;
}

void
psi_remarks_conditions(
    struct psi_remarks *remarks, const struct psi_conditions *conditions)
{
	for (size_t i = 0; i < conditions->num; i++) {
		const struct psi_condition *condition =
		    &conditions->condition[i];

		psi_remarks_column(remarks, condition->column);
		if (!asks_for_value(condition))
			continue;
		for (size_t j = 0; j < condition->num_operands; j++)
			watch_value(remarks, condition,
			    &conditions->operand[condition->first_operand + j]);
	}
}

static int
keep_element(struct psi_remark_value *value, struct psi_cell element,
    struct psi_error *err)
{
	uint32_t number;
	bool is_new;

	if (psi_text_table_find(
		&value->have, element.text, element.len, &number))
		return 0;
	if (psi_text_table_num(&value->have) == PSI_MAPPING_REMARK_VALUES ||
	    element.len > REMARK_CHARS_MAX) {
		value->has_more = true;
		return 0;
	}
	return psi_text_table_add(
	    &value->have, element.text, element.len, &number, &is_new, err);
}

/* Words are compared as conditions do; of a list each element is. */
static int
look_at_words(
    struct psi_remark_value *value, struct psi_cell cell, struct psi_error *err)
{
	struct psi_cell element = cell;
	int rc = 0;

	for (size_t i = 0; rc == 0 && !value->is_found; i++) {
		if (value->kind == PSI_VALUE_SET
			? !psi_value_element(&element, cell, i)
			: i > 0)
			break;
		value->is_found =
		    psi_value_same_words(element, value->wanted.text);
		if (!value->is_found && is_category(value->column))
			rc = keep_element(value, element, err);
	}
	return rc;
}

static int
look_at_value(struct psi_remark_value *value, struct psi_view *view,
    struct psi_error *err)
{
	const struct psi_value *have = psi_view_value(view, value->column);

	if (!have->known)
		return 0;
	if (value->kind == PSI_VALUE_TEXT || value->kind == PSI_VALUE_SET)
		return look_at_words(value, have->text, err);
	value->is_found =
	    have->low <= value->wanted.high && have->high >= value->wanted.low;
	return 0;
}

int
psi_remarks_look(
    struct psi_remarks *remarks, struct psi_view *view, struct psi_error *err)
{
	int rc = 0;

	remarks->num_pairs++;
	for (size_t i = 0; i < remarks->num_empty;) {
		if (psi_view_cell(view, remarks->empty[i]).len == 0)
			i++;
		else
			remarks->empty[i] =
			    remarks->empty[--remarks->num_empty];
	}
	for (size_t i = 0; rc == 0 && i < remarks->num_value; i++)
		if (!remarks->value[i].is_found)
			rc = look_at_value(&remarks->value[i], view, err);
	return rc;
}

/* A value of a column in which nothing stands needs no remark of its own. */
static bool
is_empty(const struct psi_remarks *remarks, unsigned int column)
{
	for (size_t i = 0; i < remarks->num_empty; i++)
		if (remarks->empty[i] == column)
			return true;
	return false;
}

static void
tell_value(const struct psi_remark_value *value, struct psi_mapping_remark *out)
{
	psi_column_name(out->column, value->column);
	out->value = (struct psi_mapping_cell){ value->wanted.text.text,
		value->wanted.text.len };
	out->has_more = value->has_more;
	out->num_have = psi_text_table_num(&value->have);
	for (uint32_t i = 0; i < out->num_have; i++)
		out->have[i].text =
		    psi_text_table_get(&value->have, i, &out->have[i].len);
}

bool
psi_remarks_get(
    const struct psi_remarks *remarks, size_t n, struct psi_mapping_remark *out)
{
	memset(out, 0, sizeof *out);
	if (remarks->num_pairs == 0)
		return false;
	if (n < remarks->num_empty) {
		psi_column_name(out->column, remarks->empty[n]);
		return true;
	}
	n -= remarks->num_empty;
	for (size_t i = 0; i < remarks->num_value; i++) {
		const struct psi_remark_value *value = &remarks->value[i];

		if (value->is_found || is_empty(remarks, value->column) ||
		    n-- > 0)
			continue;
		tell_value(value, out);
		return true;
	}
	return false;
}

void
psi_remarks_clear(struct psi_remarks *remarks)
{
	for (size_t i = 0; i < remarks->num_value; i++)
		psi_text_table_clear(&remarks->value[i].have);
	memset(remarks, 0, sizeof *remarks);
}
