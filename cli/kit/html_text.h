/* Text in HTML. Functions return 0 or what the output returned. */
#ifndef PSI_CLI_REPORT_HTML_TEXT_H
#define PSI_CLI_REPORT_HTML_TEXT_H

#include "psi/error.h"

struct psi_outfile;

/* Cells are shown up to so many characters. */
#define PSI_HTML_CELL_CHARS 120

/* Markup of our own, as it stands. */
int psi_html_raw(struct psi_outfile *out, const char *markup,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Words of ours, escaped and cut. */
int psi_html_escaped(struct psi_outfile *out, const char *text,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Text of anybody: escaped, cut, within <bdi>. */
int psi_html_text(struct psi_outfile *out, const char *text,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The same of a term of an agreement, which nobody has made visible: as
 * messages have it (psi_escape). */
int psi_html_term(struct psi_outfile *out, const char *text,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
