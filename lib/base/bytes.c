#include "base/bytes.h"

#include <string.h>

void
psi_hex_encode(char *out, const uint8_t *in, size_t in_len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < in_len; i++) {
		out[2 * i] = digits[in[i] >> 4];
		out[2 * i + 1] = digits[in[i] & 15];
	}
	out[2 * in_len] = '\0';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool
psi_hex_decode(uint8_t *out, size_t out_len, const char *in, size_t in_len)
{
	if (in_len / 2 != out_len || in_len % 2 != 0)
		return false;
	for (size_t i = 0; i < out_len; i++) {
		int high = hex_digit(in[2 * i]);
		int low = hex_digit(in[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

static const char alphabet[64] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "abcdefghijklmnopqrstuvwxyz0123456789+/";

void
psi_base64_encode(char *out, const uint8_t *in, size_t in_len)
{
	size_t i = 0;

	for (; i + 3 <= in_len; i += 3, out += 4) {
		uint32_t x = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 |
		    in[i + 2];

		out[0] = alphabet[x >> 18];
		out[1] = alphabet[x >> 12 & 63];
		out[2] = alphabet[x >> 6 & 63];
		out[3] = alphabet[x & 63];
	}
	if (in_len - i == 1) {
		out[0] = alphabet[in[i] >> 2];
		out[1] = alphabet[(in[i] & 3) << 4];
		out[2] = '=';
		out[3] = '=';
	} else if (in_len - i == 2) {
		out[0] = alphabet[in[i] >> 2];
		out[1] = alphabet[(in[i] & 3) << 4 | in[i + 1] >> 4];
		out[2] = alphabet[(in[i + 1] & 15) << 2];
		out[3] = '=';
	}
}

/* One more than the value of a base64 character; 0 for all others. */
/* clang-format off */
static const uint8_t values[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6,
	['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12,
	['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17,
	['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22,
	['W'] = 23, ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27,
	['b'] = 28, ['c'] = 29, ['d'] = 30, ['e'] = 31, ['f'] = 32,
	['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37,
	['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47,
	['v'] = 48, ['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52,
	['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56, ['4'] = 57,
	['5'] = 58, ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62,
	['+'] = 63, ['/'] = 64,
};
/* clang-format on */

/* The last, padded group: `rest` bytes, 1 or 2. */
static bool
decode_tail(uint8_t *out, size_t rest, const char *in)
{
	unsigned int a = values[(unsigned char)in[0]];
	unsigned int b = values[(unsigned char)in[1]];
	unsigned int c;

	if (a == 0 || b == 0 || in[3] != '=')
		return false;
	a--;
	b--;
	if (rest == 1) {
		if (in[2] != '=' || (b & 15) != 0)
			return false;
		out[0] = (uint8_t)(a << 2 | b >> 4);
		return true;
	}
	c = values[(unsigned char)in[2]];
	if (c == 0 || ((c - 1) & 3) != 0)
		return false;
	c--;
	out[0] = (uint8_t)(a << 2 | b >> 4);
	out[1] = (uint8_t)(b << 4 | c >> 2);
	return true;
}

bool
psi_base64_decode(uint8_t *out, size_t out_len, const char *in, size_t in_len)
{
	if (in_len % 4 != 0 || in_len / 4 != (out_len + 2) / 3)
		return false;
	for (; out_len >= 3; out_len -= 3, out += 3, in += 4) {
		uint32_t a = values[(unsigned char)in[0]];
		uint32_t b = values[(unsigned char)in[1]];
		uint32_t c = values[(unsigned char)in[2]];
		uint32_t d = values[(unsigned char)in[3]];
		uint32_t x;

		if (a == 0 || b == 0 || c == 0 || d == 0)
			return false;
		x = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
		out[0] = (uint8_t)(x >> 16);
		out[1] = (uint8_t)(x >> 8);
		out[2] = (uint8_t)x;
	}
	return out_len == 0 || decode_tail(out, out_len, in);
}

bool
psi_decimal_decode(uint64_t *out, const char *in, size_t in_len, uint64_t max)
{
	uint64_t x = 0;

	if (in_len == 0 || (in_len > 1 && in[0] == '0'))
		return false;
	for (size_t i = 0; i < in_len; i++) {
		uint64_t digit;

		if (in[i] < '0' || in[i] > '9')
			return false;
		digit = (uint64_t)(in[i] - '0');
		if (x > (UINT64_MAX - digit) / 10)
			return false;
		x = 10 * x + digit;
	}
	if (x > max)
		return false;
	*out = x;
	return true;
}

size_t
psi_decimal_encode(char out[PSI_DECIMAL_CHARS], uint64_t n)
{
	char digits[PSI_DECIMAL_CHARS];
	size_t first = sizeof digits;

	do {
		digits[--first] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	memcpy(out, digits + first, sizeof digits - first);
	return sizeof digits - first;
}

bool
psi_public_equal(const void *a, const void *b, size_t len)
{
	/* Public by contract (bytes.h); nothing to read where there is nothing. */
	return len == 0 || memcmp(a, b, len) == 0;
}
