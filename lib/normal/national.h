/*
 * The numbers of single countries: their lengths and check digits. For
 * identifier.c; lib/KEYS.md, "Identifiers", names the rules.
 */
#ifndef PSI_NORMAL_NATIONAL_H
#define PSI_NORMAL_NATIONAL_H

#include <stdbool.h>
#include <stddef.h>

#include "normal/identifier.h"

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

/* Of identifier.c: copy without separators, letters in upper case, at most
 * `max` characters (less than PSI_IDENTIFIER_CHARS). */
enum psi_reject psi_identifier_squeeze(
    struct psi_identifier *out, const char *text, size_t text_len, size_t max);
bool psi_identifier_is_digits(const char *text, size_t len);
bool psi_identifier_is_repeated(const char *text, size_t len);
/* Put zeros in front up to `len` characters. */
void psi_identifier_pad(struct psi_identifier *id, size_t len);

#endif
