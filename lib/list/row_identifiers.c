#include "list/row_identifiers.h"

#include <string.h>

#include "normal/domain_lists.h"
#include "normal/identifier.h"
#include "normal/national.h"

static const struct kind {
	enum psi_field field;
	enum psi_fact_kind fact;
	enum psi_key_type type;
} kinds[] = {
	{ PSI_FIELD_LEI, PSI_FACT_LEI, PSI_KEY_LEI },
	{ PSI_FIELD_REGNO, PSI_FACT_REGNO, PSI_KEY_REGNO },
	{ PSI_FIELD_VAT, PSI_FACT_VAT, PSI_KEY_VAT },
	{ PSI_FIELD_DUNS, PSI_FACT_DUNS, PSI_KEY_DUNS },
	{ PSI_FIELD_AGREED_ID, PSI_FACT_AGREED_ID, PSI_KEY_AGREED_ID },
};

/* Read a cell by the rules of its field; `country` is alpha-2 or "". */
static enum psi_reject
parse(struct psi_identifier *out, enum psi_field field, struct psi_cell cell,
    const char *country)
{
	const char *known = country[0] == '\0' ? NULL : country;

	if (psi_is_placeholder(cell.text, cell.len))
		return PSI_REJECT_PLACEHOLDER;
	if (field == PSI_FIELD_LEI)
		return psi_lei_parse(out, cell.text, cell.len);
	if (field == PSI_FIELD_DUNS)
		return psi_duns_parse(out, cell.text, cell.len);
	if (field == PSI_FIELD_VAT)
		return psi_vat_parse(out, cell.text, cell.len, known);
	if (field == PSI_FIELD_REGNO)
		return psi_regno_parse(out, cell.text, cell.len, known);
	return psi_agreed_id_parse(out, cell.text, cell.len);
}

/* The country of a number: that of the row; where it has none, the one that the
 * header tells (CNPJ is Brazil's), or that of the whole list. */
static const char *
country_of_column(const struct psi_row *row)
{
	const struct psi_row_reader *reader = row->reader;
	const char *told = reader->mapping->field[row->field].country[row->i];

	if (row->facts->country[0] != '\0')
		return row->facts->country;
	return told != NULL ? told : reader->default_country;
}

/* A good number of a national register is proof of the country, too, and so is a
 * VAT number with right check digits. They begin with it. */
static void
keep_country(const struct psi_row *row, const struct psi_identifier *id)
{
	char *known = row->facts->country;
	char country[PSI_COUNTRY_CHARS] = { id->text[0], id->text[1], '\0' };

	if (known[0] == '\0' &&
	    (row->field == PSI_FIELD_REGNO ||
		(row->field == PSI_FIELD_VAT && psi_vat_is_known(country))))
		memcpy(known, country, PSI_COUNTRY_CHARS);
}

static int
read_cell(const struct psi_row *row, const struct kind *kind,
    struct psi_cell cell, struct psi_error *err)
{
	const char *country = country_of_column(row);
	struct psi_identifier id;
	enum psi_reject reject = parse(&id, row->field, cell, country);
	struct psi_cell text;
	int rc = 0;

	if (reject != PSI_REJECT_NONE)
		return psi_row_note(row, reject, cell, err);
	keep_country(row, &id);
	if (id.padded)
		rc = psi_row_note(row, PSI_REJECT_PADDED, cell, err);
	text.text = id.text;
	text.len = id.len;
	if (rc == 0)
		rc = psi_row_explain(row, PSI_EVENT_STEP,
		    psi_key_type_name(kind->type), text, err);
	return rc != 0
	    ? rc
	    : psi_row_add_text(row, kind->fact, id.text, id.len, err);
}

int
psi_row_identifiers(struct psi_row *row, struct psi_error *err)
{
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		enum psi_field field = kinds[k].field;

		for (size_t i = 0; i < psi_row_num_columns(row, field); i++) {
			struct psi_cell cell;
			int rc = psi_row_go(row, field, i, &cell, err);

			if (rc == 0 && cell.len > 0)
				rc = read_cell(row, &kinds[k], cell, err);
			if (rc != 0)
				return rc;
		}
	}
	return 0;
}
