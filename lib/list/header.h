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
#include "terms/field.h"

/* Most columns of one field that are looked at. */
#define PSI_FIELD_COLUMNS_MAX 32

struct psi_mapping {
	/* The columns of each field, counted from 0, best first. */
	struct {
		uint16_t column[PSI_FIELD_COLUMNS_MAX];
		uint8_t num_columns;
		/* By --map, not by detection. */
		bool told;
		/* There were more columns. */
		bool full;
	} field[PSI_NUM_FIELDS];
	/* Cells of the header. */
	size_t num_columns;
};

/*
 * Find the columns. Headers are compared by their letters, without case and
 * accents, their digits, and "#", "%" and "&"; blanks and all other signs do
 * not matter, nor does a byte order mark. Each of `maps` is FIELD=HEADER, and takes the place of what would be detected;
 * FIELD= alone leaves the field out. Several columns of a field are ordered
 * by how well the header fits, then from left to right.
 *
 * Returns 0; PSI_E_ARG for a map without "=" or of an unknown field;
 * PSI_E_INPUT for a header that a map names and the file does not have, where
 * no column can give a key, and where more columns could than are looked at.
 */
int psi_header_detect(struct psi_mapping *out, const struct psi_cell *cells,
    size_t num_cells, const char *const *maps, size_t num_maps,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Whether the mapping has a column that can give a key. */
bool psi_mapping_is_usable(const struct psi_mapping *mapping);

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

#endif
