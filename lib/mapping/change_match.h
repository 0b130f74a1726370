/* Which pair of the one file is which of the other. */
#ifndef PSI_MAPPING_CHANGE_MATCH_H
#define PSI_MAPPING_CHANGE_MATCH_H

#include <stdbool.h>

#include "mapping/change_files.h"
#include "psi/error.h"

/*
 * A pair is the same in both files where the partner, our account and the
 * partner's label are; with `by_kinds` (the labels are all others), where the
 * partner, our account and the kinds of keys are. Of those that are left over,
 * the only one with a record of theirs in each file is the same: our account has
 * another id; and then the only one with an account of ours in each file: the
 * partner has another record of it. Fills `other`, `near` and `is_repeated` of
 * the pairs of both files. Linear time. Returns 0, PSI_E_NOMEM, PSI_E_RANDOM or
 * PSI_E_INPUT for more than 2^31 pairs.
 */
int psi_change_match(struct psi_change_side side[2], bool by_kinds,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
