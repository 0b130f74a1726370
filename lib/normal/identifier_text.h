/*
 * The text of an identifier while it is read: digits and upper-case letters,
 * without what people write between them.
 */
#ifndef PSI_NORMAL_IDENTIFIER_TEXT_H
#define PSI_NORMAL_IDENTIFIER_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "normal/reject.h"

/* The longest identifier in its canonical form, with a NUL. */
#define PSI_IDENTIFIER_CHARS 40

struct psi_identifier {
	/* As it stands in a key: upper case, without separators. */
	char text[PSI_IDENTIFIER_CHARS];
	size_t len;
	/* A leading zero was put back (spreadsheets drop it). */
	bool padded;
};

/*
 * Copy without blanks and the separators that people write between groups,
 * letters in upper case. Returns PSI_REJECT_NONE, PSI_REJECT_ID_CHARACTER for
 * a sign that belongs in no number, or PSI_REJECT_ID_LENGTH for more than
 * `max` characters (less than PSI_IDENTIFIER_CHARS).
 */
enum psi_reject psi_identifier_squeeze(
    struct psi_identifier *out, const char *text, size_t text_len, size_t max);

bool psi_identifier_is_digits(const char *text, size_t len);

/* One digit over and over, which people type to get past a form. */
bool psi_identifier_is_repeated(const char *text, size_t len);

/* No digit but zeros, whatever letters are with them: another such, of which most
 * check digits are right. */
bool psi_identifier_is_nought(const char *text, size_t len);

/* Put zeros in front up to `len` characters. */
void psi_identifier_pad(struct psi_identifier *id, size_t len);

#endif
