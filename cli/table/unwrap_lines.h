/*
 * The lines of a file of ours as mail and spreadsheets leave them: quoted, wrapped,
 * with other separators or more blanks; and each as it was written.
 */
#ifndef PSI_CLI_UNWRAP_LINES_H
#define PSI_CLI_UNWRAP_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "table/unwrap_bytes.h"

/* What was done to the lines. */
struct psi_unwrap_change {
	/* A file that is exchanged, in whose lines no blank stands and exactly
	 * one comma; else an agreement. */
	bool is_record;
	bool is_quoted;
	bool has_cells;
	bool is_wrapped;
	bool has_blanks;
	char separator;
	char line_end;
};

/* More than a line of ours has, in any form. */
#define PSI_UNWRAP_LINE_BYTES PSI_UNWRAP_TAP_BYTES

struct psi_unwrap_line {
	uint8_t text[PSI_UNWRAP_LINE_BYTES];
	size_t len;
};

/* How the lines of a file of ours, of which these are the first bytes, differ from
 * those that are written; change->line_end is known. False where they do not, or where
 * this is none. */
bool psi_unwrap_look_lines(
    struct psi_unwrap_change *change, const uint8_t *in, size_t in_len);

/* A line, without its end, as it was written. */
void psi_unwrap_take_line(struct psi_unwrap_line *out,
    const struct psi_unwrap_change *change, const uint8_t *text, size_t len);

/* Append; false where there is no room. */
bool psi_unwrap_put(struct psi_unwrap_line *to, const void *text, size_t len);

#endif
