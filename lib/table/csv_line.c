#include "table/csv_line.h"

#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/buf.h"
#include "base/error.h"

#define CELLS_MIN 32

int
psi_csv_cells_init(struct psi_csv_cells *cells, struct psi_error *err)
{
	cells->cell = psi_array_new(CELLS_MIN, sizeof *cells->cell);
	if (cells->cell == NULL)
		return psi_error_nomem(err);
	cells->size = CELLS_MIN;
	return 0;
}

void
psi_csv_cells_clear(struct psi_csv_cells *cells)
{
	psi_array_free(cells->cell, cells->size, sizeof *cells->cell);
	*cells = (struct psi_csv_cells){ NULL, 0, 0 };
}

int
psi_csv_cells_widen(
    struct psi_csv_cells *cells, uint64_t line, struct psi_error *err)
{
	void *grown = cells->cell;
	int rc;

	if (cells->num == PSI_CSV_COLUMNS_MAX)
		return psi_error_set_line(err, PSI_E_INPUT, line,
		    "the row has more than %d cells", PSI_CSV_COLUMNS_MAX);
	if (cells->num < cells->size)
		return 0;
	rc = psi_array_grow(
	    &grown, &cells->size, cells->num, 1, sizeof *cells->cell, err);
	if (rc == 0)
		cells->cell = grown;
	return rc;
}

bool
psi_csv_line_is_blank(const uint8_t *piece, size_t len, char delimiter)
{
	for (size_t i = 0; i < len; i++) {
		char c = (char)piece[i];

		if (c == delimiter)
			return false;
		if (!psi_ascii_is_blank(c) && c != '\r' && c != '\n')
			return false;
	}
	return true;
}

/* Bit 7 of each byte that is `c`, and no other bit. */
static uint64_t
bytes_that_are(uint64_t word, char c)
{
	const uint64_t ones = UINT64_MAX / 255;
	uint64_t x = word ^ ones * (uint8_t)c;

	return ~(((x & ones * 0x7f) + ones * 0x7f) | x | ones * 0x7f);
}

/* The first of the bytes that bytes_that_are found, and the others. */
static size_t
take_first(uint64_t *bits)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	size_t first = (size_t)__builtin_ctzll(*bits);

	*bits &= *bits - 1;
#else
	size_t first = (size_t)__builtin_clzll(*bits);

	*bits &= ~(UINT64_C(1) << 63 >> first);
#endif
	return first >> 3;
}

/* Where the cells of a line go: kept apart from the array, since a store to
 * one would make the compiler read the other anew for each cell. */
struct cutting {
	struct psi_csv_cells *cells;
	struct psi_cell *next;
	struct psi_cell *last;
	uint64_t line;
	char delimiter;
};

static void
begin_cutting(struct cutting *cutting)
{
	struct psi_csv_cells *cells = cutting->cells;
	size_t room = cells->size < PSI_CSV_COLUMNS_MAX ? cells->size
							: PSI_CSV_COLUMNS_MAX;

	cutting->next = cells->cell + cells->num;
	cutting->last = cells->cell + room;
}

static void
end_cutting(const struct cutting *cutting)
{
	cutting->cells->num = (size_t)(cutting->next - cutting->cells->cell);
}

/* More room, or a refusal. */
static __attribute__((noinline)) int
widen(struct cutting *cutting, struct psi_error *err)
{
	int rc;

	end_cutting(cutting);
	rc = psi_csv_cells_widen(cutting->cells, cutting->line, err);
	begin_cutting(cutting);
	return rc;
}

/* A cell, without the blanks around it, of which few cells have any. */
static inline int
cut_cell(struct cutting *cutting, const char *p, const char *end,
    struct psi_error *err)
{
	int rc;

	if (cutting->next == cutting->last && (rc = widen(cutting, err)) != 0)
		return rc;
	if (p < end && ((uint8_t)p[0] <= ' ' || (uint8_t)end[-1] <= ' ')) {
		while (p < end && psi_ascii_is_blank(*p))
			p++;
		while (end > p && psi_ascii_is_blank(end[-1]))
			end--;
	}
	cutting->next->text = p;
	cutting->next->len = (size_t)(end - p);
	cutting->next++;
	return 0;
}

/* Cut at the delimiters. Eight bytes are looked at in one go: most cells are so
 * short that a call for each of them would cost more than to look. */
static inline int
cut_line(struct cutting *cutting, const char *begin, const char *end,
    struct psi_error *err)
{
	const char *p = begin;
	uint64_t word;
	int rc;

	for (; end - p >= (ptrdiff_t)sizeof word; p += sizeof word) {
		memcpy(&word, p, sizeof word);
		word = bytes_that_are(word, cutting->delimiter);
		while (word != 0) {
			const char *stop = p + take_first(&word);

			if ((rc = cut_cell(cutting, begin, stop, err)) != 0)
				return rc;
			begin = stop + 1;
		}
	}
	for (; p < end; p++) {
		if (*p != cutting->delimiter)
			continue;
		if ((rc = cut_cell(cutting, begin, p, err)) != 0)
			return rc;
		begin = p + 1;
	}
	return cut_cell(cutting, begin, end, err);
}

int
psi_csv_line_cut(struct psi_csv_cells *cells, const struct psi_csv_line *line,
    char delimiter, struct psi_error *err)
{
	const char *begin = (const char *)line->text;
	const char *end = begin + line->len;
	struct cutting cutting = {
		.cells = cells, .line = line->number, .delimiter = delimiter
	};
	int rc;

	while (end > begin && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	begin_cutting(&cutting);
	rc = cut_line(&cutting, begin, end, err);
	end_cutting(&cutting);
	return rc;
}

bool
psi_csv_line_has_formula(const uint8_t *piece, size_t len)
{
	const uint8_t *p = memchr(piece, '=', len);

	while (p != NULL && p + 1 < piece + len && p[1] != '"')
		p = memchr(p + 1, '=', (size_t)(piece + len - p - 1));
	return p != NULL;
}

int
psi_csv_line_unwrap(struct psi_buf *out, struct psi_csv_line *line,
    char delimiter, struct psi_error *err)
{
	const uint8_t *in = line->text;
	bool begins = true;
	bool quoted = false;
	int rc;

	out->len = 0;
	if ((rc = psi_buf_reserve(out, line->len, err)) != 0)
		return rc;
	for (size_t i = 0; i < line->len; i++) {
		bool mark = in[i] == '"';

		if (begins && !quoted && in[i] == '=' && i + 1 < line->len &&
		    in[i + 1] == '"')
			continue;
		quoted = mark ? !quoted : quoted;
		begins = !quoted && !mark &&
		    (in[i] == (uint8_t)delimiter || (begins && in[i] == ' '));
		out->data[out->len++] = in[i];
	}
	line->text = out->data;
	line->len = out->len;
	return 0;
}

void
psi_csv_cell_unwrap(struct psi_cell *cell)
{
	if (cell->len < 3 || cell->text[0] != '=' || cell->text[1] != '"' ||
	    cell->text[cell->len - 1] != '"')
		return;
	cell->text += 2;
	cell->len -= 3;
}
