#include "list/row_values.h"

#include "normal/domain_lists.h"
#include "terms/field.h"

/* The fields that are money or a date, and why one of their cells is noted. */
static const struct {
	enum psi_field field;
	enum psi_reject reject;
} fields[] = {
	{ PSI_FIELD_REVENUE, PSI_REJECT_AMOUNT },
	{ PSI_FIELD_AMOUNT, PSI_REJECT_AMOUNT },
	{ PSI_FIELD_COMMITTED_SPEND, PSI_REJECT_AMOUNT },
	{ PSI_FIELD_CLOSE_DATE, PSI_REJECT_DATE },
	{ PSI_FIELD_RENEWAL_DATE, PSI_REJECT_DATE },
};

static bool
is_read(enum psi_field field, struct psi_cell cell)
{
	enum psi_field_form forms[] = { PSI_FORM_EXACT,
		psi_field_coarse(field) };
	char value[PSI_FIELD_VALUE_MAX + 1];

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		if (psi_field_value(value, field, forms[i], cell.text, cell.len,
			"", PSI_DATE_DAY_FIRST) ||
		    psi_field_value(value, field, forms[i], cell.text, cell.len,
			"", PSI_DATE_MONTH_FIRST))
			return true;
	}
	return false;
}

int
psi_row_values(struct psi_row *row, struct psi_error *err)
{
	int rc = 0;

	for (size_t f = 0; f < sizeof fields / sizeof fields[0]; f++) {
		enum psi_field field = fields[f].field;
		size_t num = psi_row_num_columns(row, field);

		for (size_t i = 0; rc == 0 && i < num; i++) {
			struct psi_cell cell =
			    psi_mapping_cell(row->reader->mapping, field, i,
				row->cells, row->num_cells);

			if (cell.len == 0 || is_read(field, cell) ||
			    psi_is_placeholder(cell.text, cell.len))
				continue;
			row->field = field;
			row->i = i;
			rc = psi_row_note(row, fields[f].reject, cell, err);
		}
	}
	return rc;
}
