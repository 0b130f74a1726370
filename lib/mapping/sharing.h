/*
 * What each side tells the other, by the agreement: needed to see a pair as
 * both sides see it.
 */
#ifndef PSI_MAPPING_SHARING_H
#define PSI_MAPPING_SHARING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "terms/population.h"

#include "mapping/column.h"

/* For one side: by its own population and the other's, a bit for each field
 * that it tells, and one for each that it tells as a band or quarter only. */
struct psi_sharing_side {
	uint32_t told[PSI_POPULATIONS][PSI_POPULATIONS];
	uint32_t coarse[PSI_POPULATIONS][PSI_POPULATIONS];
};

struct psi_sharing {
	struct psi_sharing_side ours;
	struct psi_sharing_side theirs;
};

/*
 * Take the rows of share-a or share-b, "customer any name+amount:band", one
 * after the other in any order; the most specific row of a cell holds
 * (lib/FORMAT.md section 4). `specific` remembers how specific the row was
 * that filled a cell; all zero to begin with. Returns 0 or PSI_E_INPUT.
 */
struct psi_sharing_order {
	uint8_t by[PSI_POPULATIONS][PSI_POPULATIONS];
};

int psi_sharing_add(struct psi_sharing_side *side,
    struct psi_sharing_order *specific, const char *row, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
