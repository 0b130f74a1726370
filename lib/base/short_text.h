/* Texts of under eight bytes as a word, so that all bytes are looked at in one
 * go: most cells of most tables are as short as that. */
#ifndef PSI_BASE_SHORT_TEXT_H
#define PSI_BASE_SHORT_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PSI_SHORT_TEXT_BYTES sizeof(uint64_t)

/* The bytes of a text of under PSI_SHORT_TEXT_BYTES, in any order and some of
 * them twice, and 'x' in all that are left. */
static inline uint64_t
psi_short_text(const char *text, size_t len)
{
	const uint64_t ones = UINT64_MAX / 255;
	uint32_t first;
	uint32_t last;

	if (len >= sizeof first) {
		memcpy(&first, text, sizeof first);
		memcpy(&last, text + len - sizeof last, sizeof last);
		return (uint64_t)last << 32 | first;
	}
	if (len == 0)
		return ones * 'x';
	return (ones * 'x' & ~UINT64_C(0xffffff)) | (uint8_t)text[0] |
	    (uint64_t)(uint8_t)text[len / 2] << 8 |
	    (uint64_t)(uint8_t)text[len - 1] << 16;
}

#endif
