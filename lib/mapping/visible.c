#include "mapping/visible.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"

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

/* The character at the beginning of `in` (RFC 3629); its length, and U+FFFD
 * and 1 for what is none. */
static size_t
decode(uint32_t *out, const uint8_t *in, size_t len)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = in[0] < 0x80 ? 1
	    : in[0] < 0xc0      ? 0
	    : in[0] < 0xe0      ? 2
	    : in[0] < 0xf0      ? 3
	    : in[0] < 0xf8      ? 4
				: 0;
	uint32_t c;

	*out = 0xfffd;
	if (n == 1) {
		*out = in[0];
		return 1;
	}
	if (n == 0 || n > len)
		return 1;
	c = in[0] & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if ((in[i] & 0xc0) != 0x80)
			return 1;
		c = c << 6 | (in[i] & 0x3fU);
	}
	if (c < smallest[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 1;
	*out = c;
	return n;
}

/* What a spreadsheet takes for the beginning of a formula. */
static bool
begins_formula(uint32_t c)
{
	return c == '=' || c == '+' || c == '-' || c == '@' || c == 0xff1d ||
	    c == 0xff0b || c == 0xff0d || c == 0xff20;
}

/* A sign, and nothing behind it but what numbers and telephone numbers are
 * made of. */
static bool
is_signed_number(const char *text, size_t len)
{
	if (len == 0 || (text[0] != '+' && text[0] != '-'))
		return false;
	for (size_t i = 1; i < len; i++)
		if (strchr("0123456789 -.,()/", text[i]) == NULL ||
		    text[i] == '\0')
			return false;
	return true;
}

bool
psi_visible_is_plain(const char *text, size_t len, bool neutralise)
{
	bool at_beginning = neutralise;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c >= 0x7f ||
		    (at_beginning && begins_formula(c)))
			return false;
		if (c == ';')
			at_beginning = neutralise;
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
psi_visible_append(struct psi_buf *out, const char *text, size_t len,
    bool neutralise, struct psi_error *err)
{
	bool at_beginning = neutralise && !is_signed_number(text, len);
	int rc = 0;

	if (psi_visible_is_plain(text, len, neutralise))
		return psi_buf_append(out, text, len, err);
	for (size_t i = 0; rc == 0 && i < len;) {
		uint32_t c;
		size_t n = decode(&c, (const uint8_t *)text + i, len - i);

		if (at_beginning && begins_formula(c))
			rc = psi_buf_append(out, "'", 1, err);
		if (rc == 0 && (is_unseen(c) || (c == 0xfffd && n == 1)))
			rc = append_escape(out, c, err);
		else if (rc == 0)
			rc = psi_buf_append(out, text + i, n, err);
		/* Blanks do not end a beginning, and an invisible character
		 * is written out, which does. */
		if (c == ';')
			at_beginning = neutralise;
		else if (c != ' ')
			at_beginning = false;
		i += n;
	}
	return rc;
}
