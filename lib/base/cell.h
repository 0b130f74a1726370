/* A cell of a table, as one floor hands it to another; comparing texts. */
#ifndef PSI_BASE_CELL_H
#define PSI_BASE_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* struct psi_cell. */
#include "psi/io.h"

/* For a table in a program: PSI_CELL("account"). */
#define PSI_CELL(literal)                                                      \
	{                                                                      \
		literal, sizeof(literal) - 1                                   \
	}

/*
 * The comparisons stop at the first difference: for what is public on this
 * machine (names of columns, words of a format, one's own accounts). Secrets
 * go to psi_secret_equal.
 */

/* Do the texts begin alike, for the length of the second? */
static inline bool
psi_text_begins(const char *text, size_t len, const char *word, size_t word_len)
{
	/* Mostly the first character tells. All texts here are public. */
	return len >= word_len &&
	    (word_len == 0 ||
		(*text == *word && memcmp(text, word, word_len) == 0));
}

/* Is the text this word, which ends in NUL? */
static inline bool
psi_text_is(const char *text, size_t len, const char *word)
{
	size_t word_len = strlen(word);

	return len == word_len && psi_text_begins(text, len, word, word_len);
}

static inline bool
psi_cell_is(struct psi_cell cell, const char *word)
{
	return psi_text_is(cell.text, cell.len, word);
}

static inline bool
psi_cell_begins(struct psi_cell cell, const char *word)
{
	return psi_text_begins(cell.text, cell.len, word, strlen(word));
}

static inline bool
psi_cell_equal(struct psi_cell a, struct psi_cell b)
{
	return a.len == b.len && psi_text_begins(a.text, a.len, b.text, b.len);
}

#endif
