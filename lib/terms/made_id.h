/*
 * What an account without an id of its own is called: after the first line of
 * its first row, `line-7`, or `list-2-line-7` in the second of several exports
 * (lib/KEYS.md). Such a name means something in one export only, so what must
 * not be followed from run to run asks for it (lib/PROTOCOL.md, section 7).
 */
#ifndef PSI_TERMS_MADE_ID_H
#define PSI_TERMS_MADE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cell.h"

/* "list-", "-line-" and two numbers. */
#define PSI_MADE_ID_CHARS 48

/* Make the name; exports are counted from 0. The text is in `out`. */
struct psi_cell psi_made_id(
    char out[PSI_MADE_ID_CHARS], unsigned int list, uint64_t line);

/* Has the id this form? An account whose own id looks like it counts too. */
bool psi_is_made_id(struct psi_cell id);

#endif
