/* The questions as a whole: those of a table, those that are measured, and
 * those that a program answers; and which one somebody may have meant. */
#ifndef PSI_CLI_REPORT_WHICH_QUESTION_H
#define PSI_CLI_REPORT_WHICH_QUESTION_H

#include <stddef.h>

#include "psi/error.h"
#include "psi/mapping.h"

struct psi_cli;

struct psi_listed_question {
	const char *name;
	/* As a person asks it. */
	const char *words;
	/* What it takes besides pairs, in words; "" for nothing. */
	const char *takes;
	/* Its row of the table; NULL where a program answers it. */
	const struct psi_mapping_named *named;
};

/* The ith question, from 0; false behind the last one. */
int psi_listed_question_at(struct psi_listed_question *out,
    const struct psi_mapping_questions *questions, size_t i);

/*
 * Say that the command line asks no question there is, and which may have been
 * meant: a name with a slip, or a question in words. A file where the question
 * should stand is told too. Returns PSI_CLI_USAGE.
 */
int psi_which_question(const struct psi_mapping_questions *questions,
    const struct psi_cli *cli, struct psi_error *err);

#endif
