/* Legal forms by which a company is of one country, whatever country its row
 * tells (lib/KEYS.md, "Private forms"). */
#ifndef PSI_NORMAL_PRIVATE_FORM_H
#define PSI_NORMAL_PRIVATE_FORM_H

#include "base/digest.h"
#include "normal/name_scratch.h"

/* Beside the number of a form: the row tells no country. */
#define PSI_PRIVATE_FORM_GUESS 0x80U

/* The number of the form right behind the strict name, if the row's country has
 * no such form; with PSI_PRIVATE_FORM_GUESS if none is known. Else 0. */
unsigned int psi_private_form(const struct psi_name_scratch *s);

/* Whether the names are keys with the form's country only. */
static inline bool
psi_private_form_decides(unsigned int form)
{
	return form != 0 && (form & PSI_PRIVATE_FORM_GUESS) == 0;
}

/* The country of a form, which is not 0: alpha-2, with a NUL. */
const char *psi_private_form_country(unsigned int form);

/* The table as it goes into the fingerprint. */
void psi_private_form_fingerprint(struct psi_sha256 *ctx);

#endif
