#include "normal/han.h"

#include <stddef.h>

#include "base/bytes.h"

struct han {
	uint32_t from;
	uint32_t to;
};

static const struct han table[] = {
#define HAN(from, to) { from, to },
#include "normal/han.def"
#undef HAN
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

uint32_t
psi_han_fold(uint32_t code_point)
{
	size_t lo = 0, hi = COUNT(table);

	if (code_point < table[0].from || code_point > table[hi - 1].from)
		return code_point;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (table[mid].from == code_point)
			return table[mid].to;
		if (table[mid].from < code_point)
			lo = mid + 1;
		else
			hi = mid;
	}
	return code_point;
}

void
psi_han_fingerprint(struct psi_sha256 *ctx)
{
	uint8_t pair[8];

	for (size_t i = 0; i < COUNT(table); i++) {
		psi_u32be(pair, table[i].from);
		psi_u32be(pair + 4, table[i].to);
		psi_sha256_update(ctx, pair, sizeof pair);
	}
}
