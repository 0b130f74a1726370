#include "mapping/change_match.h"

#include <string.h>

/* What pairs have in common: all, the partner's record, our account. */
enum tie { TIE_WHOLE, TIE_RECORD, TIE_ACCOUNT };

/* The pairs of one key: the first in each file; of those that are no pair of
 * the other file yet, how many, and the last. */
struct tied {
	uint32_t any[2];
	uint32_t num_left[2];
	uint32_t left[2];
};

PSI_ARRAY(ties, struct tied)

struct matcher {
	struct psi_change_side *side;
	bool by_kinds;
	enum tie tie;
	struct psi_text_table keys;
	struct ties ties;
	struct psi_buf key;
};

static struct psi_kept_pair *
pair_at(struct matcher *matcher, int s, size_t i)
{
	return &matcher->side[s].pairs.at[i];
}

static int
make_key(struct matcher *matcher, int s, size_t i, struct psi_error *err)
{
	const unsigned int parts[3] = { PSI_COLUMN_PARTNER,
		matcher->tie == TIE_RECORD ? PSI_COLUMN_THEIR_ACCOUNT
					   : PSI_COLUMN_OUR_ACCOUNT,
		matcher->by_kinds ? PSI_COLUMN_MATCHED_ON
				  : PSI_COLUMN_THEIR_ACCOUNT };
	size_t num = matcher->tie == TIE_WHOLE ? 3 : 2;
	struct psi_cell cells[PSI_COLUMN_FILE_END];
	int rc = 0;

	psi_change_split(cells, &matcher->side[s], pair_at(matcher, s, i));
	matcher->key.len = 0;
	for (size_t k = 0; rc == 0 && k < num; k++) {
		rc = psi_buf_append(&matcher->key, cells[parts[k]].text,
		    cells[parts[k]].len, err);
		if (rc == 0)
			rc = psi_buf_append(&matcher->key, "", 1, err);
	}
	return rc;
}

static int
add_pair(struct matcher *matcher, int s, size_t i, struct psi_error *err)
{
	const struct tied none = { { PSI_CHANGE_NONE, PSI_CHANGE_NONE },
		{ 0, 0 }, { 0, 0 } };
	struct psi_kept_pair *pair = pair_at(matcher, s, i);
	struct tied *tied;
	uint32_t number;
	bool is_new;
	int rc;

	if ((rc = make_key(matcher, s, i, err)) != 0 ||
	    (rc = psi_text_table_add(&matcher->keys,
		 (const char *)matcher->key.data, matcher->key.len, &number,
		 &is_new, err)) != 0 ||
	    (is_new && (rc = ties_add(&matcher->ties, &none, err)) != 0))
		return rc;
	tied = &matcher->ties.at[number];
	if (tied->any[s] == PSI_CHANGE_NONE)
		tied->any[s] = (uint32_t)i;
	else if (matcher->tie == TIE_WHOLE)
		pair->is_repeated = true;
	if (pair->other == PSI_CHANGE_NONE && !pair->is_repeated) {
		tied->num_left[s]++;
		tied->left[s] = (uint32_t)i;
	}
	return 0;
}

/* The pairs of both files by what this tie compares. */
static int
tie_all(struct matcher *matcher, struct psi_error *err)
{
	int rc = 0;

	psi_text_table_clear(&matcher->keys);
	matcher->ties.num = 0;
	for (int s = 0; s < 2; s++)
		for (size_t i = 0; rc == 0 && i < matcher->side[s].pairs.num;
		     i++)
			if (!pair_at(matcher, s, i)->is_repeated)
				rc = add_pair(matcher, s, i, err);
	return rc;
}

static void
link_all(struct matcher *matcher)
{
	for (size_t i = 0; i < matcher->ties.num; i++) {
		const struct tied *tied = &matcher->ties.at[i];

		if (tied->num_left[0] != 1 || tied->num_left[1] != 1)
			continue;
		pair_at(matcher, 0, tied->left[0])->other = tied->left[1];
		pair_at(matcher, 1, tied->left[1])->other = tied->left[0];
	}
}

/* What is left over, beside a pair of the other file that has the same record
 * or account: it was merged with it, or split from it. */
static int
find_near(struct matcher *matcher, struct psi_error *err)
{
	int rc = 0;

	for (int s = 0; s < 2; s++)
		for (size_t i = 0; rc == 0 && i < matcher->side[s].pairs.num;
		     i++) {
			struct psi_kept_pair *pair = pair_at(matcher, s, i);
			uint32_t number;

			if (pair->other != PSI_CHANGE_NONE ||
			    pair->near != PSI_CHANGE_NONE || pair->is_repeated)
				continue;
			rc = make_key(matcher, s, i, err);
			if (rc == 0 &&
			    psi_text_table_find(&matcher->keys,
				(const char *)matcher->key.data,
				matcher->key.len, &number))
				pair->near =
				    matcher->ties.at[number].any[1 - s];
		}
	return rc;
}

static int
match_by(struct matcher *matcher, enum tie tie, struct psi_error *err)
{
	int rc;

	matcher->tie = tie;
	if ((rc = tie_all(matcher, err)) != 0)
		return rc;
	link_all(matcher);
	return tie == TIE_WHOLE ? 0 : find_near(matcher, err);
}

int
psi_change_match(
    struct psi_change_side side[2], bool by_kinds, struct psi_error *err)
{
	struct matcher matcher = { .side = side, .by_kinds = by_kinds };
	int rc;

	for (int s = 0; s < 2; s++)
		for (size_t i = 0; i < side[s].pairs.num; i++) {
			side[s].pairs.at[i].other = PSI_CHANGE_NONE;
			side[s].pairs.at[i].near = PSI_CHANGE_NONE;
		}
	rc = match_by(&matcher, TIE_WHOLE, err);
	/* Where all labels are others, none is in both files. */
	if (rc == 0 && !by_kinds)
		rc = match_by(&matcher, TIE_RECORD, err);
	if (rc == 0)
		rc = match_by(&matcher, TIE_ACCOUNT, err);
	psi_text_table_clear(&matcher.keys);
	ties_clear(&matcher.ties);
	psi_buf_clear(&matcher.key);
	return rc;
}
