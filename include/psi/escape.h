/*
 * Texts of somebody else, made fit to be shown: on a terminal, in a message, on
 * a page.
 */
#ifndef PSI_ESCAPE_H
#define PSI_ESCAPE_H

#include <stddef.h>

#include "psi/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Combining marks that one letter may bear. */
#define PSI_MARKS_MAX 4

/*
 * Copy text with every character spelled out, as \xHH or \uHHHH, that could move
 * a cursor, change a colour, reorder a line, or hide in it: bytes that are not
 * UTF-8 (RFC 3629), control characters (C0, DEL, C1), line and paragraph
 * separators, every space but U+0020 (White_Space of Unicode 15, PropList.txt)
 * and the braille blank, and whatever nobody sees
 * (Default_Ignorable_Code_Point of DerivedCoreProperties.txt, which has all
 * bidirectional controls in it, and interlinear annotation); so are combining
 * marks that stand on no letter, or beyond PSI_MARKS_MAX on one, which would be
 * drawn over what is beside it. All else stays as it is.
 *
 * Returns the length of the whole result without the NUL; as with snprintf, it was
 * cut, though never inside a character or an escape, if that is not below
 * `out_size`. The result ends in NUL when out_size > 0; `out` may be NULL when it
 * is 0. Linear; allocates nothing.
 */
PSI_API size_t psi_escape(
    char *out, size_t out_size, const char *in, size_t in_len);

#ifdef __cplusplus
}
#endif

#endif
