#include <string.h>

#include "psi/io.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What spreadsheets drop or do not show at the beginning of a cell: blanks and
 * line ends; U+00A0, U+200B, U+2060, U+3000, U+FEFF. */
static const char *const skipped[] = { " ", "\n", "\xc2\xa0", "\xe2\x80\x8b",
	"\xe2\x81\xa0", "\xe3\x80\x80", "\xef\xbb\xbf" };

/* U+FF1D, U+FF0B, U+FF0D and U+FF20 are = + - @ in full width. */
static const char *const signs[] = { "=", "+", "-", "@", "\t", "\r",
	"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0" };

/* The length of the word that the text begins with, or 0. */
static size_t
first_of(const char *const *words, size_t num, const char *text, size_t len)
{
	for (size_t i = 0; i < num; i++) {
		size_t n = strlen(words[i]);

		if (len >= n && memcmp(text, words[i], n) == 0)
			return n;
	}
	return 0;
}

bool
psi_is_formula(const char *text, size_t len)
{
	size_t n;

	while (
	    len > 0 && (n = first_of(skipped, COUNT(skipped), text, len)) > 0) {
		text += n;
		len -= n;
	}
	return len > 0 && first_of(signs, COUNT(signs), text, len) > 0;
}
