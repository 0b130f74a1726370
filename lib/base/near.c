#include "psi/near.h"

#include <stdint.h>
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

/* Row by row of the table for the first i letters of one and the first j of the
 * other; letters that are exchanged look two rows back. */
static size_t
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][LETTERS_MAX + 1];
	size_t *before = rows[0];
	size_t *last = rows[1];
	size_t *row = rows[2];

	for (size_t j = 0; j <= b_len; j++)
		last[j] = before[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *free_row = before;

		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = min(last[j - 1] + (a[i - 1] != b[j - 1]),
			    1 + min(last[j], row[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				row[j] = min(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = free_row;
	}
	return last[b_len];
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
		/* Letters of words, which are public. */
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

void
psi_near_begin(struct psi_near *near, const char *word, size_t word_len)
{
	near->word = word;
	near->word_len = word_len;
	near->best = SIZE_MAX;
}

bool
psi_near_offer(struct psi_near *near, const char *other, size_t other_len)
{
	size_t far =
	    psi_near_distance(near->word, near->word_len, other, other_len);

	if (far >= near->best ||
	    !psi_near_is(near->word, near->word_len, other, other_len))
		return false;
	near->best = far;
	return true;
}
