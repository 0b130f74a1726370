/* Names of countries, in any spelling, to ISO 3166-1 alpha-2. */
#ifndef PSI_NORMAL_COUNTRY_H
#define PSI_NORMAL_COUNTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/cell.h"
#include "base/digest.h"
#include "normal/country_code.h"
#include "normal/reject.h"

/*
 * The country called `text`: a code of two or three letters, a name in
 * English, in its own or in one of some twenty other languages, or a common
 * variant ("UK", "Holland", "Korea, Republic of"). Case, marks, blanks and
 * punctuation do not matter, nor does a leading "the"; a code may be followed
 * by a hyphen and a subdivision ("US-CA"). Returns PSI_REJECT_NONE,
 * PSI_REJECT_COUNTRY for anything else, or PSI_REJECT_NO_MEMORY.
 */
enum psi_reject psi_country_find(char out[PSI_COUNTRY_CHARS], const char *text,
    size_t text_len) __attribute__((warn_unused_result));

/*
 * The name in the table that a text which is no country comes nearest to, and its
 * code; false where none is near (psi/near.h). For a message: it looks at all of
 * them. The name is static.
 */
bool psi_country_near(struct psi_cell *name, char code[PSI_COUNTRY_CHARS],
    const char *text, size_t text_len);

/* Write the table into a hash. */
void psi_country_fingerprint(struct psi_sha256 *ctx);

#endif
