/*
 * One step of a repair each: `out`, which has room, becomes what the text was;
 * false, and nothing is changed, where there is nothing to undo.
 */
#ifndef PSI_NORMAL_REPAIR_STEPS_H
#define PSI_NORMAL_REPAIR_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/io.h"

#include "base/buf.h"

/* UTF-8 that was read as Windows-1252: the way back; false where it does not give UTF-8. No text of a language has
 * such pairs throughout, so nothing but damage goes this way. */
bool psi_repair_read_back(struct psi_buf *out, struct psi_cell text);

/* A digit of base 10 or 16; 16 for another character. */
uint32_t psi_hexadecimal_digit(char c);

/* References of HTML: "M&uuml;ller". */
bool psi_repair_dereference(struct psi_buf *out, struct psi_cell text);

/* Tags of HTML. */
bool psi_repair_drop_tags(struct psi_buf *out, struct psi_cell text);

/* Characters that were escaped, by a percent sign or a backslash. */
bool psi_repair_unescape(struct psi_buf *out, struct psi_cell text);

/* "[Acme](https://acme.com)": the name. */
bool psi_repair_keep_label(struct psi_buf *out, struct psi_cell text);

/* Whether any of these steps can change the text: for nearly every one, none. */
bool psi_may_be_damaged(struct psi_cell text);

#endif
