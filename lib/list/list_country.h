/* The country of a list without a column of it, by its rows' numbers. */
#ifndef PSI_LIST_LIST_COUNTRY_H
#define PSI_LIST_LIST_COUNTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cell.h"
#include "list/header.h"

/* What the first rows say; all zero to begin with. */
struct psi_list_country {
	size_t num_rows;
	/* Rows with a good number of the country's register. */
	size_t num_told;
	/* The country of the first such row. */
	char country[3];
	/* Another row tells another one. */
	bool has_other;
};

/* Take a row into account. */
void psi_list_country_add(struct psi_list_country *list,
    const struct psi_mapping *mapping, const struct psi_cell *cells,
    size_t num_cells);

/* The country, if at least nine of ten rows tell it and none another; else
 * "". Fewer than five rows say nothing. */
const char *psi_list_country_get(const struct psi_list_country *list);

#endif
