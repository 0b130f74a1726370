/*
 * Reading the value of one row of an agreement into its field: what is common
 * to all kinds of values, and the terms that stand in one row. term_lists has
 * those with several rows; agreement_terms.c the table that names them all.
 */
#ifndef PSI_TRUST_TERM_VALUES_H
#define PSI_TRUST_TERM_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trust/agreement_fields.h"
#include "trust/agreement_text.h"
#include "trust/term_info.h"

/* A value that goes nowhere but into the text. */
#define PSI_TERM_NO_FIELD SIZE_MAX

/* Where a value goes while it is read, and how failures are called. */
struct psi_term_reader {
	struct psi_agreement *agreement;
	int code;
	struct psi_error *err;
};

struct psi_term;

/* Returns 0, or reader->code with the term and the row's line. */
typedef int psi_term_read(struct psi_term_reader *reader,
    const struct psi_term *term, const struct psi_agreement_row *row);

struct psi_term {
	struct psi_agreement_term_info info;
	psi_term_read *read;
	/* Of numbers. */
	uint64_t min;
	/* Of numbers; of digests the bytes, of texts the most bytes, of
	 * identities and share rows the party. */
	uint64_t max;
	/* Of choices: the words, between blanks. */
	const char *words;
	/* Of the field in struct psi_agreement, or PSI_TERM_NO_FIELD. */
	size_t offset;
};

/* "'term' must be RULE". */
int psi_term_refuse(struct psi_term_reader *reader,
    const struct psi_agreement_row *row, const char *rule);

/* Are these bytes this word? */
bool psi_term_text_is(const char *text, size_t len, const char *want);

/* Exactly 0.ddd, in thousandths. */
bool psi_term_thousandths(uint16_t *out, const char *text, size_t len);

psi_term_read psi_term_file;
psi_term_read psi_term_rules;
psi_term_read psi_term_text;
psi_term_read psi_term_name;
psi_term_read psi_term_choice;
psi_term_read psi_term_yes;
psi_term_read psi_term_number;
psi_term_read psi_term_date;
psi_term_read psi_term_hex;
psi_term_read psi_term_replaces;
psi_term_read psi_term_directory;
psi_term_read psi_term_identity;
psi_term_read psi_term_suite;
psi_term_read psi_term_mode;
psi_term_read psi_term_learns;
psi_term_read psi_term_answers_first;
psi_term_read psi_term_score;
psi_term_read psi_term_group_pairs;
psi_term_read psi_term_agents;

#endif
