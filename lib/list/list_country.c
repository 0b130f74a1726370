#include "list/list_country.h"

#include <string.h>

#include "normal/identifier.h"

/* Fewer rows say nothing. */
#define ROWS_MIN 5

/* The country that a cell tells by its number: "" for none. A number of a
 * national register tells it by its column's header or its own label, a VAT
 * number by its first two letters. */
static void
country_of(char out[3], const struct psi_mapping *mapping, enum psi_field field,
    size_t i, struct psi_cell cell)
{
	const char *told = mapping->field[field].country[i];
	struct psi_identifier id;
	enum psi_reject reject = field == PSI_FIELD_VAT
	    ? psi_vat_parse(&id, cell.text, cell.len, told)
	    : psi_regno_parse(&id, cell.text, cell.len, told);

	out[0] = '\0';
	if (reject != PSI_REJECT_NONE)
		return;
	memcpy(out, id.text, 2);
	out[2] = '\0';
}

/* The first country that a row's numbers tell. */
static void
country_of_row(char out[3], const struct psi_mapping *mapping,
    const struct psi_cell *cells, size_t num_cells)
{
	static const enum psi_field fields[] = { PSI_FIELD_REGNO,
		PSI_FIELD_VAT };

	out[0] = '\0';
	for (size_t f = 0; f < 2; f++) {
		size_t num = mapping->field[fields[f]].num_columns;

		for (size_t i = 0; i < num && out[0] == '\0'; i++) {
			struct psi_cell cell = psi_mapping_cell(
			    mapping, fields[f], i, cells, num_cells);

			if (cell.len > 0)
				country_of(out, mapping, fields[f], i, cell);
		}
	}
}

void
psi_list_country_add(struct psi_list_country *list,
    const struct psi_mapping *mapping, const struct psi_cell *cells,
    size_t num_cells)
{
	char country[3];

	list->num_rows++;
	country_of_row(country, mapping, cells, num_cells);
	if (country[0] == '\0')
		return;
	if (list->country[0] == '\0')
		memcpy(list->country, country, sizeof country);
	/* Another country counts against it. */
	if (memcmp(list->country, country, sizeof country) == 0)
		list->num_told++;
	else
		list->has_other = true;
}

const char *
psi_list_country_get(const struct psi_list_country *list)
{
	return list->num_rows >= ROWS_MIN && !list->has_other &&
		list->num_told * 10 >= list->num_rows * 9
	    ? list->country
	    : "";
}
