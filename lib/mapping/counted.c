#include "mapping/counted.h"

#include <string.h>

#include "mapping/motions.h"

void
psi_counted_clear(struct psi_counted *counted)
{
	psi_buf_clear(&counted->key);
	psi_buf_clear(&counted->bytes);
	memset(counted, 0, sizeof *counted);
}

bool
psi_counted_is_same(
    const struct psi_counted *counted, const struct psi_pair *pair)
{
	struct psi_cell partner = pair->cell[PSI_COLUMN_PARTNER];
	struct psi_cell account = pair->cell[PSI_COLUMN_OUR_ACCOUNT];
	const uint8_t *key = counted->key.data;

	/* Ids of one's own and names of partners are no secrets. */
	return counted->has_key &&
	    counted->key.len == partner.len + 1 + account.len &&
	    (partner.len == 0 || memcmp(key, partner.text, partner.len) == 0) &&
	    key[partner.len] == '\0' &&
	    memcmp(key + partner.len + 1, account.text, account.len) == 0;
}

int
psi_counted_begin(struct psi_counted *counted, const struct psi_pair *pair,
    struct psi_error *err)
{
	struct psi_cell partner = pair->cell[PSI_COLUMN_PARTNER];
	struct psi_cell account = pair->cell[PSI_COLUMN_OUR_ACCOUNT];
	int rc;

	counted->has_key = true;
	counted->is_settled = false;
	counted->is_held = false;
	counted->key.len = 0;
	if ((rc = psi_buf_append(
		 &counted->key, partner.text, partner.len, err)) != 0 ||
	    (rc = psi_buf_append(&counted->key, "", 1, err)) != 0)
		return rc;
	return psi_buf_append(&counted->key, account.text, account.len, err);
}

int
psi_counted_hold(struct psi_counted *counted, const struct psi_pair *pair,
    struct psi_error *err)
{
	size_t size = 0;
	uint8_t *p;
	int rc;

	for (size_t i = 0; i < PSI_COLUMN_FILE_END; i++)
		size += pair->cell[i].len;
	counted->bytes.len = 0;
	if ((rc = psi_buf_reserve(&counted->bytes, size + 1, err)) != 0)
		return rc;
	p = counted->bytes.data;
	counted->held = *pair;
	counted->held.raw = NULL;
	counted->held.num_raw = 0;
	for (size_t i = 0; i < PSI_COLUMN_FILE_END; i++) {
		struct psi_cell *cell = &counted->held.cell[i];

		if (cell->len == 0)
			continue;
		memcpy(p, cell->text, cell->len);
		cell->text = (const char *)p;
		p += cell->len;
	}
	counted->bytes.len = size;
	counted->is_held = true;
	return 0;
}

/* "theirs" and "both": of theirs another fits ours better or as well. */
static bool
has_rival(const struct psi_pair *pair)
{
	struct psi_cell ambiguous = pair->cell[PSI_COLUMN_AMBIGUOUS];

	return psi_cell_is(ambiguous, "theirs") ||
	    psi_cell_is(ambiguous, "both");
}

static bool
is_of_group(const struct psi_pair *pair)
{
	return psi_cell_is(pair->cell[PSI_COLUMN_LEVEL], "group");
}

bool
psi_counted_is_sole(const struct psi_pair *pair)
{
	return pair->has_ambiguous && !has_rival(pair) && !is_of_group(pair);
}

static bool
is_for_review(const struct psi_pair *pair)
{
	return psi_cell_is(pair->cell[PSI_COLUMN_LEVEL], "review");
}

static int64_t
score_of(const struct psi_pair *pair)
{
	struct psi_cell cell = pair->cell[PSI_COLUMN_SCORE];
	struct psi_value value;

	psi_value_read(&value, PSI_VALUE_SCORE, cell.text, cell.len);
	return value.known ? value.low : -1;
}

static bool
has_their_fields(const struct psi_pair *pair)
{
	for (unsigned int i = PSI_COLUMN_OF(PSI_SIDE_THEIR, 0);
	     i < PSI_COLUMN_FILE_END; i++)
		if (pair->cell[i].len > 0)
			return true;
	return false;
}

bool
psi_counted_is_surer(const struct psi_pair *pair, const struct psi_pair *other)
{
	int64_t score = score_of(pair);
	int64_t other_score = score_of(other);
	int strength =
	    psi_population_strength(pair->cell[PSI_COLUMN_THEIR_POPULATION]);
	int other_strength =
	    psi_population_strength(other->cell[PSI_COLUMN_THEIR_POPULATION]);

	if (is_of_group(pair) != is_of_group(other))
		return is_of_group(other);
	if (has_rival(pair) != has_rival(other))
		return has_rival(other);
	if (is_for_review(pair) != is_for_review(other))
		return is_for_review(other);
	if (score != other_score)
		return score > other_score;
	/* Of duplicates the partner tells fields of one, which stands for all:
	 * what it is to them, and whose it is, go together. */
	if (has_their_fields(pair) != has_their_fields(other))
		return has_their_fields(pair);
	return strength > other_strength;
}
