#include "list/deal_row.h"

#include <string.h>

#include "list/inactive.h"
#include "list/population_rules.h"

/* "yes" or "no", where the cell is one of them. */
static bool
is_flag(char word[PSI_FIELD_VALUE_MAX + 1], struct psi_cell cell)
{
	return psi_field_value(word, PSI_FIELD_CLOSED, PSI_FORM_EXACT,
	    cell.text, cell.len, "", PSI_DATE_UNKNOWN);
}

/*
 * Does a cell of a column besides the stage say that the deal is over? Flags do
 * ("Closed", "Won"), and words ("Lost" of a status whose stage stays where it was).
 * The status may be the account's, as "Lost Customer" is.
 */
static bool
is_end(struct psi_cell cell)
{
	char word[PSI_FIELD_VALUE_MAX + 1];

	if (is_flag(word, cell))
		return strcmp(word, "yes") == 0;
	return psi_population_rules_are_over(cell.text, cell.len, true);
}

struct psi_cell
psi_deal_row_end(const struct psi_mapping *mapping,
    const struct psi_cell *cells, size_t num_cells, enum psi_field *field,
    size_t *i)
{
	static const enum psi_field fields[] = { PSI_FIELD_STAGE,
		PSI_FIELD_CLOSED };
	for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
		*field = fields[f];
		for (*i = 0; *i < mapping->field[*field].num_columns; (*i)++) {
			struct psi_cell cell = psi_mapping_cell(
			    mapping, *field, *i, cells, num_cells);

			if (cell.len > 0 &&
			    (*field == PSI_FIELD_STAGE ? !psi_deal_is_open(cell)
						       : is_end(cell)))
				return cell;
		}
	}
	/* Odoo calls a lost deal inactive. */
	return psi_inactive_find(mapping, cells, num_cells, field, i);
}

void
psi_deal_row_read(struct psi_deal *out, const struct psi_mapping *mapping,
    const struct psi_cell *cells, size_t num_cells)
{
	char word[PSI_FIELD_VALUE_MAX + 1];
	struct psi_cell end;
	enum psi_field field;
	size_t i;

	memset(out, 0, sizeof *out);
	out->stage =
	    psi_mapping_first(mapping, PSI_FIELD_STAGE, cells, num_cells);
	out->amount =
	    psi_mapping_first(mapping, PSI_FIELD_AMOUNT, cells, num_cells);
	out->close_date =
	    psi_mapping_first(mapping, PSI_FIELD_CLOSE_DATE, cells, num_cells);
	out->currency =
	    psi_mapping_currency(mapping, PSI_FIELD_AMOUNT, cells, num_cells);
	end = psi_deal_row_end(mapping, cells, num_cells, &field, &i);
	out->is_over = end.len > 0;
	/* How far a deal came before it was lost is not what it is now. */
	if (out->stage.len > 0 && out->is_over)
		out->stage = is_flag(word, end)
		    ? (struct psi_cell){ "Closed", strlen("Closed") }
		    : end;
}
