#include "base/formula.h"

#include <string.h>

#include "base/utf8.h"
#include "psi/io.h"

bool
psi_is_formula_blank(uint32_t c)
{
	return c == 0x20 || c == 0xa0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
	    c == 0x2800 || c == 0x3000 ||
	    (psi_is_control(c) && c != '\t' && c != '\r') ||
	    psi_is_invisible(c);
}

bool
psi_is_formula_sign(uint32_t c)
{
	/* What NFKC makes = + - @ of: in full width, and small. */
	return c == '=' || c == '+' || c == '-' || c == '@' || c == 0xff1d ||
	    c == 0xff0b || c == 0xff0d || c == 0xff20 || c == 0xfe66 ||
	    c == 0xfe62 || c == 0xfe63 || c == 0xfe6b;
}

bool
psi_is_signed_number(const char *text, size_t len)
{
	if (len == 0 || (text[0] != '+' && text[0] != '-'))
		return false;
	for (size_t i = 1; i < len; i++)
		if (text[i] == '\0' ||
		    strchr("0123456789 -.,()/", text[i]) == NULL)
			return false;
	return true;
}

bool
psi_is_formula(const char *text, size_t len)
{
	for (size_t pos = 0; pos < len;) {
		uint32_t c;
		size_t n =
		    psi_utf8_decode(&c, (const uint8_t *)text + pos, len - pos);

		if (n == 0)
			return false;
		if (!psi_is_formula_blank(c))
			return psi_is_formula_sign(c) || c == '\t' || c == '\r';
		pos += n;
	}
	return false;
}
