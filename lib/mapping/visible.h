/*
 * Text of a list or a partner on its way into a file that people open: what
 * cannot be seen is spelled out, and no cell begins a formula.
 */
#ifndef PSI_MAPPING_VISIBLE_H
#define PSI_MAPPING_VISIBLE_H

#include <stddef.h>

#include "psi/error.h"

struct psi_buf;

/*
 * Append UTF-8 text with every character that is not seen, or that moves
 * others, as \u{202E}: controls (line breaks and tabs too), bidirectional
 * marks, joiners, invisible and default-ignorable characters, line
 * separators, variation selectors and tags; what is no UTF-8 as \u{FFFD}.
 * A single quote goes before = + - @ (and their full-width
 * forms) at the beginning and behind a semicolon, where a spreadsheet of
 * another country would begin a cell; a number or telephone number with a
 * sign stays.
 */
int psi_visible_append(struct psi_buf *out, const char *text, size_t len,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
