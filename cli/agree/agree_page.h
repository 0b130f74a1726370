/*
 * A page of sentences for people to read: headings, points, and texts that
 * somebody else wrote, which stand apart behind a bar so that they cannot
 * pass for the page's own words.
 */
#ifndef PSI_CLI_AGREE_PAGE_H
#define PSI_CLI_AGREE_PAGE_H

#include <stddef.h>

#include "psi/error.h"

struct psi_outfile;

/* Words on their way to the output. The first failure stays in `rc`, and ends
 * all. */
struct psi_agree_page {
	struct psi_outfile *out;
	struct psi_error *err;
	int rc;
};

/* A line by itself, behind an empty one. */
void psi_agree_page_heading(struct psi_agree_page *page, const char *text);

/* A line as it is, for tables. At most 4,000 bytes. */
void psi_agree_page_line(struct psi_agree_page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * A point, "- ...", wrapped at 78 columns. Words of its own only: what came
 * from a file and was not checked to be a date, a number or a word of a list
 * goes to psi_agree_page_quote.
 */
void psi_agree_page_item(struct psi_agree_page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A text that somebody else wrote, escaped (psi_escape) and wrapped, each line
 * behind "  | "; words that are too long are cut. */
void psi_agree_page_quote(struct psi_agree_page *page, const char *text);

#endif
