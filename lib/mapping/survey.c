#include "mapping/survey.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/error.h"

void
psi_survey_clear(struct psi_survey *survey)
{
	psi_text_table_clear(&survey->accounts);
	psi_text_table_clear(&survey->partners);
	psi_array_free(
	    survey->account, survey->num_account, sizeof *survey->account);
	survey->account = NULL;
	survey->num_account = 0;
}

static int
find_partner(struct psi_survey *survey, struct psi_cell partner,
    uint32_t *number, struct psi_error *err)
{
	bool is_new;
	int rc = psi_text_table_add(
	    &survey->partners, partner.text, partner.len, number, &is_new, err);

	if (rc == 0 && *number >= PSI_PARTNERS_MAX)
		rc = psi_error_set(
		    err, PSI_E_INPUT, "there are more than 64 partners");
	return rc;
}

static int
find_account(struct psi_survey *survey, struct psi_cell account,
    struct psi_survey_account **out, bool *is_new, struct psi_error *err)
{
	void *array = survey->account;
	uint32_t number;
	int rc;

	rc = psi_text_table_add(
	    &survey->accounts, account.text, account.len, &number, is_new, err);
	if (rc == 0)
		rc = psi_array_grow(&array, &survey->num_account, number, 1,
		    sizeof *survey->account, err);
	survey->account = array;
	if (rc == 0)
		*out = &survey->account[number];
	return rc;
}

/* By rank, population and NPS: under 0 where `b` is the better one. */
static int
weigh(const struct psi_survey_account *a, const struct psi_survey_account *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	if (a->strength != b->strength)
		return a->strength < b->strength ? -1 : 1;
	return a->nps == b->nps ? 0 : a->nps < b->nps ? -1 : 1;
}

/* Does the partner `b` come before `a` by its name? */
static bool
is_before(const struct psi_survey *survey, uint32_t a, uint32_t b)
{
	size_t len_a;
	size_t len_b;
	const char *name_a = psi_text_table_get(&survey->partners, a, &len_a);
	const char *name_b = psi_text_table_get(&survey->partners, b, &len_b);
	int order = memcmp(name_b, name_a, len_a < len_b ? len_a : len_b);

	return order != 0 ? order < 0 : len_b < len_a;
}

int
psi_survey_add(struct psi_survey *survey, const struct psi_pair *pair,
    const struct psi_motion *primary, struct psi_error *err)
{
	struct psi_survey_account *account = NULL;
	struct psi_survey_account this_one = { 0 };
	struct psi_cell nps =
	    pair->cell[PSI_COLUMN_OF(PSI_SIDE_THEIR, PSI_FIELD_NPS)];
	struct psi_value value;
	bool is_new = false;
	int order;
	int rc;

	if ((rc = find_partner(survey, pair->cell[PSI_COLUMN_PARTNER],
		 &this_one.best, err)) != 0 ||
	    (rc = find_account(survey, pair->cell[PSI_COLUMN_OUR_ACCOUNT],
		 &account, &is_new, err)) != 0)
		return rc;
	psi_value_read(&value, PSI_VALUE_NPS, nps.text, nps.len);
	this_one.nps = value.known ? value.low : -1;
	this_one.rank = primary == NULL ? -1 : (int16_t)primary->local_rank;
	this_one.strength = (int16_t)psi_population_strength(
	    pair->cell[PSI_COLUMN_THEIR_POPULATION]);
	this_one.partners = account->partners | UINT64_C(1) << this_one.best;
	this_one.customers = account->customers;
	if (this_one.strength == 5)
		this_one.customers |= UINT64_C(1) << this_one.best;
	this_one.tied = UINT64_C(1) << this_one.best;
	order = is_new ? -1 : weigh(account, &this_one);
	if (order == 0) {
		this_one.tied |= account->tied;
		if (!is_before(survey, account->best, this_one.best))
			this_one.best = account->best;
	}
	if (order <= 0) {
		*account = this_one;
		return 0;
	}
	account->partners = this_one.partners;
	account->customers = this_one.customers;
	return 0;
}

const struct psi_survey_account *
psi_survey_find(const struct psi_survey *survey, struct psi_cell account)
{
	uint32_t number;

	if (!survey->is_made ||
	    !psi_text_table_find(
		&survey->accounts, account.text, account.len, &number))
		return NULL;
	return &survey->account[number];
}
