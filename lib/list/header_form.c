#include "list/header_form.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * What Latin-1's letters from U+00C0 are without their accents; upper and
 * lower case are 32 apart. A hyphen is a sign that is left out.
 */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo-ouuuuyts"
			    "aaaaaaaceeeeiiiidnooooo-ouuuuyty";

/* The same for Latin Extended-A, from U+0100. */
static const char latin_a[] =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"
    "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* Capitals of Cyrillic from U+0400 and of Greek from U+0391 to small letters;
 * the second byte of a small letter may need another first one. */
static size_t
fold_capital(char out[3], size_t *out_len, uint8_t first, uint8_t next)
{
	unsigned int c = (first & 0x1fU) << 6 | (next & 0x3fU);

	if (c >= 0x400 && c < 0x410)
		c += 0x50;
	else if ((c >= 0x410 && c < 0x430) || (c >= 0x391 && c < 0x3ab))
		c += 0x20;
	out[0] = (char)(0xc0 | c >> 6);
	out[1] = (char)(0x80 | (c & 0x3f));
	*out_len = 2;
	return 2;
}

/* Letters in lower case, digits, and three signs; returns 1, else 0. */
static size_t
fold_ascii(char *out, char c)
{
	if (c >= 'A' && c <= 'Z')
		c = (char)(c - 'A' + 'a');
	else if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
	    c != '#' && c != '%' && c != '&')
		return 0;
	*out = c;
	return 1;
}

/* Signs that are no part of a header: the arrows of a sorted column, marks of
 * required fields, punctuation, the byte order mark. U+2000 to U+2BFF but for
 * what has letters in it, U+3000 to U+3004, U+FEFF. */
static bool
is_sign(const uint8_t *text)
{
	return (text[0] == 0xe2 && text[1] >= 0x80 && text[1] <= 0xaf &&
		   text[1] != 0xa6) ||
	    (text[0] == 0xe3 && text[1] == 0x80 && text[2] <= 0x84) ||
	    (text[0] == 0xef && text[1] == 0xbb && text[2] == 0xbf) ||
	    (text[0] == 0xef && text[1] == 0xb8 && text[2] == 0x8f);
}

/*
 * The bytes of the character at the front of `text` that is not ASCII, and
 * in `out` what stands for it: at most two bytes, none for punctuation,
 * blanks that do not break, marks and a byte order mark.
 */
static size_t
fold(char out[3], size_t *out_len, const uint8_t *text, size_t len)
{
	uint8_t next = len > 1 ? text[1] : 0;

	*out_len = 0;
	if (text[0] == 0xc2 && len > 1) {
		/* The ordinal signs of No and Na. */
		if (next == 0xb0 || next == 0xba)
			out[(*out_len)++] = 'o';
		return 2;
	}
	if (text[0] == 0xc3 && next >= 0x80 && next <= 0xbf) {
		char c = latin[next - 0x80];

		if (c != '-')
			out[(*out_len)++] = c;
		if (next == 0x9f)
			out[(*out_len)++] = 's';
		if (next == 0x86 || next == 0xa6)
			out[(*out_len)++] = 'e';
		return 2;
	}
	/* Combining marks: U+0300 to U+036F. */
	if ((text[0] == 0xcc || (text[0] == 0xcd && next < 0xb0)) && len > 1)
		return 2;
	if (len > 1 && (text[0] == 0xc4 || text[0] == 0xc5)) {
		out[(*out_len)++] =
		    latin_a[(size_t)(text[0] - 0xc4) * 64 + (next & 0x3f)];
		return 2;
	}
	if (len > 1 && text[0] >= 0xce && text[0] <= 0xd1)
		return fold_capital(out, out_len, text[0], next);
	/* Full-width letters, digits and signs: U+FF01 to U+FF5E. */
	if (len > 2 && text[0] == 0xef && (next == 0xbc || next == 0xbd)) {
		unsigned int c = (next & 0x3fU) << 6 | (text[2] & 0x3fU);

		if (c >= 0xf01 && c <= 0xf5e) {
			*out_len = fold_ascii(out, (char)(c - 0xf01 + '!'));
			return 3;
		}
	}
	if (len > 2 && is_sign(text))
		return 3;
	out[(*out_len)++] = (char)text[0];
	return 1;
}

/*
 * The form in which a header is compared: letters without case and accents,
 * digits, and three signs that change what a word means. Empty if it is too
 * long.
 */
void
psi_header_form(char out[PSI_HEADER_FORM_CHARS], const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		char folded[3];
		size_t num;

		if ((uint8_t)text[i] >= 0x80)
			i += fold(
			    folded, &num, (const uint8_t *)text + i, len - i);
		else
			num = fold_ascii(folded, text[i++]);
		if (n + num >= PSI_HEADER_FORM_CHARS) {
			n = 0;
			break;
		}
		memcpy(out + n, folded, num);
		n += num;
	}
	out[n] = '\0';
}
