/* What deserves a look about the columns of an export. */
#ifndef PSI_LIST_ADVICE_H
#define PSI_LIST_ADVICE_H

#include "psi/error.h"
#include "psi/normalize.h"

#include "list/sheet.h"

/*
 * Tell whether a column of names and one of websites was found, which unused
 * columns look like one, and the country that the list's numbers tell, unless
 * one was told; `list` is the number of the export, from 0. Returns 0, or
 * PSI_E_IO where `events` stopped.
 */
int psi_advise(const struct psi_sheet *sheet, size_t list, bool country_told,
    const struct psi_normalize_events *events, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
