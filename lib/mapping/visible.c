#include "mapping/visible.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/formula.h"
#include "base/short_text.h"
#include "base/utf8.h"

/* Unicode 15, DerivedCoreProperties.txt (Default_Ignorable_Code_Point) and
 * PropList.txt (Bidi_Control, White_Space but the plain blanks). */
static const struct {
	uint32_t first;
	uint32_t last;
} unseen[] = {
	{ 0x0000, 0x001f },
	{ 0x007f, 0x009f },
	{ 0x00ad, 0x00ad },
	{ 0x034f, 0x034f },
	{ 0x061c, 0x061c },
	{ 0x115f, 0x1160 },
	{ 0x17b4, 0x17b5 },
	{ 0x180b, 0x180f },
	{ 0x200b, 0x200f },
	{ 0x2028, 0x202e },
	{ 0x2060, 0x206f },
	{ 0x3164, 0x3164 },
	{ 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff },
	{ 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffb },
	{ 0xfffe, 0xffff },
	{ 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a },
	{ 0xe0000, 0xe0fff },
};

static bool
is_unseen(uint32_t c)
{
	for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++)
		if (c >= unseen[i].first && c <= unseen[i].last)
			return true;
	return false;
}

/* No control, no semicolon, and nothing but ASCII? Each of the three sets the
 * highest bit of a byte that is none of this (and then perhaps of others). */
static bool
word_is_plain(uint64_t word)
{
	const uint64_t ones = UINT64_MAX / 255;
	uint64_t semicolons;

	semicolons = word ^ ones * ';';
	return ((word | (word - ones * 0x20) | (word + ones) |
		    ((semicolons - ones) & ~semicolons)) &
		   ones * 0x80) == 0;
}

static bool
eight_are_plain(const char *text)
{
	uint64_t word;

	memcpy(&word, text, sizeof word);
	return word_is_plain(word);
}

/* The rest of a text, which is under eight bytes and past its beginning: the
 * last eight bytes once more, or what there is. */
static bool
rest_is_plain(const char *text, size_t len, size_t from)
{
	if (len >= PSI_SHORT_TEXT_BYTES)
		return eight_are_plain(text + len - PSI_SHORT_TEXT_BYTES);
	return word_is_plain(psi_short_text(text + from, len - from));
}

static bool
is_harmless(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

/* Would psi_visible_append change nothing? */
static bool
is_plain(const char *text, size_t len)
{
	bool at_beginning = true;

	/* A letter or digit in front is no beginning of a formula. */
	if (len > 0 && is_harmless(text[0]))
		at_beginning = false;
	for (size_t i = 0; i < len; i++) {
		unsigned char c;

		/* Past the beginning eight at a time have nothing to tell. */
		while (!at_beginning && len - i >= sizeof(uint64_t) &&
		    eight_are_plain(text + i))
			i += sizeof(uint64_t);
		if (i == len ||
		    (!at_beginning && len - i < sizeof(uint64_t) &&
			rest_is_plain(text, len, i)))
			break;
		c = (unsigned char)text[i];
		if (c < 0x20 || c >= 0x7f ||
		    (at_beginning && psi_is_formula_sign(c)))
			return false;
		if (c == ';')
			at_beginning = true;
		else if (c != ' ')
			at_beginning = false;
	}
	return true;
}

static int
append_escape(struct psi_buf *out, uint32_t c, struct psi_error *err)
{
	static const char digits[] = "0123456789ABCDEF";
	char text[16] = "\\u{";
	size_t n = 3;

	for (int shift = 20; shift >= 0; shift -= 4)
		if (c >> shift != 0 || shift <= 4)
			text[n++] = digits[c >> shift & 15];
	text[n++] = '}';
	return psi_buf_append(out, text, n, err);
}

int
psi_visible_append(
    struct psi_buf *out, const char *text, size_t len, struct psi_error *err)
{
	bool at_beginning;
	int rc = 0;

	if (is_plain(text, len))
		return psi_buf_append(out, text, len, err);
	at_beginning = !psi_is_signed_number(text, len);
	for (size_t i = 0; rc == 0 && i < len;) {
		uint32_t c = 0xfffd;
		size_t n =
		    psi_utf8_decode(&c, (const uint8_t *)text + i, len - i);
		bool is_escaped = n == 0 || is_unseen(c);

		if (at_beginning && psi_is_formula_sign(c))
			rc = psi_buf_append(out, "'", 1, err);
		if (rc == 0 && is_escaped)
			rc = append_escape(out, c, err);
		else if (rc == 0)
			rc = psi_buf_append(out, text + i, n, err);
		/* Blanks do not end a beginning, and an invisible character
		 * is written out, which does. */
		if (c == ';')
			at_beginning = true;
		else if (is_escaped || !psi_is_formula_blank(c))
			at_beginning = false;
		i += n == 0 ? 1 : n;
	}
	return rc;
}
