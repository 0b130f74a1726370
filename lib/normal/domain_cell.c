/* The addresses of a cell that may hold several (lib/KEYS.md, "Values of a
 * cell"). */
#include <string.h>

#include "base/ascii.h"
#include "normal/domain.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Length of the blank at `text` (ASCII, U+00A0 or U+3000), or 0. */
static size_t
blank_len(const char *text, size_t len)
{
	if (len >= 1 && (*text == ' ' || (*text >= '\t' && *text <= '\r')))
		return 1;
	if (len >= 2 && memcmp(text, "\xc2\xa0", 2) == 0)
		return 2;
	if (len >= 3 && memcmp(text, "\xe3\x80\x80", 3) == 0)
		return 3;
	return 0;
}

static bool
is_separator(char c)
{
	return c == ',' || c == ';' || c == '|';
}

/* A sign, or the first byte of a blank: nothing else can separate. */
static bool
may_separate(char c)
{
	return (uint8_t)c <= ' ' || is_separator(c) || c == '\xc2' ||
	    c == '\xe3';
}

/* Does the text begin like an address of its own? */
static bool
begins_address(const char *text, size_t len)
{
	static const char *const begins[] = { "http", "//", "www." };

	for (size_t i = 0; i < COUNT(begins); i++) {
		size_t n = strlen(begins[i]);
		size_t k = 0;

		while (k < n && k < len &&
		    psi_ascii_lower(text[k]) == begins[i][k])
			k++;
		if (k == n)
			return true;
	}
	return false;
}

/* Does a value have a path of more than a slash, a query or a fragment? A
 * slash that is part of "//" begins no path. */
static bool
has_path(const char *value, size_t len)
{
	for (size_t k = 0; k < len; k++) {
		if (value[k] == '?' || value[k] == '#')
			return true;
		/* Browsers take "\\" for "/", and so does a host's end. */
		if (value[k] != '/' && value[k] != '\\')
			continue;
		if (k + 1 == len || value[k + 1] != value[k])
			return k + 1 < len;
		k++;
	}
	return false;
}

/*
 * Length of what separates values at `i`: a run of blanks, or one sign; 0 if
 * nothing does. People paste addresses of documents with blanks in their
 * names, so behind a path it separates only if an address begins there, or,
 * for a sign, if a blank follows.
 */
static size_t
separator_len(
    const char *cell, size_t cell_len, size_t start, size_t i, bool *separates)
{
	size_t next = i;
	size_t blank;

	if (is_separator(cell[i])) {
		next++;
		*separates = next == cell_len ||
		    blank_len(cell + next, cell_len - next) > 0;
	} else {
		while (next < cell_len &&
		    (blank = blank_len(cell + next, cell_len - next)) > 0)
			next += blank;
		*separates = next == cell_len;
	}
	if (next == i || *separates)
		return next - i;
	*separates = is_separator(cell[next]) ||
	    begins_address(cell + next, cell_len - next) ||
	    !has_path(cell + start, i - start);
	return next - i;
}

static bool
has_letter_or_digit(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (psi_ascii_is_letter(text[i]) ||
		    psi_ascii_is_digit(text[i]) || (uint8_t)text[i] >= 0x80)
			return true;
	}
	return false;
}

bool
psi_domain_next(size_t *pos, const char **part, size_t *part_len,
    const char *cell, size_t cell_len)
{
	size_t i = *pos;

	while (i < cell_len) {
		bool separates = false;
		size_t start = i;
		size_t gap = 0;

		while (i < cell_len) {
			if (!may_separate(cell[i])) {
				i++;
				continue;
			}
			gap =
			    separator_len(cell, cell_len, start, i, &separates);
			if (gap > 0 && separates)
				break;
			i += gap > 0 ? gap : 1;
		}
		*part = cell + start;
		*part_len = i - start;
		if (i < cell_len)
			i += gap;
		*pos = i;
		/* A lone "-" or "/" between two addresses says nothing. */
		if (has_letter_or_digit(*part, *part_len))
			return true;
	}
	return false;
}
