/* The parts of psi-normalize. */
#ifndef PSI_CLI_NORMALIZE_H
#define PSI_CLI_NORMALIZE_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/normalize.h"

struct psi_check_page;
struct psi_cli;
struct psi_outfile;

/* What bounds how many accounts a partner finds by listing the directory. */
struct psi_exposure {
	/* Entities of the directory. */
	uint64_t entities;
	/* Elements that the agreement allows a side; 0 without agreement. */
	uint64_t maximum;
};

/*
 * The report of a list as a table for people, or as CSV. Unless `exposure` is
 * NULL, as it is without a directory, the table ends with how many accounts a
 * partner that has the directory too could find.
 */
int psi_normalize_print_check(struct psi_outfile *out,
    const struct psi_normalize_report *report, bool csv,
    const struct psi_exposure *exposure, struct psi_error *err)
    __attribute__((warn_unused_result));

/* What was done, on standard error: numbers only. */
void psi_normalize_summarise(
    const struct psi_normalize_report *report, bool rejects_written);

/* There is nothing to compare, and why: also with --quiet. */
void psi_normalize_warn_empty(const struct psi_normalize_report *report);

/* The columns of an export, with samples, as CSV; of several exports one after
 * the other, behind one header, with the number of each from 1 in front (0: there
 * is one only). */
int psi_normalize_print_columns_begin(struct psi_outfile *out, bool several,
    struct psi_error *err) __attribute__((warn_unused_result));
int psi_normalize_print_columns(struct psi_outfile *out,
    const struct psi_source *source, size_t number,
    const struct psi_normalize_options *options, struct psi_error *err)
    __attribute__((warn_unused_result));

/* What becomes of one value, as CSV. */
int psi_normalize_print_explain(struct psi_outfile *out,
    const struct psi_normalizer *normalizer, const char *field,
    const char *value, const char *country, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Room for the headers of some columns. */
#define PSI_ADVICE_CHARS 256

/* An events' note that writes rows of CSV to the struct psi_rejects that is
 * its cookie. */
struct psi_rejects {
	struct psi_outfile *out;
	/* The exports, in their order. */
	const struct psi_infile *in;
	size_t num_in;
	/* Where notes are collected for the page of --check; NULL for no. */
	struct psi_check_page *page;
	/* What failed, to be told in the end. */
	struct psi_error error;
	int rc;
	/* Of each export: fields without a column, and what may be theirs. */
	struct psi_list_advice {
		bool no_name;
		bool no_domain;
		char names[PSI_ADVICE_CHARS];
		char domains[PSI_ADVICE_CHARS];
	} advice[PSI_NORMALIZE_LISTS_MAX];
};

/* What deserves a look in the columns: an events' advice, whose cookie is a
 * struct psi_rejects; said in the end by psi_advice_say. */
int psi_advice_note(void *cookie, const struct psi_normalize_advice *advice);
void psi_advice_say(const struct psi_rejects *rejects);

int psi_rejects_begin(struct psi_rejects *rejects, struct psi_error *err)
    __attribute__((warn_unused_result));
/* Also with a page, and without a file. */
int psi_rejects_note(void *cookie, const struct psi_normalize_note *note);

/* What becomes of one account of a list, or of several, as CSV. */
int psi_normalize_print_account(struct psi_outfile *out,
    const struct psi_normalizer *normalizer,
    const struct psi_source *const *sources, size_t num_sources,
    const struct psi_normalize_options *options, const char *account,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
