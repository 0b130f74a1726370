#include "table/delimiter.h"

#include <string.h>

#include "base/ascii.h"

/* Rows that are looked at, and cells of a row that are told apart. */
#define ROWS_MAX 64
#define CELLS_MAX 256

static const char candidates[] = { ';', '\t', ',', '|', '^', '~' };

#define NUM_CANDIDATES sizeof candidates
/* From here on signs that stand in cells more often than between them. */
#define NUM_USUAL 3

static bool
is_blank_or_mark(uint8_t c)
{
	return psi_ascii_is_blank((char)c) || c == '"';
}

static size_t
skip_blanks(const uint8_t *line, size_t len, size_t i)
{
	while (i < len && is_blank_or_mark(line[i]))
		i++;
	return i;
}

bool
psi_delimiter_told(char *out, const uint8_t *line, size_t len)
{
	static const char word[] = "sep";
	size_t i = skip_blanks(line, len, 0);
	char told;

	for (size_t k = 0; k < sizeof word - 1; k++, i++) {
		if (i >= len || (line[i] | 0x20) != (uint8_t)word[k])
			return false;
	}
	i = skip_blanks(line, len, i);
	if (i >= len || line[i] != '=' || ++i >= len)
		return false;
	/* A tab is no blank here, if nothing else comes. */
	while (i + 1 < len && (line[i] == ' ' || line[i] == '"'))
		i++;
	told = (char)line[i++];
	if (told == '\\' && i < len && (line[i] | 0x20) == 't') {
		told = '\t';
		i++;
	} else if (len - i >= 2 && (told | 0x20) == 't' &&
	    (line[i] | 0x20) == 'a' && (line[i + 1] | 0x20) == 'b') {
		told = '\t';
		i += 2;
	}
	while (
	    i < len && (is_blank_or_mark(line[i]) || line[i] == (uint8_t)told))
		i++;
	if (i < len || told == '"' || told < '\t' ||
	    (told >= '0' && told <= '9') ||
	    ((told | 0x20) >= 'a' && (told | 0x20) <= 'z'))
		return false;
	*out = told;
	return true;
}

/* Does the semicolon at `i` end a reference of HTML, such as "&amp;"? */
static bool
ends_reference(const uint8_t *text, size_t i)
{
	for (size_t n = 1; n <= 9 && n <= i; n++) {
		uint8_t c = text[i - n];

		if (c == '&')
			return n > 2;
		if (!((c | 0x20) >= 'a' && (c | 0x20) <= 'z') &&
		    !(c >= '0' && c <= '9') && c != '#' && c != ';')
			break;
	}
	return false;
}

/* How many cells the row at `*pos` has with a delimiter; steps over it. A
 * quotation mark counts at the beginning of a cell only. */
static unsigned int
count_cells(const uint8_t *text, size_t len, size_t *pos, char delimiter)
{
	unsigned int num = 1;
	bool begins = true;
	bool quoted = false;
	size_t i = *pos;

	for (; i < len; i++) {
		uint8_t c = text[i];

		if (quoted) {
			quoted = c != '"';
			continue;
		}
		if (c == '\n' || c == '\r')
			break;
		if (c == '"' && (begins || (i > 0 && text[i - 1] == '"')))
			quoted = true;
		if (c == (uint8_t)delimiter &&
		    (c != ';' || !ends_reference(text, i)))
			num++;
		/* ="0012" is quoted as well. */
		begins = c == (uint8_t)delimiter ||
		    (begins && (c == ' ' || c == '='));
	}
	while (i < len && (text[i] == '\n' || text[i] == '\r'))
		i++;
	*pos = i;
	return num < CELLS_MAX ? num : CELLS_MAX - 1;
}

/* How well a delimiter fits. */
struct fit {
	/* Rows of the most frequent number of cells above one. */
	unsigned int rows;
	unsigned int cells;
	/* Cells of the first row that has several. */
	unsigned int first;
	/* That is the first row of all. */
	bool at_once;
};

static struct fit
measure(const uint8_t *text, size_t len, bool whole, char delimiter)
{
	uint8_t rows[CELLS_MAX] = { 0 };
	struct fit fit = { 0, 0, 0, false };
	size_t pos = 0;

	for (int row = 0; row < ROWS_MAX && pos < len; row++) {
		unsigned int cells = count_cells(text, len, &pos, delimiter);

		if (pos == len && !whole && row > 0)
			break;
		if (cells < 2)
			continue;
		if (fit.first == 0) {
			fit.first = cells;
			fit.at_once = row == 0;
		}
		if (++rows[cells] > fit.rows ||
		    (rows[cells] == fit.rows && cells > fit.cells)) {
			fit.rows = rows[cells];
			fit.cells = cells;
		}
	}
	return fit;
}

char
psi_delimiter_find(const uint8_t *text, size_t len, bool whole)
{
	struct fit best = { 0, 0, 0, false };
	char found = ',';

	for (size_t i = 0; i < NUM_CANDIDATES; i++) {
		struct fit fit = measure(text, len, whole, candidates[i]);

		/* A header has as many cells as its rows. */
		if (i >= NUM_USUAL &&
		    (!fit.at_once || fit.first != fit.cells || fit.rows < 2))
			continue;
		if (fit.rows > best.rows ||
		    (fit.rows > 0 && fit.rows == best.rows &&
			fit.first > best.first)) {
			best = fit;
			found = candidates[i];
		}
	}
	return found;
}
