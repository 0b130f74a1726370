/* Accounts over several partners: how many have it, and which is best. */
#ifndef PSI_MAPPING_SURVEY_H
#define PSI_MAPPING_SURVEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text_table.h"
#include "mapping/motions.h"
#include "psi/error.h"

#define PSI_PARTNERS_MAX 64

struct psi_survey_account {
	/* A bit for each partner that has it; that has it as a customer. */
	uint64_t partners;
	uint64_t customers;
	/* Those that only their names rank behind the best, with it. */
	uint64_t tied;
	/* Of the best partner. */
	uint32_t best;
	int16_t rank;
	int16_t strength;
	int64_t nps;
};

struct psi_survey {
	struct psi_text_table accounts;
	struct psi_text_table partners;
	struct psi_survey_account *account;
	size_t num_account;
	bool is_made;
};

/* All zero is an empty one. */
void psi_survey_clear(struct psi_survey *survey);

/*
 * A pair of a partner that may be combined with others. Of two partners the
 * better has the higher rank of its primary motion, then the stronger
 * population, then the higher NPS, then the name that comes first.
 */
int psi_survey_add(struct psi_survey *survey, const struct psi_pair *pair,
    const struct psi_motion *primary, struct psi_error *err)
    __attribute__((warn_unused_result));

/* What is known of an account; NULL where nothing is. */
const struct psi_survey_account *psi_survey_find(
    const struct psi_survey *survey, struct psi_cell account);

#endif
