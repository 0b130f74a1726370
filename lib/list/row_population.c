#include "list/row_population.h"

#include <string.h>

#include "list/deal_row.h"
#include "list/inactive.h"

/* What a row says of the population, and by which rule. */
struct found {
	enum psi_population population;
	/* What decided, and its column's number in the field's list; where
	 * nothing did, PSI_NUM_FIELDS, and the population is the default. */
	enum psi_field field;
	size_t i;
	/* Not where deals decided. */
	struct psi_population_rule rule;
	bool by_deals;
	/* The end of a deal decided. */
	bool by_end;
	/* The first value that no rule knows, where nothing else decided. */
	struct psi_cell unknown;
	size_t unknown_i;
};

/* A number above zero? Thousands separators do not matter. */
static bool
is_positive(struct psi_cell cell)
{
	bool positive = false;

	for (size_t i = 0; i < cell.len; i++) {
		if (cell.text[i] >= '1' && cell.text[i] <= '9')
			positive = true;
		else if (cell.text[i] != '0' && cell.text[i] != '.' &&
		    cell.text[i] != ',')
			return false;
	}
	return positive;
}

/* Does a column of the field say something that a rule knows? */
static bool
find_in(struct found *out, const struct psi_row *row, enum psi_field field)
{
	for (size_t i = 0; i < psi_row_num_columns(row, field); i++) {
		struct psi_cell cell = psi_mapping_cell(
		    row->reader->mapping, field, i, row->cells, row->num_cells);
		enum psi_population one;

		if (cell.len == 0)
			continue;
		if (psi_population_rules_find(&one, &out->rule,
			row->reader->rules, cell.text, cell.len)) {
			out->population = one;
			out->field = field;
			out->i = i;
			return true;
		}
		if (out->unknown.len == 0 && field == PSI_FIELD_POPULATION) {
			out->unknown = cell;
			out->unknown_i = i;
		}
	}
	return false;
}

static struct psi_cell
first_of(const struct psi_row *row, enum psi_field field)
{
	return psi_mapping_first(
	    row->reader->mapping, field, row->cells, row->num_cells);
}

/* What says that the row's deal is over. */
struct deal_end {
	bool is_there;
	struct psi_cell cell;
	enum psi_field field;
	size_t i;
};

/* A deal that is open: its stage, and an amount or a date. */
static bool
has_open_deal(const struct psi_row *row, const struct deal_end *end)
{
	struct psi_cell stage = first_of(row, PSI_FIELD_STAGE);

	return stage.len > 0 &&
	    (first_of(row, PSI_FIELD_AMOUNT).len > 0 ||
		first_of(row, PSI_FIELD_CLOSE_DATE).len > 0) &&
	    !end->is_there;
}

/* Deals that are open make at least an open opportunity. */
static void
find_deals(
    struct found *out, const struct psi_row *row, const struct deal_end *end)
{
	if (out->population <= PSI_POPULATION_OPEN_OPPORTUNITY)
		return;
	if (is_positive(psi_mapping_cell(row->reader->mapping,
		PSI_FIELD_OPEN_DEALS, 0, row->cells, row->num_cells)))
		out->field = PSI_FIELD_OPEN_DEALS;
	else if (has_open_deal(row, end))
		out->field = PSI_FIELD_STAGE;
	else
		return;
	out->population = PSI_POPULATION_OPEN_OPPORTUNITY;
	out->by_deals = true;
	out->i = 0;
}

/* What the stage says; of a deal that is over, what ended it: its stage may be that
 * in which it was lost. */
static void
find_stage(
    struct found *out, const struct psi_row *row, const struct deal_end *end)
{
	enum psi_population one;

	if (!end->is_there) {
		(void)find_in(out, row, PSI_FIELD_STAGE);
		return;
	}
	if (!psi_population_rules_find(&one, &out->rule, row->reader->rules,
		end->cell.text, end->cell.len))
		return;
	out->population = one;
	out->field = end->field;
	out->i = end->i;
	out->by_end = true;
}

static void
find(struct found *out, const struct psi_row *row)
{
	struct deal_end end;

	end.cell = psi_deal_row_end(row->reader->mapping, row->cells,
	    row->num_cells, &end.field, &end.i);
	end.is_there = end.cell.len > 0;
	memset(out, 0, sizeof *out);
	out->population = row->reader->default_population;
	out->field = PSI_NUM_FIELDS;
	if (!find_in(out, row, PSI_FIELD_POPULATION))
		find_stage(out, row, &end);
	find_deals(out, row, &end);
}

static int
explain_text(const struct psi_row *row, const char *step, const char *text,
    struct psi_error *err)
{
	struct psi_cell cell = { text, strlen(text) };

	return psi_row_explain(row, PSI_EVENT_STEP, step, cell, err);
}

/* The rule that decided. */
static int
explain_rule(
    struct psi_row *row, const struct found *found, struct psi_error *err)
{
	struct psi_cell rule = { found->rule.value, found->rule.len };
	struct psi_cell cell;
	int rc;

	if (found->field == PSI_NUM_FIELDS) {
		row->field = PSI_FIELD_POPULATION;
		row->i = psi_row_num_columns(row, PSI_FIELD_POPULATION);
		return explain_text(
		    row, "rule", "no column tells it: the default", err);
	}
	if ((rc = psi_row_go(row, found->field, found->i, &cell, err)) != 0)
		return rc;
	if (found->by_deals)
		return explain_text(row, "rule",
		    found->field == PSI_FIELD_STAGE ? "a deal that is open"
						    : "a number above zero",
		    err);
	return psi_row_explain(row, PSI_EVENT_STEP,
	    found->rule.own ? "rule of --rules" : "rule", rule, err);
}

static int
explain(struct psi_row *row, const struct found *found, struct psi_error *err)
{
	struct psi_cell cell;
	int rc = 0;

	if (found->unknown.len > 0) {
		rc = psi_row_go(
		    row, PSI_FIELD_POPULATION, found->unknown_i, &cell, err);
		if (rc == 0)
			rc = explain_text(
			    row, "rule", "none for this value", err);
	}
	if (rc == 0)
		rc = explain_rule(row, found, err);
	return rc != 0 ? rc
		       : explain_text(row, "population",
			     psi_population_name(found->population), err);
}

/* What made the row's account 'other', where a column was to say what it is. */
static int
tell_other(
    struct psi_row *row, const struct found *found, struct psi_error *err)
{
	struct psi_cell cell = { "(empty)", strlen("(empty)") };

	if (found->population != PSI_POPULATION_OTHER ||
	    psi_row_num_columns(row, PSI_FIELD_POPULATION) == 0)
		return 0;
	row->field = PSI_FIELD_POPULATION;
	row->i = 0;
	if (found->field == PSI_FIELD_POPULATION) {
		row->i = found->i;
		cell = psi_mapping_cell(row->reader->mapping, found->field,
		    found->i, row->cells, row->num_cells);
	} else if (found->unknown.len > 0) {
		row->i = found->unknown_i;
		cell = found->unknown;
	}
	return psi_row_other(row, cell, err);
}

/* Who is somebody to us, and was put away: whether that is so is not ours to say. */
static int
note_inactive(struct psi_row *row, struct psi_error *err)
{
	enum psi_field field;
	struct psi_cell cell;
	size_t i;

	if (row->facts->population >= PSI_POPULATION_FORMER_CUSTOMER)
		return 0;
	cell = psi_inactive_find(
	    row->reader->mapping, row->cells, row->num_cells, &field, &i);
	if (cell.len == 0)
		return 0;
	row->field = field;
	row->i = i;
	return psi_row_note(row, PSI_REJECT_INACTIVE, cell, err);
}

int
psi_row_population(struct psi_row *row, struct psi_error *err)
{
	struct found found;
	int rc;

	find(&found, row);
	row->facts->population = found.population;
	row->facts->by_end = found.by_end && !found.by_deals;
	if ((psi_row_is_explained(row) &&
		(rc = explain(row, &found, err)) != 0) ||
	    (rc = note_inactive(row, err)) != 0)
		return rc;
	if ((rc = tell_other(row, &found, err)) != 0 ||
	    found.field != PSI_NUM_FIELDS || found.unknown.len == 0)
		return rc;
	row->field = PSI_FIELD_POPULATION;
	row->i = found.unknown_i;
	return psi_row_note(row, PSI_REJECT_POPULATION, found.unknown, err);
}
