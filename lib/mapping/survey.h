/* Accounts over several partners: how many have it, and which is best. */
#ifndef PSI_MAPPING_SURVEY_H
#define PSI_MAPPING_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text_table.h"
#include "mapping/motions.h"
#include "psi/error.h"

#define PSI_PARTNERS_MAX 64

/* What an account is at one partner. */
struct psi_standing {
	/* In hundredths, as psi_value has it; -1 for what is not known. */
	int16_t nps;
	int16_t nps_high;
	/* The next one of the account, from 1; 0 for none. */
	uint32_t next;
	uint8_t partner;
	/* As psi_population_strength. */
	uint8_t strength;
	bool is_sure;
	/* Of the primary motion; -1 where there is none. */
	int16_t rank;
};

PSI_ARRAY(psi_standings, struct psi_standing)

/* By account: the first of its standings, from 1. */
PSI_ARRAY(psi_survey_accounts, uint32_t)

struct psi_survey {
	struct psi_text_table accounts;
	struct psi_text_table partners;
	struct psi_survey_accounts first;
	struct psi_standings standings;
	bool is_made;
};

/* What the best partner is ahead by. */
enum psi_survey_why {
	/* No other has the account. */
	PSI_SURVEY_ONLY,
	PSI_SURVEY_SURE,
	PSI_SURVEY_RANK,
	PSI_SURVEY_POPULATION,
	PSI_SURVEY_NPS,
	/* Nothing: there is no best one. */
	PSI_SURVEY_TIE
};

struct psi_survey_verdict {
	/* A bit for each partner that has it; that has it as a customer; that
	 * none is better than: more than one for a tie. Where a match is sure
	 * only sure ones say that a partner has it. */
	uint64_t partners;
	uint64_t customers;
	uint64_t best;
	/* The best one; of several that are tied that whose name comes first. */
	const struct psi_standing *first;
	/* The best one of the others; NULL where there is none. */
	const struct psi_standing *next;
	enum psi_survey_why why;
};

/* All zero is an empty one. */
void psi_survey_clear(struct psi_survey *survey);

/*
 * A pair of a partner that may be combined with others; where an account has
 * several with one partner, the better one counts. Of two partners the better
 * has the sure match, then the higher rank of its primary motion, then the
 * stronger population, then the higher NPS.
 */
int psi_survey_add(struct psi_survey *survey, const struct psi_pair *pair,
    const struct psi_motion *primary, struct psi_error *err)
    __attribute__((warn_unused_result));

/* What is known of an account; false where nothing is. */
bool psi_survey_find(struct psi_survey_verdict *out,
    const struct psi_survey *survey, struct psi_cell account);

#endif
