#include "table/unwrap_lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "table/unwrap_bytes.h"

/* Without what mail puts around a line. */
static void
trim(const struct psi_unwrap_change *change, const uint8_t **text, size_t *len)
{
	while (*len > 0 &&
	    (psi_coded_is_blank(**text) ||
		(change->is_quoted && **text == '>'))) {
		(*text)++;
		(*len)--;
	}
	/* The text of a term may end in blanks that belong to it. */
	while (*len > 0 &&
	    ((*text)[*len - 1] == '\r' ||
		(change->is_record && psi_coded_is_blank((*text)[*len - 1]))))
		(*len)--;
}

/* The cell at *at up to the separator, unquoted, behind `to`; false where there
 * is no room. */
static bool
take_cell(struct psi_unwrap_line *to, const uint8_t **at, const uint8_t *end,
    char separator)
{
	const uint8_t *p = *at;
	bool quoted = p < end && *p == '"';

	if (quoted)
		p++;
	for (; p < end; p++) {
		if (!quoted && *p == (uint8_t)separator)
			break;
		if (quoted && *p == '"') {
			if (p + 1 == end || p[1] != '"') {
				quoted = false;
				continue;
			}
			p++;
		}
		if (to->len == sizeof to->text)
			return false;
		to->text[to->len++] = *p;
	}
	*at = p < end ? p + 1 : end;
	return true;
}

bool
psi_unwrap_put(struct psi_unwrap_line *to, const void *text, size_t len)
{
	if (len > sizeof to->text - to->len)
		return false;
	memcpy(to->text + to->len, text, len);
	to->len += len;
	return true;
}

/* A cell is quoted where it holds a comma or a quote, as in RFC 4180. */
static bool
put_cell(struct psi_unwrap_line *to, const uint8_t *text, size_t len)
{
	bool quotes =
	    memchr(text, ',', len) != NULL || memchr(text, '"', len) != NULL;

	if (!quotes)
		return psi_unwrap_put(to, text, len);
	if (!psi_unwrap_put(to, "\"", 1))
		return false;
	for (size_t i = 0; i < len; i++)
		if ((text[i] == '"' && !psi_unwrap_put(to, "\"", 1)) ||
		    !psi_unwrap_put(to, text + i, 1))
			return false;
	return psi_unwrap_put(to, "\"", 1);
}

/* Name and value out of cells; one cell is a whole line that was quoted. Empty
 * cells behind them are of a spreadsheet. */
static bool
join_cells(
    struct psi_unwrap_line *to, const uint8_t *text, size_t len, char separator)
{
	const uint8_t *end = text + len;
	struct psi_unwrap_line *cell = calloc(1, sizeof *cell);
	size_t num = 0;
	bool good = cell != NULL;

	to->len = 0;
	for (; good && text < end; num++) {
		cell->len = 0;
		good = take_cell(cell, &text, end, separator);
		if (!good || (num >= 2 && cell->len == 0))
			continue;
		if (num == 0)
			good = psi_unwrap_put(to, cell->text, cell->len);
		else
			good = psi_unwrap_put(to, ",", 1) &&
			    put_cell(to, cell->text, cell->len);
	}
	if (good && num == 1 && end[-1] == (uint8_t)separator)
		good = psi_unwrap_put(to, ",", 1);
	if (cell != NULL)
		sodium_memzero(cell, sizeof *cell);
	free(cell);
	return good;
}

void
psi_unwrap_take_line(struct psi_unwrap_line *out,
    const struct psi_unwrap_change *change, const uint8_t *text, size_t len)
{
	trim(change, &text, &len);
	if (change->has_cells && join_cells(out, text, len, change->separator))
		return;
	out->len = 0;
	(void)psi_unwrap_put(out, text, len);
}

/* ---- what was done ---- */

/* The line at *at that has its end; false behind the last. */
static bool
look_line(const struct psi_unwrap_change *change, const uint8_t **at,
    const uint8_t *end, const uint8_t **text, size_t *len)
{
	const uint8_t *stop = *at == end
	    ? NULL
	    : memchr(*at, change->line_end, (size_t)(end - *at));

	if (stop == NULL)
		return false;
	*text = *at;
	*len = (size_t)(stop - *at);
	*at = stop + 1;
	return true;
}

/* "record;value" and its like: what separates the cells, and whether they are
 * quoted. False for what is no first line of ours. */
static bool
look_header(struct psi_unwrap_change *change, const uint8_t *text, size_t len)
{
	static const char separators[] = ",;\t";
	char bare[32];
	size_t num = 0;

	trim(change, &text, &len);
	for (size_t i = 0; i < len && num < sizeof bare - 1; i++) {
		if (text[i] != '"')
			bare[num++] = (char)text[i];
		else
			change->has_cells = true;
	}
	bare[num] = '\0';
	for (const char *s = separators; *s != '\0'; s++) {
		static const char *const names[] = { "record", "term" };

		for (size_t i = 0; i < 2; i++) {
			char wanted[16];
			int n = snprintf(
			    wanted, sizeof wanted, "%s%cvalue", names[i], *s);
			const char *rest = bare + n;

			if (strncmp(bare, wanted, (size_t)n) != 0 ||
			    rest[strspn(rest, ",;\t ")] != '\0')
				continue;
			change->is_record = i == 0;
			change->separator = *s;
			change->has_cells =
			    change->has_cells || *s != ',' || rest[0] != '\0';
			return true;
		}
	}
	return false;
}

/* How the lines of a file of ours differ from those that are written. */
bool
psi_unwrap_look_lines(
    struct psi_unwrap_change *change, const uint8_t *in, size_t in_len)
{
	const uint8_t *end = in + in_len;
	bool has_header = false;
	const uint8_t *text;
	size_t len;

	while (look_line(change, &in, end, &text, &len)) {
		size_t bare = len;

		if (!has_header && len > 0 && text[0] == '>')
			change->is_quoted = true;
		trim(change, &text, &bare);
		if (bare == 0) {
			change->has_blanks = true;
			continue;
		}
		if (!has_header && !look_header(change, text, bare))
			return false;
		has_header = true;
		if (change->is_record &&
		    memchr(text, change->separator, bare) == NULL)
			change->is_wrapped = true;
		/* One CR may stand before LF. */
		if (bare + 1 < len || (bare < len && text[bare] != '\r'))
			change->has_blanks = true;
	}
	return has_header &&
	    (change->is_quoted || change->has_cells || change->is_wrapped ||
		change->has_blanks || change->line_end != '\n');
}
