/* The first step of each account in words: who asks whom, and why. */
#ifndef PSI_CLI_REPORT_FIRST_STEPS_H
#define PSI_CLI_REPORT_FIRST_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

#include "report/answer.h"
#include "report/words.h"

struct psi_outfile;

enum psi_step_column {
	PSI_STEP_ACCOUNT,
	PSI_STEP_NAME,
	PSI_STEP_PARTNER,
	PSI_STEP_THEIR_NAME,
	PSI_STEP_OURS,
	PSI_STEP_THEIRS,
	PSI_STEP_MOTION,
	PSI_STEP_RANK,
	PSI_STEP_ACTION,
	PSI_STEP_OUR_OWNER,
	PSI_STEP_THEIR_OWNER,
	PSI_STEP_SCORE,
	PSI_STEP_LEVEL,
	PSI_STEP_AMBIGUOUS,
	PSI_STEP_BEST,
	PSI_STEP_OUR_AMOUNT,
	PSI_STEP_THEIR_AMOUNT,
	PSI_STEP_OUR_CLOSE,
	PSI_STEP_THEIR_CLOSE,
	PSI_STEP_RENEWAL,
	PSI_STEP_OUR_PRODUCTS,
	PSI_STEP_THEIR_PRODUCTS,
	PSI_STEP_TIER,
	PSI_STEP_COLUMNS
};

/* An account of a partner: its surest pair, and how many more it has. */
struct psi_step {
	size_t row;
	size_t more;
};

struct psi_steps {
	const struct psi_answer *answer;
	size_t column[PSI_STEP_COLUMNS];
	/* In the order of the answer. */
	struct psi_step *step;
	size_t num;
};

/* Fold the pairs of an answer, which must stay; all zero before. */
int psi_steps_fold(struct psi_steps *steps, const struct psi_answer *answer,
    struct psi_error *err) __attribute__((warn_unused_result));
void psi_steps_clear(struct psi_steps *steps);

const char *psi_step_cell(const struct psi_steps *steps,
    const struct psi_step *step, enum psi_step_column column);
struct psi_words_sure psi_step_sure(
    const struct psi_steps *steps, const struct psi_step *step);

/*
 * The most valuable steps, at most `max`: sure ones, of each account one, of
 * each partner two before any has more. Indices of steps, in their order;
 * returns their number.
 */
size_t psi_steps_choose(const struct psi_steps *steps,
    const struct psi_answer *partners, size_t *chosen, size_t max);

/* The account's name; its id where it has none. HTML, as the next two. */
int psi_step_write_name(struct psi_outfile *out, const struct psi_steps *steps,
    const struct psi_step *step, struct psi_error *err)
    __attribute__((warn_unused_result));

/* "Ann asks Zoe (Globex) for a warm introduction." */
int psi_step_write(struct psi_outfile *out, const struct psi_steps *steps,
    const struct psi_step *step, struct psi_error *err)
    __attribute__((warn_unused_result));

/* "it is a prospect of ours (tier 1) and a customer of theirs". */
int psi_step_write_because(struct psi_outfile *out,
    const struct psi_steps *steps, const struct psi_step *step,
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
