/* Characters of ASCII, without regard to a locale: pure functions. */
#ifndef PSI_BASE_ASCII_H
#define PSI_BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline char
psi_ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool
psi_ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Within a line: what ends lines is none. */
static inline bool
psi_ascii_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool
psi_ascii_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool
psi_ascii_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || psi_ascii_is_upper(c);
}

/* Whether all bytes are below 0x80. */
static inline bool
psi_ascii_is_all(const char *text, size_t text_len)
{
	uint8_t all = 0;

	for (size_t i = 0; i < text_len; i++)
		all |= (uint8_t)text[i];
	return all < 0x80;
}

#endif
