#include "kit/near.h"

#include <string.h>

#define LETTERS_MAX 64
/* Shorter parts of a word are found everywhere. */
#define PART_MIN 4

/* Letters and digits in lower case; bytes over 127 as they are. */
static size_t
fold(char out[LETTERS_MAX], const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < LETTERS_MAX; i++) {
		char c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		    (unsigned char)c > 127)
			out[n++] = c;
	}
	return n;
}

static size_t
min(size_t a, size_t b)
{
	return a < b ? a : b;
}

static size_t
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	/* The row of the table for the letters of `a` so far. */
	size_t row[LETTERS_MAX + 1];

	for (size_t j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t same = corner + (a[i - 1] != b[j - 1]);

			corner = row[j];
			row[j] = min(same, 1 + min(row[j], row[j - 1]));
		}
	}
	return row[b_len];
}

size_t
psi_near_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	char one[LETTERS_MAX];
	char other[LETTERS_MAX];
	size_t one_len = fold(one, a, a_len);

	return distance(one, one_len, other, fold(other, b, b_len));
}

static bool
contains(const char *text, size_t len, const char *part, size_t part_len)
{
	for (size_t i = 0; part_len <= len && i <= len - part_len; i++)
		/* Letters of words, which are no secret. */
		if (memcmp(text + i, part, part_len) == 0)
			return true;
	return false;
}

bool
psi_near_is(const char *a, size_t a_len, const char *b, size_t b_len)
{
	char one[LETTERS_MAX];
	char other[LETTERS_MAX];
	size_t one_len = fold(one, a, a_len);
	size_t other_len = fold(other, b, b_len);

	if (one_len == 0 || other_len == 0)
		return false;
	if (min(one_len, other_len) >= PART_MIN &&
	    (contains(one, one_len, other, other_len) ||
		contains(other, other_len, one, one_len)))
		return true;
	return distance(one, one_len, other, other_len) <=
	    (min(one_len, other_len) + 1) / 3;
}
