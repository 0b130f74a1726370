#include "normal/codepoint.h"

#include <stddef.h>

#include "base/bytes.h"

/* A row is a code point and, in the low byte, its kind. */
static const uint32_t rows[] = {
#define KIND(first, kind) (uint32_t)(first) << 8 | PSI_KIND_##kind,
#include "normal/unicode.def"
#undef KIND
};

#define NUM_ROWS (sizeof rows / sizeof rows[0])

/* The last row that does not begin behind the code point; the first row
 * begins at 0. */
static uint32_t
find_row(uint32_t code_point)
{
	size_t lo = 0, hi = NUM_ROWS;

	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (rows[mid] >> 8 <= code_point)
			lo = mid;
		else
			hi = mid;
	}
	return rows[lo];
}

enum psi_code_point_kind
psi_code_point_kind(uint32_t code_point)
{
	return (enum psi_code_point_kind)(find_row(code_point) & 0xFF);
}

int
psi_code_point_digit(uint32_t code_point)
{
	uint32_t row = find_row(code_point);

	if ((row & 0xFF) != PSI_KIND_DIGIT)
		return -1;
	return (int)((code_point - (row >> 8)) % 10);
}

void
psi_code_point_fingerprint(struct psi_sha256 *ctx)
{
	for (size_t i = 0; i < NUM_ROWS; i++) {
		uint8_t row[5];

		psi_u32be(row, rows[i] >> 8);
		row[4] = (uint8_t)(rows[i] & 0xFF);
		psi_sha256_update(ctx, row, sizeof row);
	}
}
