/* Initials (lib/KEYS.md, "Initials"). */
#ifndef PSI_NORMAL_NAME_SINGLES_H
#define PSI_NORMAL_NAME_SINGLES_H

#include <stdbool.h>

#include "normal/name_scratch.h"

/* Make one token of neighbours of one letter each ("Initials"); whether there
 * were any. */
bool psi_name_merge_singles(
    struct psi_name_scratch *s, struct psi_name_run *run);

#endif
