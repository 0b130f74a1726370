/* The legal form at the end of a company's name, as far as it is a common one:
 * for a note where two names have different ones. Keys know more of them
 * (lib/KEYS.md); this decides nothing. */
#ifndef PSI_CLI_REPORT_LEGAL_FORM_H
#define PSI_CLI_REPORT_LEGAL_FORM_H

#include <stdbool.h>

/* Have both names a legal form that is known, and not the same? */
bool psi_legal_form_differs(const char *a, const char *b);

/* Behind the words for how sure a match is, where it holds. */
#define PSI_LEGAL_FORM_NOTE ", though with another legal form"

#endif
