#include "terms/field_text.h"

#include <stdint.h>
#include <string.h>

#include "psi/escape.h"

#include "base/utf8.h"

/* A character that ends a line or moves to the next column. */
static bool
parts_lines(uint32_t c)
{
	return (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 ||
	    c == 0x2029;
}

size_t
psi_field_text(
    char *out, size_t out_size, bool *is_cut, const char *text, size_t len)
{
	size_t n = 0;
	size_t pos = 0;
	size_t marks = 0;

	out[0] = '\0';
	*is_cut = false;
	if (psi_utf8_prefix((const uint8_t *)text, len) != len)
		return 0;
	while (pos < len && !*is_cut) {
		size_t at = pos;
		uint32_t c = psi_utf8_next(text, &pos);
		bool blank = c == ' ' || parts_lines(c);

		if (!blank && (psi_is_control(c) || psi_is_invisible(c)))
			continue;
		if (psi_is_mark(c) && (n == 0 || marks == PSI_MARKS_MAX))
			continue;
		marks = psi_is_mark(c) ? marks + 1 : 0;
		/* None at the beginning, and one for a line end. */
		if (blank && (n == 0 || (c != ' ' && out[n - 1] == ' ')))
			continue;
		if (n + (pos - at) >= out_size) {
			*is_cut = !blank;
			continue;
		}
		if (blank) {
			out[n++] = ' ';
			continue;
		}
		memcpy(out + n, text + at, pos - at);
		n += pos - at;
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return n;
}

bool
psi_field_text_valid(const char *text, size_t len)
{
	size_t marks = PSI_MARKS_MAX;

	if (len == 0 || text[0] == ' ' || text[len - 1] == ' ' ||
	    psi_utf8_prefix((const uint8_t *)text, len) != len)
		return false;
	for (size_t pos = 0; pos < len;) {
		uint32_t c = psi_utf8_next(text, &pos);

		if (psi_is_control(c) || psi_is_invisible(c))
			return false;
		if (psi_is_mark(c) && marks == PSI_MARKS_MAX)
			return false;
		marks = psi_is_mark(c) ? marks + 1 : 0;
	}
	return true;
}
