/* What somebody may have meant: words that differ by a few letters. */
#ifndef PSI_CLI_NEAR_H
#define PSI_CLI_NEAR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * By how many letters two words differ: added, left out, or another one
 * (Levenshtein's distance), without regard to case, blanks and punctuation; of
 * each word the first 64 letters.
 */
size_t psi_near_distance(
    const char *a, size_t a_len, const char *b, size_t b_len);

/* Are they so near that one may be a slip for the other: up to a third of the
 * letters, or one contains the other? */
bool psi_near_is(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
