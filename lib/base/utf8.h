/* UTF-8 (RFC 3629), and the characters in it that nobody sees. */
#ifndef PSI_BASE_UTF8_H
#define PSI_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Length of the longest prefix of `in` that is valid UTF-8 (RFC 3629,
 * section 4: shortest form, no surrogates, at most U+10FFFF) without NUL.
 * Equal to `in_len` for good text.
 */
size_t psi_utf8_prefix(const uint8_t *in, size_t in_len);

/*
 * The character at the beginning of `in`, which has at least one byte. Returns
 * its length, or 0, with `*out` untouched, where there is none (a NUL is one).
 */
size_t psi_utf8_decode(uint32_t *out, const uint8_t *in, size_t in_len);

/* Take the code point at `*pos` of valid text, and step over it; `*pos` is
 * less than the length. */
uint32_t psi_utf8_next(const char *text, size_t *pos);

/* The length of the longest prefix of valid text that has at most `max`
 * bytes and ends between two characters. */
size_t psi_utf8_cut(const char *text, size_t len, size_t max);

/* A control character: C0, DEL, C1, and the line and paragraph separators
 * (U+2028, U+2029). */
bool psi_is_control(uint32_t code_point);

/*
 * A character that nobody sees, or that changes the order in which others are
 * shown: Default_Ignorable_Code_Point (Unicode 15, DerivedCoreProperties),
 * which has all bidirectional controls in it, and the interlinear annotation
 * characters.
 */
bool psi_is_invisible(uint32_t code_point);

/* A mark that is drawn over or under the letter before it, of the blocks for all
 * scripts and of those scripts in which a text can have any number of them
 * (FORMAT.md, "Fields"). */
bool psi_is_mark(uint32_t code_point);

#endif
