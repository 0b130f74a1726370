/* Pieces of HTML. Functions return 0 or what the output returned. */
#ifndef PSI_CLI_REPORT_HTML_H
#define PSI_CLI_REPORT_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

#include "report/all_answers.h"
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
	/* A last row says how many accounts these are, each once; NULL for
	 * none. */
	const struct psi_all_answer *total;
};

/* The number of a partner; SIZE_MAX for none. */
size_t psi_html_partner(const struct psi_answer *partners, const char *name);

/*
 * An answer as a table within <div class=wide>. Headings and values are words
 * (report/words.h), "@N" the name of the Nth partner; columns without a value are
 * left out, and named below. *shown is the number of rows.
 */
int psi_html_table(struct psi_outfile *out, const struct psi_answer *answer,
    const struct psi_html_table *table, size_t *shown, struct psi_error *err)
    __attribute__((warn_unused_result));

/* "USD 400000-1750000" with marks between thousands. */
int psi_html_money(struct psi_outfile *out, const char *text,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The end of the tag of an element whose content is of a partner:
 * " data-p=\"3\">". Nobody's for SIZE_MAX. */
int psi_html_of_partner(struct psi_outfile *out, size_t partner,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
