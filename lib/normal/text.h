/*
 * Text in any script to a form that can be compared: the first half of the
 * rules for names (lib/KEYS.md, "Fold"), which countries use too. The same on
 * every system: what is said about a character is a table of ours, and
 * libunistring is asked only for what no version of Unicode changes.
 */
#ifndef PSI_NORMAL_TEXT_H
#define PSI_NORMAL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"

/* Room that psi_text_fold needs for a text of `n` bytes, for every input. */
#define PSI_TEXT_FOLD_BYTES(n) ((size_t)(n)*12 + 64)

enum psi_text_status {
	PSI_TEXT_OK = 0,
	/* Not UTF-8: overlong, truncated, surrogate, above U+10FFFF. */
	PSI_TEXT_NOT_UTF8,
	/* A code point outside the repertoire (normal/codepoint.h). */
	PSI_TEXT_UNASSIGNED,
	/* More code points than the limit that was given. */
	PSI_TEXT_TOO_LONG,
	/* The system is out of memory. */
	PSI_TEXT_NOMEM
};

/*
 * Check that `text` is UTF-8 of characters of the repertoire, at most
 * `max_code_points` of them (0: no limit). `ascii`, which may be NULL, tells
 * whether all bytes are below 0x80. Linear; allocates nothing.
 */
enum psi_text_status psi_text_check(
    bool *ascii, const uint8_t *text, size_t text_len, size_t max_code_points);

/* Which of several readings of a text. */
struct psi_text_reading {
	/* From 0, the plain one. */
	unsigned int number;
	/* Alpha-2; it tells the language where the letters do not. Or NULL. */
	const char *country;
};

/*
 * Fold `text` to lower case, without compatibility forms, without marks on
 * Latin, Greek and Cyrillic letters, and with Greek and Cyrillic written in
 * Latin letters. What is neither a letter, a digit nor ASCII punctuation
 * becomes a space. Not trimmed. Equal for NFC and NFD, upper and lower case.
 *
 * In all readings but the first, a with diaeresis becomes "ae" (and o, u
 * likewise, a with ring "aa", o with stroke "oe") instead of the bare letter;
 * Greek and Cyrillic have three readings (normal/romanize.h). `num_readings`,
 * which may be NULL, tells how many there are of this text: 1 to 3.
 *
 * `out` has `out_size` bytes, PSI_TEXT_FOLD_BYTES(text_len) always being
 * enough; a result that does not fit is PSI_TEXT_TOO_LONG. ASCII input
 * allocates nothing; other input allocates inside libunistring.
 */
enum psi_text_status psi_text_read(uint8_t *out, size_t out_size,
    size_t *out_len, unsigned int *num_readings, const uint8_t *text,
    size_t text_len, const struct psi_text_reading *reading);

/* The plain reading. */
enum psi_text_status psi_text_fold(uint8_t *out, size_t out_size,
    size_t *out_len, const uint8_t *text, size_t text_len);

/*
 * Whether valid UTF-8 begins with a mark, which belongs to the letter before
 * it. False for an empty text.
 */
bool psi_text_starts_with_mark(const uint8_t *text, size_t text_len);

/*
 * Decode UTF-8 into code points, at most `out_size` of them. Returns
 * PSI_TEXT_OK, PSI_TEXT_NOT_UTF8 or PSI_TEXT_TOO_LONG.
 */
enum psi_text_status psi_text_decode(uint32_t *out, size_t out_size,
    size_t *out_len, const uint8_t *text, size_t text_len);

/* Write the version of the repertoire and the tables of characters into a
 * hash. */
void psi_text_fingerprint(struct psi_sha256 *ctx);

#endif
