#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

/*
 * Bytes of the character at `in`, or 0 if there is none (RFC 3629, section
 * 4). The second byte's range depends on the first; that excludes the longer
 * forms, the surrogates and all above U+10FFFF.
 */
static size_t
utf8_char(const uint8_t *in, size_t in_len)
{
	uint8_t low = 0x80;
	uint8_t high = 0xbf;
	size_t n;

	if (in[0] >= 0xc2 && in[0] <= 0xdf)
		n = 2;
	else if (in[0] >= 0xe0 && in[0] <= 0xef)
		n = 3;
	else if (in[0] >= 0xf0 && in[0] <= 0xf4)
		n = 4;
	else
		return 0;
	if (in_len < n)
		return 0;
	if (in[0] == 0xe0)
		low = 0xa0;
	else if (in[0] == 0xed)
		high = 0x9f;
	else if (in[0] == 0xf0)
		low = 0x90;
	else if (in[0] == 0xf4)
		high = 0x8f;
	if (in[1] < low || in[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++) {
		if ((in[i] & 0xc0) != 0x80)
			return 0;
	}
	return n;
}

size_t
psi_utf8_prefix(const uint8_t *in, size_t in_len)
{
	const uint64_t ones = 0x0101010101010101U;
	const uint64_t highs = 0x8080808080808080U;
	size_t i = 0;

	while (i < in_len) {
		size_t n;
		uint64_t word;

		if (in_len - i >= sizeof word) {
			memcpy(&word, in + i, sizeof word);
			/* Neither a high bit nor a zero byte in all eight. */
			if (((word | (word - ones)) & highs) == 0) {
				i += sizeof word;
				continue;
			}
		}
		if (in[i] < 0x80) {
			if (in[i] == 0)
				return i;
			i++;
			continue;
		}
		n = utf8_char(in + i, in_len - i);
		if (n == 0)
			return i;
		i += n;
	}
	return i;
}

uint32_t
psi_utf8_next(const char *text, size_t *pos)
{
	const uint8_t *p = (const uint8_t *)text + *pos;
	uint32_t c = p[0];
	size_t n = 1;

	if (c >= 0xf0) {
		c &= 0x07;
		n = 4;
	} else if (c >= 0xe0) {
		c &= 0x0f;
		n = 3;
	} else if (c >= 0xc0) {
		c &= 0x1f;
		n = 2;
	}
	for (size_t i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3f);
	*pos += n;
	return c;
}

size_t
psi_utf8_decode(uint32_t *out, const uint8_t *in, size_t in_len)
{
	size_t n = in[0] < 0x80 ? 1 : utf8_char(in, in_len);
	size_t pos = 0;

	if (n > 0)
		*out = psi_utf8_next((const char *)in, &pos);
	return n;
}

size_t
psi_utf8_cut(const char *text, size_t len, size_t max)
{
	if (len <= max)
		return len;
	while (max > 0 && ((uint8_t)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

bool
psi_is_control(uint32_t code_point)
{
	return code_point < 0x20 ||
	    (code_point >= 0x7f && code_point <= 0x9f) ||
	    code_point == 0x2028 || code_point == 0x2029;
}

/* The ranges ascend. */
static bool
is_in(const uint32_t (*ranges)[2], size_t num, uint32_t code_point)
{
	for (size_t i = 0; i < num; i++)
		if (code_point <= ranges[i][1])
			return code_point >= ranges[i][0];
	return false;
}

bool
psi_is_invisible(uint32_t code_point)
{
	static const uint32_t ranges[][2] = {
		{ 0x00ad, 0x00ad },
		{ 0x034f, 0x034f },
		{ 0x061c, 0x061c },
		{ 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f },
		{ 0x200b, 0x200f },
		{ 0x202a, 0x202e },
		{ 0x2060, 0x206f },
		{ 0x3164, 0x3164 },
		{ 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb },
		{ 0x1bca0, 0x1bca3 },
		{ 0x1d173, 0x1d17a },
		{ 0xe0000, 0xe0fff },
	};

	return is_in(ranges, sizeof ranges / sizeof ranges[0], code_point);
}

bool
psi_is_mark(uint32_t code_point)
{
	static const uint32_t ranges[][2] = {
		{ 0x0300, 0x036f },
		{ 0x0483, 0x0489 },
		{ 0x0591, 0x05bd },
		{ 0x0610, 0x061a },
		{ 0x064b, 0x065f },
		{ 0x06d6, 0x06dc },
		{ 0x06df, 0x06e4 },
		{ 0x0e34, 0x0e3a },
		{ 0x0e47, 0x0e4e },
		{ 0x1ab0, 0x1aff },
		{ 0x1dc0, 0x1dff },
		{ 0x20d0, 0x20ff },
		{ 0x302a, 0x302f },
		{ 0x3099, 0x309a },
		{ 0xfe20, 0xfe2f },
	};

	return is_in(ranges, sizeof ranges / sizeof ranges[0], code_point);
}
