/*
 * Identifiers of companies, checked by their own check digits wherever they
 * have some. The rules are specified in lib/KEYS.md, "Identifiers".
 */
#ifndef PSI_NORMAL_IDENTIFIER_H
#define PSI_NORMAL_IDENTIFIER_H

#include <stddef.h>

#include "normal/identifier_text.h"
#include "normal/reject.h"

/*
 * Each reads one value, with the blanks, dots, hyphens and slashes that people
 * write, and returns PSI_REJECT_NONE with `out` filled, or the reason.
 */

/* Legal entity identifier: 20 characters, ISO 17442 with MOD 97-10. */
enum psi_reject psi_lei_parse(
    struct psi_identifier *out, const char *text, size_t text_len);

/*
 * D-U-N-S number: nine digits, without a checksum since 2006. Eight digits
 * get a zero in front, and `padded` is set. Repeated digits and 123456789 are
 * refused.
 */
enum psi_reject psi_duns_parse(
    struct psi_identifier *out, const char *text, size_t text_len);

/*
 * VAT number. `country` (alpha-2 or NULL) is used where the number does not
 * begin with a country: that one's code, or that of another whose check
 * digits are right. The result begins with the country's code ("EL" for
 * Greece and "XI" for Northern Ireland become GR and GB). Checksums of the
 * member states of the EU, GB, CH and NO; a number of another country passes
 * if it is made of 5 to 15 letters and digits.
 */
enum psi_reject psi_vat_parse(struct psi_identifier *out, const char *text,
    size_t text_len, const char *country);

/*
 * National register number: COUNTRY-NUMBER, such as GB-00445790. `country`
 * must be known, by itself or by a prefix of two letters and a hyphen or
 * blank. Checked where the country's numbers have check digits (AU, BR, CH,
 * CN, DK, ES, FI, FR, IT, JP, NO, PL, SE, US by prefix), padded for GB and US.
 */
enum psi_reject psi_regno_parse(struct psi_identifier *out, const char *text,
    size_t text_len, const char *country);

/* A shared id that both sides agreed on: trimmed, upper case, 2 to 39
 * printable ASCII characters without blanks. */
enum psi_reject psi_agreed_id_parse(
    struct psi_identifier *out, const char *text, size_t text_len);

#endif
