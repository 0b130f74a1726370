/*
 * Text that was damaged on its way, made what it was (lib/KEYS.md, "Damaged
 * text"). No table of words: only what has one reading.
 */
#ifndef PSI_NORMAL_REPAIR_H
#define PSI_NORMAL_REPAIR_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"
#include "psi/io.h"

#include "base/buf.h"

/*
 * Undo, in this order and as often as needed: UTF-8 that was read as
 * Windows-1252 ("MÃ¼ller"), if the way back gives UTF-8 and nothing else is in
 * the text; references of HTML ("M&uuml;ller", also "&amp;uuml;"); tags. `text`
 * becomes what is in `buf`, if anything changes, and is left alone otherwise.
 * Returns 0 or PSI_E_NOMEM.
 */
int psi_repair_text(struct psi_cell *text, struct psi_buf *buf,
    struct psi_error *err) __attribute__((warn_unused_result));

/*
 * The same for a cell of addresses, and: a link of Markdown or HTML is its
 * address, a list as in JSON (`["a.com","b.com"]`) its members, %2F and such are
 * their characters where the scheme's colon or a slash is written so.
 */
int psi_repair_addresses(struct psi_cell *text, struct psi_buf *buf,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Whether a character was lost (U+FFFD): then no key is right. */
bool psi_is_beyond_repair(struct psi_cell text);

#endif
