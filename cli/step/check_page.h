/* What to repair in a list first: the page of psi-normalize --check. */
#ifndef PSI_CLI_CHECK_PAGE_H
#define PSI_CLI_CHECK_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/normalize.h"

struct psi_outfile;

/* The most useful repairs that are told. */
#define PSI_CHECK_REPAIRS_MAX 10
/* Rows that are shown of each. */
#define PSI_CHECK_EXAMPLES_MAX 3
#define PSI_CHECK_VALUE_CHARS 240
/* Headers that are told. */
#define PSI_CHECK_UNUSED_CHARS 640
/* Domain, country and name. */
#define PSI_CHECK_GAPS 3
#define PSI_CHECK_HEADER_CHARS 164

/* Values that were dropped for one reason. */
struct psi_check_reason {
	char reason[24];
	uint64_t count;
	size_t num_examples;
	struct {
		size_t list;
		uint64_t line;
		/* Escaped, and cut. */
		char value[PSI_CHECK_VALUE_CHARS];
	} example[PSI_CHECK_EXAMPLES_MAX];
};

/* All zero is empty. It holds account data: wipe it in the end. */
struct psi_check_page {
	struct psi_check_reason reason[48];
	size_t num_reasons;
	/* What stands where a value is missing, by field as `column` below. */
	struct psi_check_reason placeholder[PSI_CHECK_GAPS];
	/* Columns that nothing was taken from: their headers, escaped, and how
	 * many there are. */
	char unused[PSI_CHECK_UNUSED_CHARS];
	size_t num_unused;
	/* The first column of each field that every account should have, escaped;
	 * "" where there is none. */
	char column[PSI_CHECK_GAPS][PSI_CHECK_HEADER_CHARS];
};

/* Wipe and free. */
void psi_check_page_free(struct psi_check_page *page);

/* Take a column into account, for psi_normalize_columns; the cookie is the page. */
int psi_check_page_column(
    void *page, const struct psi_normalize_column *column);

/* Take a note into account. */
void psi_check_page_note(
    struct psi_check_page *page, const struct psi_normalize_note *note);

/*
 * Write the repairs, the one that helps most accounts first, each with how many
 * values or accounts it is about, what to do, and example rows: as text for
 * people. Returns 0 or what the output returned.
 */
int psi_check_page_text(struct psi_outfile *out,
    const struct psi_check_page *page,
    const struct psi_normalize_report *report, struct psi_error *err)
    __attribute__((warn_unused_result));

/* The same as a page of HTML that needs nothing else, with the counts of the
 * list and its keys. */
int psi_check_page_html(struct psi_outfile *out,
    const struct psi_check_page *page,
    const struct psi_normalize_report *report, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
