/*
 * Which column of an export holds what: detection by the header, for the
 * exports of the CRM systems that people use (lib/KEYS.md, "Columns").
 */
#ifndef PSI_LIST_HEADER_H
#define PSI_LIST_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/cell.h"
#include "list/column_kind.h"
#include "normal/country.h"
#include "terms/field.h"

/* Most columns of one field that are looked at. */
#define PSI_FIELD_COLUMNS_MAX 32

struct psi_mapping {
	/* The columns of each field, counted from 0, best first. */
	struct {
		uint16_t column[PSI_FIELD_COLUMNS_MAX];
		/* Alpha-2 where the header tells the country of its numbers
		 * (CNPJ, SIREN); else NULL. */
		const char *country[PSI_FIELD_COLUMNS_MAX];
		uint8_t num_columns;
		/* Of names: 1 + the number of the column that this one
		 * continues (NAME2 continues NAME1); 0 for none. */
		uint8_t continues[PSI_FIELD_COLUMNS_MAX];
		/* Of amounts of money: 1 + the column of what they are in; 0
		 * for none. */
		uint16_t currency[PSI_FIELD_COLUMNS_MAX];
		/* By --map, not by detection. */
		bool told;
		/* There were more columns. */
		bool full;
	} field[PSI_NUM_FIELDS];
	/* Cells of the header. */
	size_t num_columns;
	/* The id is called the account's: "Account ID", and not "Id". */
	bool has_account_id;
	/* The rows are deals, of which no column has the account's id, or people who
	 * have ids of their own: "Record ID" beside a "First Name". */
	bool ids_are_others;
	/* A list of deals: "Opportunity Name", "Probability". */
	bool is_of_deals;
	/* A list of leads: "Lead Source", "Lead Status". */
	bool is_of_leads;
	/* The ids are numbers from 0 on, so 0 is one (psi_sheet_find_numbers,
	 * psi_sheet_follow). */
	bool has_zero;
	/* Alpha-2 where no column has the country and the numbers of the rows
	 * tell it (list_country.h); "" else. */
	char country[PSI_COUNTRY_CHARS];
};

struct psi_header {
	const struct psi_cell *cells;
	size_t num_cells;
	/* One for each cell, or NULL where no row is known. */
	const struct psi_column_look *looks;
	/* FIELD=HEADER each. */
	const char *const *maps;
	size_t num_maps;
};

/*
 * Find the columns. Headers are compared in the form of header_form.h, and
 * what exports put around them is left out (header_match.h). Each map takes the
 * place of what would be detected; FIELD= alone leaves the field out. Several
 * columns of a field are ordered by how well the header fits, then from left
 * to right.
 *
 * What the values look like decides between homonyms: a column of numbers is
 * no name. In a list of people ("First
 * Name", or "Name" beside "Company" and "Email") a plain "Name" is a person's,
 * and a plain "Country" too where another column has the company's.
 *
 * In a list of deals, which has a stage and an amount or a date, a plain "Name"
 * is the deal's where another column has the account's name or id.
 *
 * Returns 0; PSI_E_ARG for a map without "=" or of an unknown field;
 * PSI_E_INPUT (with `out` as it was found) for a header that a map names and the
 * file does not have, where no column can give a key, and where more columns could
 * than are looked at;
 * PSI_E_NOMEM. What was found is written, too, where no column can give a key:
 * a file of ids and other columns is enough for some.
 */
int psi_header_detect(struct psi_mapping *out, const struct psi_header *header,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * How much a row looks like a header: the number of different fields that its
 * cells name, or that maps name by them.
 */
unsigned int psi_header_count_fields(const struct psi_header *header);

/* Whether the mapping has a column that can give a key. */
bool psi_mapping_is_usable(const struct psi_mapping *mapping);

/* Whether the field has this column. */
bool psi_mapping_has(
    const struct psi_mapping *mapping, enum psi_field field, size_t column);

/* Whether some field has this column. */
bool psi_mapping_uses(const struct psi_mapping *mapping, size_t column);

/*
 * The cell of the field's column number `i` (0 is the best), trimmed of
 * blanks; empty where the row is too short or the field has no such column.
 */
struct psi_cell psi_mapping_cell(const struct psi_mapping *mapping,
    enum psi_field field, size_t i, const struct psi_cell *cells,
    size_t num_cells);

/* The first cell of the field that is not empty, or an empty one. */
struct psi_cell psi_mapping_first(const struct psi_mapping *mapping,
    enum psi_field field, const struct psi_cell *cells, size_t num_cells);

/* What the cell of psi_mapping_first is in, by the column of its currency; empty
 * where it has none. */
struct psi_cell psi_mapping_currency(const struct psi_mapping *mapping,
    enum psi_field field, const struct psi_cell *cells, size_t num_cells);

/* Is it this digit, perhaps with zeros in front? */
bool psi_is_number(struct psi_cell cell, char digit);

/* Does a cell of the ids say that there is none? "N/A", "-", "0" and a GUID of
 * zeros do, and would make one account of all companies that have it. */
bool psi_is_no_id(const struct psi_mapping *mapping, struct psi_cell cell);

/* The first cell of the ids that says one, or an empty one. */
struct psi_cell psi_mapping_id(const struct psi_mapping *mapping,
    const struct psi_cell *cells, size_t num_cells);

#endif
