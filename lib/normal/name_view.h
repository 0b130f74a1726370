/*
 * The words of a run as a loose key has them: in the singular, abbreviations
 * written out, without conjunctions (lib/KEYS.md, "Keys of a name").
 */
#ifndef PSI_NORMAL_NAME_VIEW_H
#define PSI_NORMAL_NAME_VIEW_H

#include <stdbool.h>

#include "normal/name_scratch.h"

/* Look what kind of name a run is; `institution` stays once it was one. */
void psi_name_survey(
    struct psi_name_scratch *s, const struct psi_name_run *run);

/* Whether all words of the run that was surveyed last are common ones, two at
 * least: several companies of one country have such a name. */
bool psi_name_is_common(const struct psi_name_scratch *s);

/* Sort a person's names, which are written in either order, in `sorted`. */
void psi_name_sort_views(struct psi_name_scratch *s);

/* Drop the generic words of the views. */
void psi_name_drop_generic(struct psi_name_scratch *s);

/* The bits of the different words of the views. */
unsigned int psi_name_sum_bits(const struct psi_name_scratch *s);

#endif
