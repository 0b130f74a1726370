/*
 * Han characters that are one character in two ways of writing: simplified and
 * traditional, new and old Japanese forms (lib/KEYS.md, "Fold").
 */
#ifndef PSI_NORMAL_HAN_H
#define PSI_NORMAL_HAN_H

#include <stdint.h>

#include "base/digest.h"

/*
 * The character that stands for all that are written for `code_point`, or
 * `code_point` itself. Of a character of three bytes of UTF-8 the result has
 * three bytes too. A binary search.
 */
uint32_t psi_han_fold(uint32_t code_point);

/* Write the table into a hash. */
void psi_han_fingerprint(struct psi_sha256 *ctx);

#endif
