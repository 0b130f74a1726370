/*
 * What a question asks for that no pair has: columns that are empty throughout,
 * and values of conditions that stand in no pair, as where "Closed One" is
 * asked for and "Closed Won" is written.
 */
#ifndef PSI_MAPPING_REMARKS_H
#define PSI_MAPPING_REMARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text_table.h"
#include "mapping/condition.h"
#include "mapping/view.h"
#include "psi/error.h"
#include "psi/mapping.h"

/* Values of conditions that are watched; further ones are not. */
#define PSI_REMARKS_VALUES_MAX 16

struct psi_remark_value {
	unsigned int column;
	enum psi_value_kind kind;
	/* Its text is in the conditions. */
	struct psi_value wanted;
	bool is_found;
	/* What pairs have instead, where the column is one of categories;
	 * has_more where there are others. */
	struct psi_text_table have;
	bool has_more;
};

/* All zero before the first call. */
struct psi_remarks {
	uint64_t num_pairs;
	/* Columns in which nothing stood so far. */
	unsigned int empty[PSI_COLUMNS];
	size_t num_empty;
	struct psi_remark_value value[PSI_REMARKS_VALUES_MAX];
	size_t num_value;
};

/* Watch a column; those that are worked out may be empty, and are not. */
void psi_remarks_column(struct psi_remarks *remarks, unsigned int column);

/* Watch the values that conditions name, and their columns. They must live as
 * long as `remarks`. */
void psi_remarks_conditions(
    struct psi_remarks *remarks, const struct psi_conditions *conditions);

/* Look at a pair. Costs nothing where all that is watched was found. Returns 0
 * or PSI_E_NOMEM. */
int psi_remarks_look(struct psi_remarks *remarks, struct psi_view *view,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The nth remark, from 0; false behind the last one, and where there was no
 * pair. What `out` points to lives as long as `remarks`. */
bool psi_remarks_get(const struct psi_remarks *remarks, size_t n,
    struct psi_mapping_remark *out);

void psi_remarks_clear(struct psi_remarks *remarks);

#endif
