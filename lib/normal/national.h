/*
 * The numbers of single countries: their lengths, what stands around them, and
 * which of them is which; lib/KEYS.md, "Identifiers", names the rules.
 */
#ifndef PSI_NORMAL_NATIONAL_H
#define PSI_NORMAL_NATIONAL_H

#include <stdbool.h>

#include "normal/identifier_text.h"
#include "normal/reject.h"

/* Whether the country's VAT numbers, or register numbers, have rules. */
bool psi_vat_is_known(const char *country);
bool psi_regno_is_known(const char *country);

/*
 * Check a number without its country's code, digits and upper-case letters
 * only, and bring it into its one form. For a country without rules of its
 * own only the length counts.
 */
enum psi_reject psi_vat_check(struct psi_identifier *id, const char *country);
enum psi_reject psi_regno_check(struct psi_identifier *id, const char *country);

#endif
