/*
 * Greek and Cyrillic in Latin letters, as companies write their own names:
 * what depends on the neighbours of a letter, on the language, and on taste
 * (lib/KEYS.md, "Readings"). What has no rule here has one in fold.def.
 */
#ifndef PSI_NORMAL_ROMANIZE_H
#define PSI_NORMAL_ROMANIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

/* How many readings a text in these scripts has. */
#define PSI_ROMAN_READINGS 3

struct psi_roman {
	/* From 0. */
	unsigned int reading;
	/* Which rules of the table are those of the language, and of Greek. */
	struct psi_roman_rules {
		size_t first;
		size_t end;
	} cyrillic, greek;
	/* The last code point was a letter of these scripts. */
	bool in_word;
	/* There was a letter of these scripts. */
	bool found;
};

/*
 * Begin with a text, UTF-8 in NFKD and lower case. Its own letters tell the
 * language, else the country: alpha-2, or NULL.
 */
void psi_roman_begin(struct psi_roman *roman, unsigned int reading,
    const char *country, const uint8_t *text, size_t text_len);

/*
 * The reading of what is at the beginning of the rest of the text. Returns how
 * many bytes of the text it takes, with their marks; 0 where no rule fits.
 */
size_t psi_roman_next(struct psi_roman *roman, const char **latin,
    const uint8_t *text, size_t text_len);

/* Write the table into a hash. */
void psi_roman_fingerprint(struct psi_sha256 *ctx);

#endif
