#include "list/row.h"

#include <string.h>

#include "list/own_hosts.h"
#include "list/row_country.h"
#include "list/row_domains.h"
#include "list/row_identifiers.h"
#include "list/row_names.h"
#include "list/row_population.h"
#include "list/row_values.h"
#include "normal/identifier_cell.h"

static void
clear_facts(struct psi_facts *facts)
{
	facts->bytes.len = 0;
	facts->has_host = false;
	facts->has_domain = false;
	memset(facts->country, 0, sizeof facts->country);
}

/* The id of the account. A cell that says that there is none is noted. */
static int
read_id(struct psi_row *row, struct psi_error *err)
{
	const struct psi_mapping *mapping = row->reader->mapping;
	const struct psi_cell none = { "", 0 };
	int rc = 0;

	row->facts->id = none;
	for (size_t i = 0;
	     rc == 0 && i < psi_row_num_columns(row, PSI_FIELD_ID); i++) {
		struct psi_cell cell = psi_mapping_cell(
		    mapping, PSI_FIELD_ID, i, row->cells, row->num_cells);

		if (!psi_is_no_id(mapping, cell)) {
			row->facts->id = cell;
			break;
		}
		if (cell.len == 0)
			continue;
		row->field = PSI_FIELD_ID;
		row->i = i;
		rc = psi_row_note(row, PSI_REJECT_PLACEHOLDER, cell, err);
	}
	row->field = PSI_NUM_FIELDS;
	row->i = 0;
	return rc;
}

/* The name as it stands there. */
static struct psi_cell
find_written(const struct psi_row *row)
{
	const struct psi_mapping *mapping = row->reader->mapping;
	const struct psi_cell none = { "", 0 };

	for (size_t i = 0; i < psi_row_num_columns(row, PSI_FIELD_NAME); i++)
		if (mapping->field[PSI_FIELD_NAME].continues[i] != 0)
			return none;
	return psi_mapping_first(
	    mapping, PSI_FIELD_NAME, row->cells, row->num_cells);
}

int
psi_row_read(struct psi_row_reader *reader, struct psi_facts *facts,
    const struct psi_cell *cells, size_t num_cells, uint64_t line,
    struct psi_error *err)
{
	struct psi_row row = { .reader = reader,
		.facts = facts,
		.cells = cells,
		.num_cells = num_cells,
		.line = line,
		.field = PSI_NUM_FIELDS };
	int rc;

	clear_facts(facts);
	facts->written = find_written(&row);
	if ((rc = read_id(&row, err)) != 0)
		return rc;
	/* All accounts would become one. */
	if (psi_identifier_is_rounded(facts->id.text, facts->id.len))
		return psi_refuse(err, PSI_E_INPUT, line,
		    "export the list again and do not save it in a "
		    "spreadsheet, or set the column to text before; "
		    "psi-normalize --map id= reads the list without its ids",
		    "a spreadsheet has rounded the id of the account, as in "
		    "2.1E+10: many accounts may have the same now");
	if ((rc = psi_row_country(&row, err)) != 0 ||
	    (rc = psi_row_population(&row, err)) != 0 ||
	    (rc = psi_row_identifiers(&row, err)) != 0)
		return rc;
	if (facts->country[0] == '\0')
		memcpy(
		    facts->country, reader->default_country, PSI_COUNTRY_CHARS);
	rc = psi_row_domains(&row, PSI_FIELD_DOMAIN, PSI_FACT_HOST, err);
	if (rc != 0 || (rc = psi_row_names(&row, err)) != 0)
		return rc;
	psi_own_hosts_mark(facts);
	if ((rc = psi_row_values(&row, err)) != 0)
		return rc;
	if ((reader->types & PSI_KEY_BIT(PSI_KEY_FAMILY)) == 0)
		return 0;
	rc = psi_row_domains(
	    &row, PSI_FIELD_PARENT_DOMAIN, PSI_FACT_PARENT_HOST, err);
	return rc != 0 ? rc : psi_row_parent(&row, err);
}
