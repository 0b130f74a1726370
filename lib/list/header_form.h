/* Headers in the form in which they are compared. */
#ifndef PSI_LIST_HEADER_FORM_H
#define PSI_LIST_HEADER_FORM_H

#include <stddef.h>

/* Room for a header in this form, and its NUL. */
#define PSI_HEADER_FORM_CHARS 96

/*
 * A header's letters without case and accents, its digits, and three signs that
 * change what a word means: #, % and &. All else is left out: blanks, other
 * punctuation, arrows of a sorted column, a byte order mark. Letters beyond
 * Latin, Greek and Cyrillic stand as they are. Empty for a header that is too
 * long.
 */
void psi_header_form(
    char out[PSI_HEADER_FORM_CHARS], const char *text, size_t len);

#endif
