/* Pieces of HTML. Functions return 0 or what the output returned. */
#ifndef PSI_CLI_REPORT_HTML_H
#define PSI_CLI_REPORT_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

#include "report/answer.h"
#include "kit/html_text.h"

struct psi_outfile;

/* How a table is written. */
struct psi_html_table {
	/* Words of ours. */
	const char *caption;
	/* The partners: their names in the first column. Rows carry the number
	 * of theirs, by which a reader chooses. */
	const struct psi_answer *partners;
	/* A bar stands behind each number of this column; NULL for none. */
	const char *bar;
	size_t max;
};

/* The number of a partner; SIZE_MAX for none. */
size_t psi_html_partner(const struct psi_answer *partners, const char *name);

/*
 * An answer as a table within <div class=wide>. Headings and values are words
 * (report/words.h); one row for each account of a partner, however many pairs
 * it has; columns without a value are left out, and named below. *shown is the
 * number of rows.
 */
int psi_html_table(struct psi_outfile *out, const struct psi_answer *answer,
    const struct psi_html_table *table, size_t *shown, struct psi_error *err)
    __attribute__((warn_unused_result));

/* "USD 400000-1750000" with marks between thousands. */
int psi_html_money(struct psi_outfile *out, const char *text,
    struct psi_error *err) __attribute__((warn_unused_result));

/* How many accounts the rows are of, each once: of a partner, or (NULL) in
 * all. */
size_t psi_html_num_accounts(
    const struct psi_answer *answer, const char *partner);

/* The end of the tag of an element whose content is of a partner:
 * " data-p=\"3\">". Nobody's for SIZE_MAX. */
int psi_html_of_partner(struct psi_outfile *out, size_t partner,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
