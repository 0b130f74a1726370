#include "normal/identifier_text.h"

#include <string.h>

#include "base/ascii.h"

enum psi_reject
psi_identifier_squeeze(
    struct psi_identifier *out, const char *text, size_t text_len, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < text_len; i++) {
		char c = text[i];

		if (c == ' ' || c == '-' || c == '.' || c == '/' || c == '\t' ||
		    c == '\'')
			continue;
		if (c == '\xc2' && i + 1 < text_len && text[i + 1] == '\xa0') {
			i++;
			continue;
		}
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!psi_ascii_is_digit(c) && !psi_ascii_is_upper(c))
			return PSI_REJECT_ID_CHARACTER;
		if (n == max)
			return PSI_REJECT_ID_LENGTH;
		out->text[n++] = c;
	}
	out->text[n] = '\0';
	out->len = n;
	out->padded = false;
	return PSI_REJECT_NONE;
}

bool
psi_identifier_is_digits(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!psi_ascii_is_digit(text[i]))
			return false;
	}
	return true;
}

bool
psi_identifier_is_repeated(const char *text, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		if (text[i] != text[0])
			return false;
	}
	return true;
}

bool
psi_identifier_is_nought(const char *text, size_t len)
{
	bool zero = false;

	for (size_t i = 0; i < len; i++) {
		if (text[i] >= '1' && text[i] <= '9')
			return false;
		zero = zero || text[i] == '0';
	}
	return zero;
}

void
psi_identifier_pad(struct psi_identifier *id, size_t len)
{
	size_t more;

	if (id->len >= len)
		return;
	more = len - id->len;
	memmove(id->text + more, id->text, id->len + 1);
	memset(id->text, '0', more);
	id->len = len;
	id->padded = true;
}
