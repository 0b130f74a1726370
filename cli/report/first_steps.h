/* The first step of each account in words: who asks whom, and why. */
#ifndef PSI_CLI_REPORT_FIRST_STEPS_H
#define PSI_CLI_REPORT_FIRST_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
	PSI_STEP_DIRECTION,
	PSI_STEP_ACTION,
	PSI_STEP_OUR_OWNER,
	PSI_STEP_THEIR_OWNER,
	PSI_STEP_SURE,
	PSI_STEP_BEST,
	PSI_STEP_TIED,
	PSI_STEP_OUR_AMOUNT,
	PSI_STEP_THEIR_AMOUNT,
	PSI_STEP_OUR_CLOSE,
	PSI_STEP_THEIR_CLOSE,
	PSI_STEP_RENEWAL,
	PSI_STEP_OUR_PRODUCTS,
	PSI_STEP_THEIR_PRODUCTS,
	PSI_STEP_TIER,
	PSI_STEP_OUR_COUNTRY,
	PSI_STEP_THEIR_COUNTRY,
	PSI_STEP_COLUMNS
};

#define PSI_STEP_NONE SIZE_MAX

/* A match, which is a row of the answer. */
struct psi_step {
	/* The first match of the same account, and the next one with another
	 * partner, or PSI_STEP_NONE. */
	size_t first;
	size_t next;
	long rank;
	/* What it is chosen by for a week: the larger the later. */
	int64_t order[5];
};

struct psi_steps {
	const struct psi_answer *answer;
	size_t column[PSI_STEP_COLUMNS];
	/* As many as the answer has rows, in its order. */
	struct psi_step *step;
	size_t num;
};

/* The matches of an answer, which must stay, by account; all zero before.
 * `today` is the day from which is counted what is soon. */
int psi_steps_read(struct psi_steps *steps, const struct psi_answer *answer,
    int32_t today, struct psi_error *err) __attribute__((warn_unused_result));
void psi_steps_clear(struct psi_steps *steps);

const char *psi_step_cell(const struct psi_steps *steps,
    const struct psi_step *step, enum psi_step_column column);
struct psi_words_sure psi_step_sure(
    const struct psi_steps *steps, const struct psi_step *step);
/* As psi_match_difference. */
const char *psi_step_difference(
    const struct psi_steps *steps, const struct psi_step *step);
bool psi_step_has_motion(
    const struct psi_steps *steps, const struct psi_step *step);

/*
 * The steps to begin a week with, at most `max`: of each account one, and only
 * of matches whose sureness is known. Accounts with a deal or a renewal at risk
 * at any partner come first, by the quarter in which it closes, in a quarter
 * the larger first whoever's they are; then all others by priority, tier and
 * size. The step of an account is that with its best partner. Indices of
 * steps; returns their number.
 */
size_t psi_steps_choose(
    const struct psi_steps *steps, size_t *chosen, size_t max);

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
