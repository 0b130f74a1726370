/* The text of values. Used by field_value.c only. */
#ifndef PSI_TERMS_FIELD_TEXT_H
#define PSI_TERMS_FIELD_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copy a text without control and invisible characters (base/utf8.h; a line
 * end or a tab becomes a blank), without a mark at its beginning and without more
 * than four behind each other, and without blanks around it, at most
 * out_size - 1 bytes and whole characters, with a NUL; *is_cut says whether more
 * of it than blanks did not fit. Returns its length; 0 also where it is not UTF-8.
 */
size_t psi_field_text(
    char *out, size_t out_size, bool *is_cut, const char *text, size_t len);

/* UTF-8 with none of these characters and no more marks, and without blanks around
 * it? */
bool psi_field_text_valid(const char *text, size_t len);

#endif
