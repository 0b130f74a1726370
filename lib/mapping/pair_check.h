/*
 * What may stand in a row of pairs.csv (lib/FORMAT.md section 5d). psi-join
 * writes nothing else: another value was put there by a hand or a spreadsheet,
 * and an answer that takes it for unknown would be wrong in silence.
 */
#ifndef PSI_MAPPING_PAIR_CHECK_H
#define PSI_MAPPING_PAIR_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "base/cell.h"
#include "mapping/column.h"
#include "psi/error.h"

/* What stood last in a column of the run or of the match, and was fine. All zero
 * before the first row. */
struct psi_pair_known {
	char text[64];
	size_t len;
};

/* So many columns of the run and of the match. */
#define PSI_PAIR_KNOWN 11

struct psi_pair_checks {
	struct psi_pair_known known[PSI_PAIR_KNOWN];
	/* The partner's fields that are no texts, and how they are read. */
	unsigned int column[PSI_NUM_SHARED_FIELDS];
	enum psi_value_kind kind[PSI_NUM_SHARED_FIELDS];
	size_t num;
};

void psi_pair_checks_init(struct psi_pair_checks *checks);

/*
 * Look at the columns of a row that are numbers, days or words of a list: those
 * of the run and of the match, and the partner's fields. One's own fields are
 * as the list has them, and nothing is asked of them. Returns 0 or PSI_E_INPUT
 * with the line, and in the text the column.
 */
int psi_pair_check(struct psi_pair_checks *checks,
    const struct psi_cell row[PSI_COLUMN_FILE_END], uint64_t line,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
