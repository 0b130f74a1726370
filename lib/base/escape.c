#include "psi/escape.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* Looks like a blank, and is not U+0020. */
static bool
is_other_space(uint32_t c)
{
	return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
	    c == 0x202f || c == 0x205f || c == 0x2800 || c == 0x3000;
}

static bool
is_unsafe(uint32_t c)
{
	return psi_is_control(c) || psi_is_invisible(c) || is_other_space(c);
}

/* May a mark stand on it? */
static bool
is_letter(uint32_t c)
{
	return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z');
}

size_t
psi_escape(char *out, size_t out_size, const char *in, size_t in_len)
{
	const uint8_t *bytes = (const uint8_t *)in;
	/* How many more the last letter bears. */
	int marks = 0;
	size_t len = 0;

	for (size_t i = 0; i < in_len;) {
		char piece[16];
		uint32_t c = 0;
		size_t step = psi_utf8_decode(&c, bytes + i, in_len - i);
		bool unsafe = step == 0 || is_unsafe(c);
		size_t n;

		if (!unsafe && psi_is_mark(c))
			unsafe = marks-- <= 0;
		else
			marks = !unsafe && is_letter(c) ? PSI_MARKS_MAX : 0;
		if (unsafe && step <= 1) {
			n = (size_t)snprintf(
			    piece, sizeof piece, "\\x%02x", bytes[i]);
			step = 1;
		} else if (unsafe) {
			n = (size_t)snprintf(
			    piece, sizeof piece, "\\u%04x", (unsigned int)c);
		} else {
			memcpy(piece, in + i, step);
			n = step;
		}
		/* Never a part of an escape or of a character. */
		if (len + n < out_size)
			memcpy(out + len, piece, n);
		else if (len < out_size)
			out_size = len + 1;
		len += n;
		i += step;
	}
	if (out_size > 0)
		out[len < out_size ? len : out_size - 1] = '\0';
	return len;
}
