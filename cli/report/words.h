/* What the names of columns, populations, motions and fields are called in
 * reports that people read: one place for the page and the workbook. */
#ifndef PSI_CLI_REPORT_WORDS_H
#define PSI_CLI_REPORT_WORDS_H

#include <stddef.h>

struct psi_answer;

/* The heading of a column of an answer; NULL where it has no word of its own,
 * and "" where it is not for people. */
const char *psi_words_heading(const char *column);

/* The same of a column of this answer: a share is one of our whole list, or of our
 * accounts of the row's population. */
const char *psi_words_heading_in(
    const struct psi_answer *answer, const char *column);

/* "open deal" for open_opportunity; NULL for what is no population. */
const char *psi_words_population(const char *name);

/* The same for a cell of a table: "not known" for what is none. */
const char *psi_words_population_cell(const char *name);

/* "an open deal", as a part of a sentence. */
const char *psi_words_population_one(const char *name);

/* A word that a column of an answer has: "they introduce us" for get; NULL
 * where it stands for itself. */
const char *psi_words_value(const char *column, const char *value);

/* "deal size" for amount. */
const char *psi_words_field(const char *field, size_t len);

struct psi_words_motion {
	const char *name;
	/* What it is, in one line. */
	const char *meaning;
	/* The first step, with %o our owner, %t theirs, %p the partner. */
	const char *step;
	/* What speaks for it besides what the account is to both; or "". */
	const char *because;
};

/* By name; NULL for motions of one's own rules. */
const struct psi_words_motion *psi_words_motion(const char *name);
/* The ith, from 0; NULL behind the last one. */
const struct psi_words_motion *psi_words_motion_at(size_t i);

/* How sure is it that both mean the same company? From the column `sure`. */
struct psi_words_sure {
	const char *words;
	/* The surest is 1. */
	int order;
};
struct psi_words_sure psi_words_sure(const char *sure);

/* The terms that a report explains: word and meaning, NULL behind the last. */
extern const char *const psi_words_glossary[][2];

#endif
