/* What stands around a name is stripped (lib/KEYS.md, "Stripping"). */
#ifndef PSI_NORMAL_NAME_STRIP_H
#define PSI_NORMAL_NAME_STRIP_H

#include <stdbool.h>

#include "normal/name_scratch.h"

/* Strip a run that is not empty until nothing changes ("Stripping"). */
void psi_name_strip(
    struct psi_name_scratch *s, struct psi_name_run *run, bool loose);

#endif
