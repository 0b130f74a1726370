#include "mapping/survey.h"

#include <string.h>

#include "base/error.h"
#include "mapping/sure.h"

void
psi_survey_clear(struct psi_survey *survey)
{
	psi_text_table_clear(&survey->accounts);
	psi_text_table_clear(&survey->partners);
	psi_survey_accounts_clear(&survey->first);
	psi_standings_clear(&survey->standings);
}

static int
find_partner(struct psi_survey *survey, struct psi_cell partner,
    uint8_t *number, struct psi_error *err)
{
	uint32_t found = 0;
	bool is_new;
	int rc = psi_text_table_add(
	    &survey->partners, partner.text, partner.len, &found, &is_new, err);

	if (rc == 0 && found >= PSI_PARTNERS_MAX)
		rc = psi_refuse(err, PSI_E_INPUT, 0,
		    "give the pairs of 64 partners at most, those that are to "
		    "be compared",
		    "there are more than 64 partners");
	*number = (uint8_t)found;
	return rc;
}

static int
find_account(struct psi_survey *survey, struct psi_cell account,
    uint32_t *number, struct psi_error *err)
{
	static const uint32_t none;
	bool is_new = false;
	int rc = psi_text_table_add(
	    &survey->accounts, account.text, account.len, number, &is_new, err);

	return rc == 0 && is_new
	    ? psi_survey_accounts_add(&survey->first, &none, err)
	    : rc;
}

/* The NPS to compare by: what is not known stands between those who recommend a
 * partner, or do not mind, and its detractors (up to 6), since it may be either. */
static int
liking(const struct psi_standing *standing)
{
	const int passive = 700, below_unknown = 2000;

	return standing->nps >= 0 && standing->nps_high < passive
	    ? standing->nps - below_unknown
	    : standing->nps;
}

/* The first thing in which two differ; *order is over 0 where `a` is the
 * better one. */
static enum psi_survey_why
weigh(int *order, const struct psi_standing *a, const struct psi_standing *b)
{
	*order = a->is_sure - b->is_sure;
	if (*order != 0)
		return PSI_SURVEY_SURE;
	if ((*order = a->rank - b->rank) != 0)
		return PSI_SURVEY_RANK;
	if ((*order = a->strength - b->strength) != 0)
		return PSI_SURVEY_POPULATION;
	*order = liking(a) - liking(b);
	return *order != 0 ? PSI_SURVEY_NPS : PSI_SURVEY_TIE;
}

/* The standing of the partner in the account's list; NULL for none. */
static struct psi_standing *
find_standing(struct psi_survey *survey, uint32_t account, uint8_t partner)
{
	uint32_t at = survey->first.at[account];

	while (at != 0 && survey->standings.at[at - 1].partner != partner)
		at = survey->standings.at[at - 1].next;
	return at == 0 ? NULL : &survey->standings.at[at - 1];
}

int
psi_survey_add(struct psi_survey *survey, const struct psi_pair *pair,
    const struct psi_motion *primary, struct psi_error *err)
{
	struct psi_standing this_one = { 0 };
	struct psi_standing *before;
	struct psi_cell nps =
	    pair->cell[PSI_COLUMN_OF(PSI_SIDE_THEIR, PSI_FIELD_NPS)];
	struct psi_value value;
	uint32_t account = 0;
	enum psi_sure sure;
	int order;
	int rc;

	if ((rc = find_partner(survey, pair->cell[PSI_COLUMN_PARTNER],
		 &this_one.partner, err)) != 0 ||
	    (rc = find_account(survey, pair->cell[PSI_COLUMN_OUR_ACCOUNT],
		 &account, err)) != 0)
		return rc;
	psi_value_read(&value, PSI_VALUE_NPS, nps.text, nps.len);
	this_one.nps = (int16_t)(value.known ? value.low : -1);
	this_one.nps_high = (int16_t)(value.known ? value.high : -1);
	this_one.rank = primary == NULL ? -1 : (int16_t)primary->local_rank;
	this_one.strength = (uint8_t)psi_population_strength(
	    pair->cell[PSI_COLUMN_THEIR_POPULATION]);
	if ((rc = psi_sure_find(&sure, pair, err)) != 0)
		return rc;
	this_one.is_sure = psi_sure_is(sure);
	before = find_standing(survey, account, this_one.partner);
	if (before != NULL) {
		this_one.next = before->next;
		(void)weigh(&order, &this_one, before);
		if (order > 0)
			*before = this_one;
		return 0;
	}
	this_one.next = survey->first.at[account];
	if ((rc = psi_standings_add(&survey->standings, &this_one, err)) == 0)
		survey->first.at[account] = (uint32_t)survey->standings.num;
	return rc;
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

/* Is `standing` ahead of `best`, or behind it by its name alone? */
static void
take_better(struct psi_survey_verdict *out, const struct psi_survey *survey,
    const struct psi_standing *standing)
{
	int order = 1;

	if (out->first != NULL)
		(void)weigh(&order, standing, out->first);
	if (order > 0)
		out->best = 0;
	if (order >= 0)
		out->best |= UINT64_C(1) << standing->partner;
	if (order > 0 ||
	    (order == 0 &&
		is_before(survey, out->first->partner, standing->partner)))
		out->first = standing;
}

/* Who has the account: by sure matches, where the best one is sure. */
static void
count_partners(struct psi_survey_verdict *out, const struct psi_survey *survey,
    uint32_t at)
{
	const struct psi_standing *standing;

	for (; at != 0; at = standing->next) {
		standing = &survey->standings.at[at - 1];
		if (standing->is_sure != out->first->is_sure)
			continue;
		out->partners |= UINT64_C(1) << standing->partner;
		if (standing->strength == PSI_STRENGTH_CUSTOMER)
			out->customers |= UINT64_C(1) << standing->partner;
	}
}

bool
psi_survey_find(struct psi_survey_verdict *out, const struct psi_survey *survey,
    struct psi_cell account)
{
	const struct psi_standing *standing;
	uint32_t number;
	int order;

	memset(out, 0, sizeof *out);
	if (!survey->is_made ||
	    !psi_text_table_find(
		&survey->accounts, account.text, account.len, &number))
		return false;
	for (uint32_t at = survey->first.at[number]; at != 0;
	     at = standing->next) {
		standing = &survey->standings.at[at - 1];
		take_better(out, survey, standing);
	}
	if (out->first == NULL)
		return false;
	count_partners(out, survey, survey->first.at[number]);
	for (uint32_t at = survey->first.at[number]; at != 0;
	     at = standing->next) {
		standing = &survey->standings.at[at - 1];
		if (standing == out->first)
			continue;
		if (out->next != NULL)
			(void)weigh(&order, standing, out->next);
		if (out->next == NULL || order > 0)
			out->next = standing;
	}
	out->why = out->next == NULL ? PSI_SURVEY_ONLY
				     : weigh(&order, out->first, out->next);
	return true;
}
