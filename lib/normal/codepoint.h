/*
 * The repertoire: the characters of Unicode 14.0, which is what the oldest
 * supported system has, and what kind each is. An own table, since a later
 * version of Unicode assigns more code points and may put a character into
 * another category, and keys must not depend on the version that a system's
 * library has.
 */
#ifndef PSI_NORMAL_CODEPOINT_H
#define PSI_NORMAL_CODEPOINT_H

#include <stdint.h>

#include "base/digest.h"

/* The version of the repertoire, in the fingerprint. */
#define PSI_UNICODE_VERSION "14.0"

/* The numbers are part of the fingerprint (lib/KEYS.md). */
enum psi_code_point_kind {
	/* Unassigned, a noncharacter, a surrogate, or above U+10FFFF. */
	PSI_KIND_UNASSIGNED = 0,
	/* Default_Ignorable_Code_Point, whatever its category is. */
	PSI_KIND_IGNORABLE = 1,
	/* General categories Mn and Mc. */
	PSI_KIND_MARK = 2,
	/* Me: marks around a letter. */
	PSI_KIND_ENCLOSING = 3,
	/* L. */
	PSI_KIND_LETTER = 4,
	/* Nd; its value is its distance from the start of its row, modulo
	 * ten. */
	PSI_KIND_DIGIT = 5,
	/* Nl and No. */
	PSI_KIND_NUMBER = 6,
	/* All others: punctuation, symbols, separators, controls, private
	 * use. */
	PSI_KIND_SIGN = 7
};

/* About eleven comparisons. */
enum psi_code_point_kind psi_code_point_kind(uint32_t code_point);

/* The value of a digit of any script, 0 to 9; -1 for all others. */
int psi_code_point_digit(uint32_t code_point);

/* Write the table into a hash: of each row its first code point, as four
 * octets, and the number of its kind, as one. */
void psi_code_point_fingerprint(struct psi_sha256 *ctx);

#endif
