#include "mapping/earlier.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "mapping/sure.h"

/* What is compared, and what a change of it is called. */
static const struct {
	unsigned int column;
	const char *change;
} compared[PSI_EARLIER_VALUES] = {
	{ PSI_COLUMN_OUR_POPULATION, "population" },
	{ PSI_COLUMN_THEIR_POPULATION, "population" },
	{ PSI_COLUMN_OF(PSI_SIDE_OUR, PSI_FIELD_OWNER), "owner" },
	{ PSI_COLUMN_OF(PSI_SIDE_THEIR, PSI_FIELD_OWNER), "owner" },
	{ PSI_COLUMN_OF(PSI_SIDE_OUR, PSI_FIELD_STAGE), "stage" },
	{ PSI_COLUMN_OF(PSI_SIDE_THEIR, PSI_FIELD_STAGE), "stage" },
};

void
psi_earlier_clear(struct psi_earlier *earlier)
{
	psi_text_table_clear(&earlier->keys);
	psi_text_table_clear(&earlier->values);
	psi_text_table_clear(&earlier->accounts);
	psi_text_table_clear(&earlier->partners);
	psi_text_table_clear(&earlier->known_partners);
	psi_array_free(earlier->pair, earlier->num_pair, sizeof *earlier->pair);
	psi_array_free(earlier->account_day, earlier->num_account_day,
	    sizeof *earlier->account_day);
	psi_buf_clear(&earlier->scratch);
}

void
psi_earlier_begin(struct psi_earlier *earlier)
{
	earlier->num_files++;
}

/* Partner, own account and the partner's label, in the scratch buffer. */
static int
make_key(struct psi_earlier *earlier, const struct psi_pair *pair,
    struct psi_error *err)
{
	static const unsigned int parts[] = { PSI_COLUMN_PARTNER,
		PSI_COLUMN_OUR_ACCOUNT, PSI_COLUMN_THEIR_ACCOUNT };
	int rc = 0;

	earlier->scratch.len = 0;
	for (size_t i = 0; rc == 0 && i < sizeof parts / sizeof parts[0]; i++) {
		rc = psi_buf_append(&earlier->scratch,
		    pair->cell[parts[i]].text, pair->cell[parts[i]].len, err);
		if (rc == 0)
			rc = psi_buf_append(&earlier->scratch, "", 1, err);
	}
	return rc;
}

/* Partner and own account, in the scratch buffer. */
static int
make_account_key(struct psi_earlier *earlier, struct psi_cell partner,
    struct psi_cell account, struct psi_error *err)
{
	int rc;

	earlier->scratch.len = 0;
	if ((rc = psi_buf_append(
		 &earlier->scratch, partner.text, partner.len, err)) != 0 ||
	    (rc = psi_buf_append(&earlier->scratch, "", 1, err)) != 0)
		return rc;
	return psi_buf_append(
	    &earlier->scratch, account.text, account.len, err);
}

static int
add_account(struct psi_earlier *earlier, const struct psi_pair *pair,
    int32_t day, struct psi_error *err)
{
	void *array = earlier->account_day;
	uint32_t number;
	bool is_new;
	int rc;

	rc = make_account_key(earlier, pair->cell[PSI_COLUMN_PARTNER],
	    pair->cell[PSI_COLUMN_OUR_ACCOUNT], err);
	if (rc == 0)
		rc = psi_text_table_add(&earlier->accounts,
		    (const char *)earlier->scratch.data, earlier->scratch.len,
		    &number, &is_new, err);
	if (rc == 0)
		rc = psi_array_grow(&array, &earlier->num_account_day, number,
		    1, sizeof *earlier->account_day, err);
	earlier->account_day = array;
	if (rc == 0 && (is_new || day < earlier->account_day[number]))
		earlier->account_day[number] = day;
	return rc;
}

int
psi_earlier_add(struct psi_earlier *earlier, const struct psi_pair *pair,
    int32_t day, struct psi_error *err)
{
	struct psi_earlier_pair *known;
	void *array = earlier->pair;
	enum psi_sure sure;
	uint32_t number;
	bool is_new;
	int rc;

	rc = psi_text_table_add(&earlier->known_partners,
	    pair->cell[PSI_COLUMN_PARTNER].text,
	    pair->cell[PSI_COLUMN_PARTNER].len, &number, &is_new, err);
	if (rc != 0 || !psi_pair_is_pair(pair))
		return rc;
	if ((rc = make_key(earlier, pair, err)) != 0 ||
	    (rc = psi_text_table_add(&earlier->keys,
		 (const char *)earlier->scratch.data, earlier->scratch.len,
		 &number, &is_new, err)) != 0)
		return rc;
	rc = psi_array_grow(
	    &array, &earlier->num_pair, number, 1, sizeof *earlier->pair, err);
	earlier->pair = array;
	if (rc != 0)
		return rc;
	known = &earlier->pair[number];
	if (is_new || day < known->first_seen)
		known->first_seen = day;
	known->file = earlier->num_files;
	for (size_t i = 0; rc == 0 && i < PSI_EARLIER_VALUES; i++) {
		struct psi_cell cell = pair->cell[compared[i].column];

		rc = psi_text_table_add(&earlier->values, cell.text, cell.len,
		    &known->value[i], &is_new, err);
	}
	/* What is only possible is no overlap of an account. */
	if (rc != 0 || (rc = psi_sure_find(&sure, pair, err)) != 0 ||
	    !psi_sure_is(sure))
		return rc;
	return add_account(earlier, pair, day, err);
}

static const char *
find_change(const struct psi_earlier *earlier,
    const struct psi_earlier_pair *known, const struct psi_pair *pair)
{
	for (size_t i = 0; i < PSI_EARLIER_VALUES; i++) {
		struct psi_cell cell = pair->cell[compared[i].column];
		uint32_t number;

		if (!psi_text_table_find(
			&earlier->values, cell.text, cell.len, &number) ||
		    number != known->value[i])
			return compared[i].change;
	}
	return "none";
}

/* There is an earlier file to compare a partner's pairs with: one of its own, or
 * one without a pair, which may be. */
static bool
is_compared(struct psi_earlier *earlier, struct psi_cell partner)
{
	uint32_t number;

	return earlier->num_files > 0 &&
	    (psi_text_table_num(&earlier->known_partners) == 0 ||
		psi_text_table_find(&earlier->known_partners, partner.text,
		    partner.len, &number));
}

int
psi_earlier_look(struct psi_earlier *earlier, const struct psi_pair *pair,
    int32_t day, int32_t *first_seen, const char **change,
    struct psi_error *err)
{
	const struct psi_earlier_pair *known;
	uint32_t number;
	int rc;

	*first_seen = day;
	*change = NULL;
	if (!is_compared(earlier, pair->cell[PSI_COLUMN_PARTNER]))
		return 0;
	*change = "new";
	if ((rc = make_key(earlier, pair, err)) != 0 ||
	    !psi_text_table_find(&earlier->keys,
		(const char *)earlier->scratch.data, earlier->scratch.len,
		&number))
		return rc;
	known = &earlier->pair[number];
	if (known->first_seen < day)
		*first_seen = known->first_seen;
	*change = find_change(earlier, known, pair);
	return 0;
}

int
psi_earlier_partner(struct psi_earlier *earlier, const struct psi_pair *pair,
    struct psi_error *err)
{
	struct psi_cell partner = pair->cell[PSI_COLUMN_PARTNER];
	uint32_t number;
	bool is_new;

	return psi_text_table_add(&earlier->partners, partner.text, partner.len,
	    &number, &is_new, err);
}

int
psi_earlier_account(struct psi_earlier *earlier, struct psi_cell account,
    int32_t *day, bool *is_known, struct psi_error *err)
{
	int rc = 0;

	*is_known = false;
	for (uint32_t i = 0; i < psi_text_table_num(&earlier->partners); i++) {
		struct psi_cell partner;
		uint32_t number;

		partner.text =
		    psi_text_table_get(&earlier->partners, i, &partner.len);
		if ((rc = make_account_key(earlier, partner, account, err)) !=
		    0)
			return rc;
		if (!psi_text_table_find(&earlier->accounts,
			(const char *)earlier->scratch.data,
			earlier->scratch.len, &number))
			continue;
		if (!*is_known || earlier->account_day[number] < *day)
			*day = earlier->account_day[number];
		*is_known = true;
	}
	return 0;
}
