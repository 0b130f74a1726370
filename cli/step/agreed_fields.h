/* Which fields of common accounts an agreement lets a list give, and which of them
 * the list has a column for: said before the run, when a column can still be
 * added to the export. */
#ifndef PSI_CLI_AGREED_FIELDS_H
#define PSI_CLI_AGREED_FIELDS_H

#include <stdbool.h>

#include "psi/agreement.h"
#include "psi/normalize.h"

/* Does the agreement let the party in this role share the field, in any
 * population? */
bool psi_agreed_fields_has(
    const struct psi_agreement *agreement, char role, const char *field);

/* Say it in a note; nothing for an agreement that shares no fields. `report` is that
 * of psi_normalize_lists. */
void psi_agreed_fields_say(const struct psi_agreement *agreement,
    const struct psi_normalize_report *report);

#endif
