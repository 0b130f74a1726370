/* "Trading as", "formerly" and their like: a second name behind the first. */
#ifndef PSI_NORMAL_NAME_CUT_H
#define PSI_NORMAL_NAME_CUT_H

#include <stdbool.h>

#include "normal/name_scratch.h"

/* Take the second name, and what introduces it, out of a run; whether there was
 * one. */
bool psi_name_cut_aliases(struct psi_name_scratch *s, struct psi_name_run *run);

/*
 * Make `run` what follows "trading as" and its like. Returns false if there is
 * no second name.
 */
bool psi_name_second(struct psi_name_scratch *s, struct psi_name_run *run);

#endif
