/*
 * What somebody may have meant: words that differ by a few letters. For
 * messages about a name that there is not.
 */
#ifndef PSI_NEAR_H
#define PSI_NEAR_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * By how many slips two words differ: a letter added, left out, or another one,
 * or two neighbours exchanged; without regard to case, blanks and punctuation,
 * of each word the first 64 letters.
 */
PSI_API size_t psi_near_distance(
    const char *a, size_t a_len, const char *b, size_t b_len);

/* Are they so near that one may be a slip for the other: up to a third of the
 * letters, or one contains the other? */
PSI_API bool psi_near_is(
    const char *a, size_t a_len, const char *b, size_t b_len);

/* The search for the nearest word; to be set by psi_near_begin. `word` is the
 * caller's, and lives as long. */
struct psi_near {
	const char *word;
	size_t word_len;
	size_t best;
};

PSI_API void psi_near_begin(
    struct psi_near *near, const char *word, size_t word_len);

/* Is this one near, and nearer than all that were offered before it? */
PSI_API bool psi_near_offer(
    struct psi_near *near, const char *other, size_t other_len);

#ifdef __cplusplus
}
#endif

#endif
