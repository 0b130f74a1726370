#include "mapping/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"

/* Where each token stands in the rows of a side: row[first[t]] and on. */
struct places {
	uint32_t *first;
	uint32_t *row;
	size_t num_token;
	size_t num;
};

/* The pair of a row that fits it best. */
struct best {
	uint16_t score;
	/* The first pair of that score, and how many have it. */
	uint32_t num;
	size_t pair;
	/* Their rows have all the same tokens. */
	bool is_one;
};

static void
clear_places(struct places *places)
{
	psi_array_free(
	    places->first, places->num_token + 1, sizeof *places->first);
	psi_array_free(places->row, places->num, sizeof *places->row);
}

static int
find_places(struct places *out, const struct psi_pairing_side *side,
    size_t num_token, struct psi_error *err)
{
	out->num_token = num_token;
	out->num = 0;
	for (size_t r = 0; r < side->num_row; r++)
		out->num += side->row[r].num;
	out->first = psi_array_new(num_token + 1, sizeof *out->first);
	out->row = psi_array_new(out->num, sizeof *out->row);
	if (out->first == NULL || out->row == NULL) {
		clear_places(out);
		memset(out, 0, sizeof *out);
		return psi_error_nomem(err);
	}
	for (size_t r = 0; r < side->num_row; r++) {
		const uint32_t *token = side->token + side->row[r].first;

		for (size_t i = 0; i < side->row[r].num; i++)
			out->first[token[i]]++;
	}
	/* Each becomes its end, and is counted down to its beginning. */
	for (size_t t = 1; t <= num_token; t++)
		out->first[t] += out->first[t - 1];
	for (size_t r = side->num_row; r-- > 0;) {
		const uint32_t *token = side->token + side->row[r].first;

		for (size_t i = 0; i < side->row[r].num; i++)
			out->row[--out->first[token[i]]] = (uint32_t)r;
	}
	return 0;
}

static size_t
num_places(const struct places *places, uint32_t token)
{
	return places->first[token + 1] - places->first[token];
}

size_t
psi_pairing_common(uint32_t out[PSI_PAIRING_TOKENS_MAX],
    const struct psi_pairing_side *ours, size_t our_row,
    const struct psi_pairing_side *theirs, size_t their_row)
{
	const uint32_t *a = ours->token + ours->row[our_row].first;
	const uint32_t *b = theirs->token + theirs->row[their_row].first;
	const uint32_t *a_end = a + ours->row[our_row].num;
	const uint32_t *b_end = b + theirs->row[their_row].num;
	size_t num = 0;

	while (a < a_end && b < b_end && num < PSI_PAIRING_TOKENS_MAX) {
		if (*a == *b) {
			out[num++] = *a++;
			b++;
		} else if (*a < *b) {
			a++;
		} else {
			b++;
		}
	}
	return num;
}

/* What finding needs. */
struct finding {
	struct psi_pairing *out;
	const struct psi_pairing_side *ours;
	const struct psi_pairing_side *theirs;
	const struct psi_score_key *key;
	uint16_t minimum;
	struct places our_places;
	struct places their_places;
	/* The last own row that met a row of theirs, plus 1. */
	uint32_t *met;
};

static bool
makes_pairs(const struct finding *finding, uint32_t token)
{
	return num_places(&finding->our_places, token) <=
	    PSI_PAIRING_ROWS_MAX &&
	    num_places(&finding->their_places, token) <= PSI_PAIRING_ROWS_MAX;
}

static int
add_pair(
    struct finding *finding, size_t ours, size_t theirs, struct psi_error *err)
{
	struct psi_score_key keys[PSI_PAIRING_TOKENS_MAX];
	uint32_t common[PSI_PAIRING_TOKENS_MAX];
	struct psi_pairing *out = finding->out;
	size_t num = psi_pairing_common(
	    common, finding->ours, ours, finding->theirs, theirs);
	size_t num_key = 0;
	struct psi_pairing_pair *pair;
	void *array = out->pair;
	int rc;

	if ((rc = psi_array_grow(&array, &out->size, out->num_pair, 1,
		 sizeof *out->pair, err)) != 0)
		return rc;
	out->pair = array;
	for (size_t i = 0; i < num; i++)
		if (makes_pairs(finding, common[i]))
			keys[num_key++] = finding->key[common[i]];
	pair = &out->pair[out->num_pair++];
	memset(pair, 0, sizeof *pair);
	pair->ours = (uint32_t)ours;
	pair->theirs = (uint32_t)theirs;
	psi_score(&pair->score, keys, num_key, finding->minimum);
	return 0;
}

static int
compare_pairs(const void *a, const void *b)
{
	const struct psi_pairing_pair *x = a;
	const struct psi_pairing_pair *y = b;

	return x->theirs < y->theirs ? -1 : x->theirs > y->theirs;
}

/* The pairs of one own row. */
static int
find_row(struct finding *finding, size_t ours, struct psi_error *err)
{
	const struct psi_pairing_row *row = &finding->ours->row[ours];
	const uint32_t *token = finding->ours->token + row->first;
	const struct places *places = &finding->their_places;
	size_t begin = finding->out->num_pair;

	for (size_t i = 0; i < row->num; i++) {
		if (!makes_pairs(finding, token[i]))
			continue;
		for (size_t k = places->first[token[i]];
		     k < places->first[token[i] + 1]; k++) {
			uint32_t theirs = places->row[k];
			int rc;

			if (finding->met[theirs] == ours + 1)
				continue;
			finding->met[theirs] = (uint32_t)ours + 1;
			rc = add_pair(finding, ours, theirs, err);
			if (rc != 0)
				return rc;
		}
	}
	if (finding->out->num_pair - begin > 1)
		qsort(finding->out->pair + begin,
		    finding->out->num_pair - begin, sizeof *finding->out->pair,
		    compare_pairs);
	return 0;
}

static bool
same_tokens(const struct psi_pairing_side *side, uint32_t a, uint32_t b)
{
	const struct psi_pairing_row *x = &side->row[a];
	const struct psi_pairing_row *y = &side->row[b];

	/* Numbers of tokens, which both sides know. */
	return x->num == y->num &&
	    memcmp(side->token + x->first, side->token + y->first,
		x->num * sizeof *side->token) == 0;
}

/*
 * The best pair of each row of one side; `by_theirs` says which. Pairs of
 * level group are left out: they do not say "the same company".
 */
static void
find_best(struct best *best, const struct finding *finding, bool by_theirs)
{
	const struct psi_pairing *out = finding->out;
	const struct psi_pairing_side *others =
	    by_theirs ? finding->ours : finding->theirs;

	for (size_t i = 0; i < out->num_pair; i++) {
		const struct psi_pairing_pair *pair = &out->pair[i];
		uint32_t row = by_theirs ? pair->theirs : pair->ours;
		uint32_t other = by_theirs ? pair->ours : pair->theirs;
		struct best *b = &best[row];

		if (pair->score.level == PSI_LEVEL_GROUP ||
		    pair->score.score < b->score)
			continue;
		if (pair->score.score == b->score) {
			const struct psi_pairing_pair *first =
			    &out->pair[b->pair];

			b->num++;
			b->is_one = b->is_one &&
			    same_tokens(others,
				by_theirs ? first->ours : first->theirs, other);
			continue;
		}
		b->score = pair->score.score;
		b->num = 1;
		b->pair = i;
		b->is_one = true;
	}
}

static void
judge(struct psi_pairing_pair *pair, size_t i, const struct best *by_theirs,
    const struct best *by_ours, bool with_groups)
{
	const struct best *ours = &by_theirs[pair->theirs];
	const struct best *theirs = &by_ours[pair->ours];

	if (pair->score.level == PSI_LEVEL_GROUP) {
		pair->sends = with_groups;
		pair->receives = with_groups;
		return;
	}
	if (pair->score.score < ours->score || ours->num > 1)
		pair->ambiguous |= PSI_PAIRING_OURS;
	if (pair->score.score < theirs->score || theirs->num > 1)
		pair->ambiguous |= PSI_PAIRING_THEIRS;
	if (pair->score.level != PSI_LEVEL_ACCOUNT)
		return;
	pair->sends = ours->pair == i && ours->is_one;
	pair->receives = theirs->pair == i && theirs->is_one;
}

static int
judge_all(struct finding *finding, bool with_groups, struct psi_error *err)
{
	struct psi_pairing *out = finding->out;
	size_t num_ours = finding->ours->num_row;
	size_t num_theirs = finding->theirs->num_row;
	struct best *by_ours = psi_array_new(num_ours, sizeof *by_ours);
	struct best *by_theirs = psi_array_new(num_theirs, sizeof *by_theirs);
	int rc = 0;

	if (by_ours == NULL || by_theirs == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	find_best(by_ours, finding, false);
	find_best(by_theirs, finding, true);
	for (size_t i = 0; i < out->num_pair; i++)
		judge(&out->pair[i], i, by_theirs, by_ours, with_groups);
out:
	psi_array_free(by_ours, num_ours, sizeof *by_ours);
	psi_array_free(by_theirs, num_theirs, sizeof *by_theirs);
	return rc;
}

int
psi_pairing_find(struct psi_pairing *out, const struct psi_pairing_side *ours,
    const struct psi_pairing_side *theirs, const struct psi_score_key *key,
    size_t num_token, uint16_t minimum, bool with_groups, struct psi_error *err)
{
	struct psi_pairing pairing = { NULL, 0, 0 };
	struct finding finding = {
		.out = &pairing,
		.ours = ours,
		.theirs = theirs,
		.key = key,
		.minimum = minimum,
	};
	int rc;

	if ((rc = find_places(&finding.our_places, ours, num_token, err)) !=
		0 ||
	    (rc = find_places(&finding.their_places, theirs, num_token, err)) !=
		0)
		goto out;
	finding.met = psi_array_new(theirs->num_row, sizeof *finding.met);
	if (finding.met == NULL) {
		rc = psi_error_nomem(err);
		goto out;
	}
	for (size_t r = 0; rc == 0 && r < ours->num_row; r++)
		rc = find_row(&finding, r, err);
	if (rc == 0)
		rc = judge_all(&finding, with_groups, err);
out:
	clear_places(&finding.our_places);
	clear_places(&finding.their_places);
	psi_array_free(finding.met, theirs->num_row, sizeof *finding.met);
	if (rc == 0)
		*out = pairing;
	else
		psi_pairing_clear(&pairing);
	return rc;
}

void
psi_pairing_clear(struct psi_pairing *pairing)
{
	psi_array_free(pairing->pair, pairing->size, sizeof *pairing->pair);
	memset(pairing, 0, sizeof *pairing);
}

const char *
psi_pairing_ambiguous_name(uint8_t ambiguous)
{
	static const char *const names[] = { "", "ours", "theirs", "both" };

	return names[ambiguous & 3];
}
