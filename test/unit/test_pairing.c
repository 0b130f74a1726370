/*
 * Pairs from the tokens that two rows have in common: known cases, and random
 * ones beside a slow search that knows nothing of tables.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mapping/pairing.h"

enum { LEI, DOMAIN, NAME, FAMILY, LABEL, KINDS };

static const struct psi_score_key kinds[KINDS] = {
	{ "lei", 1, 990 },
	{ "domain", 1, 970 },
	{ "name", 2, 800 },
	{ "family", PSI_TIER_FAMILY, 600 },
	{ "label+country", 3, 700 },
};

#define ROWS_MAX 64
#define TOKENS_MAX 64

struct side {
	struct psi_pairing_row row[ROWS_MAX];
	uint32_t token[ROWS_MAX * 8];
	size_t num_row;
	size_t num_token;
};

static struct psi_pairing_side
side_of(const struct side *side)
{
	struct psi_pairing_side out = { side->row, side->num_row, side->token };

	return out;
}

/* A row from its tokens, ended by UINT32_MAX. */
static void
add_row(struct side *side, const uint32_t *token)
{
	struct psi_pairing_row *row = &side->row[side->num_row++];

	row->first = side->num_token;
	for (row->num = 0; token[row->num] != UINT32_MAX; row->num++)
		side->token[side->num_token++] = token[row->num];
}

#define ROW(side, ...)                                                         \
	add_row(side, (const uint32_t[]){ __VA_ARGS__, UINT32_MAX })

static void
find(struct psi_pairing *out, const struct side *ours,
    const struct side *theirs, const struct psi_score_key *key,
    uint16_t minimum, bool with_groups)
{
	struct psi_pairing_side a = side_of(ours);
	struct psi_pairing_side b = side_of(theirs);

	assert_int_equal(psi_pairing_find(out, &a, &b, key, TOKENS_MAX, minimum,
			     with_groups, NULL),
	    0);
}

static void
make_keys(struct psi_score_key key[TOKENS_MAX], const int *kind, size_t num)
{
	for (size_t t = 0; t < TOKENS_MAX; t++)
		key[t] = kinds[t < num ? kind[t] : DOMAIN];
}

static void
rows_with_a_token_in_common_are_a_pair(void **state)
{
	struct psi_score_key key[TOKENS_MAX];
	struct psi_pairing pairing;
	struct side ours = { .num_row = 0 };
	struct side theirs = { .num_row = 0 };

	(void)state;
	make_keys(key, (const int[]){ LEI, DOMAIN, NAME }, 3);
	ROW(&ours, 0, 1);
	ROW(&ours, 2);
	ROW(&ours, 5);
	ROW(&theirs, 1, 2);
	find(&pairing, &ours, &theirs, key, 500, false);
	assert_int_equal(pairing.num_pair, 2);
	/* Only what both have counts: the domain, not the LEI. */
	assert_int_equal(pairing.pair[0].ours, 0);
	assert_int_equal(pairing.pair[0].score.score, 970);
	assert_true(pairing.pair[0].sends && pairing.pair[0].receives);
	assert_int_equal(pairing.pair[0].ambiguous, 0);
	/* The weaker account draws nothing. */
	assert_int_equal(pairing.pair[1].ours, 1);
	assert_int_equal(pairing.pair[1].score.score, 800);
	assert_false(pairing.pair[1].sends);
	assert_true(pairing.pair[1].receives);
	assert_int_equal(pairing.pair[1].ambiguous, PSI_PAIRING_OURS);
	psi_pairing_clear(&pairing);
}

/* Two weak keys of two accounts of ours are no strong pair with either. */
static void
keys_of_two_accounts_do_not_add_up(void **state)
{
	struct psi_score_key key[TOKENS_MAX];
	struct psi_pairing pairing;
	struct side ours = { .num_row = 0 };
	struct side theirs = { .num_row = 0 };

	(void)state;
	make_keys(key, (const int[]){ DOMAIN, NAME }, 2);
	ROW(&ours, 0);
	ROW(&ours, 1);
	ROW(&theirs, 0, 1);
	find(&pairing, &ours, &theirs, key, 990, false);
	assert_int_equal(pairing.num_pair, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(pairing.pair[i].score.level, PSI_LEVEL_REVIEW);
		assert_false(pairing.pair[i].sends);
	}
	psi_pairing_clear(&pairing);
}

static void
duplicates_are_one_account(void **state)
{
	struct psi_score_key key[TOKENS_MAX];
	struct psi_pairing pairing;
	struct side ours = { .num_row = 0 };
	struct side theirs = { .num_row = 0 };

	(void)state;
	make_keys(key, (const int[]){ LEI, DOMAIN, DOMAIN }, 3);
	/* The same tokens: the first stands for both. */
	ROW(&ours, 0);
	ROW(&ours, 0);
	ROW(&theirs, 0);
	find(&pairing, &ours, &theirs, key, 500, false);
	assert_int_equal(pairing.num_pair, 2);
	assert_true(pairing.pair[0].sends);
	assert_false(pairing.pair[1].sends);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pairing.pair[i].ambiguous, PSI_PAIRING_OURS);
	/* Both are best served by the one of theirs. */
	assert_true(pairing.pair[0].receives && pairing.pair[1].receives);
	psi_pairing_clear(&pairing);
	/* A tie of rows that differ is nobody's. */
	ours.num_row = 0;
	ROW(&ours, 0, 1);
	ROW(&ours, 0, 2);
	find(&pairing, &ours, &theirs, key, 500, false);
	assert_int_equal(pairing.num_pair, 2);
	assert_false(pairing.pair[0].sends || pairing.pair[1].sends);
	psi_pairing_clear(&pairing);
}

static void
groups_are_related_and_get_fields_only_if_agreed(void **state)
{
	struct psi_score_key key[TOKENS_MAX];
	struct psi_pairing pairing;
	struct side ours = { .num_row = 0 };
	struct side theirs = { .num_row = 0 };

	(void)state;
	make_keys(key, (const int[]){ FAMILY, DOMAIN, LABEL }, 3);
	ROW(&ours, 0, 1);
	ROW(&ours, 0);
	ROW(&ours, 2);
	ROW(&theirs, 0);
	ROW(&theirs, 1);
	ROW(&theirs, 2);
	for (int with_groups = 0; with_groups < 2; with_groups++) {
		find(&pairing, &ours, &theirs, key, 500, with_groups != 0);
		assert_int_equal(pairing.num_pair, 4);
		for (size_t i = 0; i < 4; i++) {
			const struct psi_pairing_pair *pair = &pairing.pair[i];
			bool is_group = pair->theirs == 0;
			bool is_weak = pair->theirs == 2;

			assert_int_equal(pair->ambiguous, 0);
			assert_int_equal(pair->score.level,
			    is_group      ? PSI_LEVEL_GROUP
				: is_weak ? PSI_LEVEL_REVIEW
					  : PSI_LEVEL_ACCOUNT);
			assert_int_equal(pair->sends,
			    is_group ? with_groups != 0 : !is_weak);
		}
		psi_pairing_clear(&pairing);
	}
}

static void
a_token_of_many_rows_makes_no_pairs(void **state)
{
	struct psi_score_key key[TOKENS_MAX];
	struct psi_pairing pairing;
	struct side ours = { .num_row = 0 };
	struct side theirs = { .num_row = 0 };

	(void)state;
	make_keys(key, NULL, 0);
	ROW(&ours, 0, 1);
	for (size_t i = 0; i < PSI_PAIRING_ROWS_MAX; i++)
		ROW(&theirs, 0);
	ROW(&theirs, 1);
	find(&pairing, &ours, &theirs, key, 500, false);
	assert_int_equal(pairing.num_pair, PSI_PAIRING_ROWS_MAX + 1);
	psi_pairing_clear(&pairing);
	ROW(&theirs, 0);
	find(&pairing, &ours, &theirs, key, 500, false);
	assert_int_equal(pairing.num_pair, 1);
	assert_int_equal(pairing.pair[0].theirs, PSI_PAIRING_ROWS_MAX);
	psi_pairing_clear(&pairing);
}

static uint32_t seed;

static uint32_t
draw(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)seed * n) >> 32);
}

static void
draw_side(struct side *side)
{
	memset(side, 0, sizeof *side);
	for (size_t r = 1 + draw(24); r > 0; r--) {
		struct psi_pairing_row *row = &side->row[side->num_row++];

		row->first = side->num_token;
		for (uint32_t t = draw(3); t < 12; t += 1 + draw(6)) {
			side->token[side->num_token++] = t;
			row->num++;
		}
	}
}

static bool
has(const struct side *side, size_t row, uint32_t token)
{
	for (size_t i = 0; i < side->row[row].num; i++)
		if (side->token[side->row[row].first + i] == token)
			return true;
	return false;
}

static size_t
num_rows_with(const struct side *side, uint32_t token)
{
	size_t num = 0;

	for (size_t r = 0; r < side->num_row; r++)
		num += has(side, r, token);
	return num;
}

/* The slow way: the score of any two rows; false where they are no pair. */
static bool
slow_score(struct psi_score *out, const struct side *ours, size_t a,
    const struct side *theirs, size_t b, const struct psi_score_key *key,
    uint16_t minimum)
{
	struct psi_score_key common[TOKENS_MAX];
	size_t num = 0;

	for (uint32_t t = 0; t < TOKENS_MAX; t++)
		if (has(ours, a, t) && has(theirs, b, t) &&
		    num_rows_with(ours, t) <= PSI_PAIRING_ROWS_MAX &&
		    num_rows_with(theirs, t) <= PSI_PAIRING_ROWS_MAX)
			common[num++] = key[t];
	if (num > 0)
		psi_score(out, common, num, minimum);
	return num > 0;
}

static bool
slow_same(const struct side *side, size_t a, size_t b)
{
	for (uint32_t t = 0; t < TOKENS_MAX; t++)
		if (has(side, a, t) != has(side, b, t))
			return false;
	return true;
}

/* May row `a` of the sender go to row `b`? */
static bool
slow_sends(const struct side *sender, size_t a, const struct side *receiver,
    size_t b, const struct psi_score_key *key, uint16_t minimum,
    bool with_groups)
{
	struct psi_score own;
	struct psi_score other;

	if (!slow_score(&own, sender, a, receiver, b, key, minimum))
		return false;
	if (own.level == PSI_LEVEL_GROUP)
		return with_groups;
	if (own.level != PSI_LEVEL_ACCOUNT)
		return false;
	for (size_t r = 0; r < sender->num_row; r++) {
		if (r == a ||
		    !slow_score(&other, sender, r, receiver, b, key, minimum) ||
		    other.level == PSI_LEVEL_GROUP || other.score < own.score)
			continue;
		if (other.score > own.score || !slow_same(sender, a, r) ||
		    r < a)
			return false;
	}
	return true;
}

static void
random_sides_agree_with_the_slow_search(void **state)
{
	(void)state;
	for (seed = 1; seed < 3000000000U; seed += 1500007) {
		uint32_t again = seed;
		struct psi_score_key key[TOKENS_MAX];
		struct side ours;
		struct side theirs;
		struct psi_pairing pairing;
		struct psi_pairing mirror;
		size_t at = 0;
		uint16_t minimum = (uint16_t)(draw(2) * 900);
		bool with_groups = draw(2) != 0;

		for (size_t t = 0; t < TOKENS_MAX; t++)
			key[t] = kinds[draw(KINDS)];
		draw_side(&ours);
		draw_side(&theirs);
		find(&pairing, &ours, &theirs, key, minimum, with_groups);
		find(&mirror, &theirs, &ours, key, minimum, with_groups);
		assert_int_equal(pairing.num_pair, mirror.num_pair);
		for (size_t a = 0; a < ours.num_row; a++)
			for (size_t b = 0; b < theirs.num_row; b++) {
				const struct psi_pairing_pair *pair =
				    &pairing.pair[at];
				struct psi_score score;

				if (!slow_score(&score, &ours, a, &theirs, b,
					key, minimum))
					continue;
				assert_true(at < pairing.num_pair);
				assert_int_equal(pair->ours, a);
				assert_int_equal(pair->theirs, b);
				assert_int_equal(
				    pair->score.score, score.score);
				assert_int_equal(pair->sends,
				    slow_sends(&ours, a, &theirs, b, key,
					minimum, with_groups));
				assert_int_equal(pair->receives,
				    slow_sends(&theirs, b, &ours, a, key,
					minimum, with_groups));
				at++;
			}
		assert_int_equal(at, pairing.num_pair);
		psi_pairing_clear(&pairing);
		psi_pairing_clear(&mirror);
		seed = again;
	}
}

static void
a_contradiction_takes_a_fifth(void **state)
{
	struct psi_score score = { 980, 1, PSI_LEVEL_ACCOUNT };

	(void)state;
	psi_score_contradict(&score, 785);
	assert_int_equal(score.score, 784);
	assert_int_equal(score.level, PSI_LEVEL_REVIEW);
	assert_true(psi_score_is_name_only(&kinds[NAME], 1));
	assert_true(psi_score_is_name_only(&kinds[LABEL], 1));
	assert_false(psi_score_is_name_only(&kinds[DOMAIN], 2));
	assert_false(psi_score_is_name_only(&kinds[FAMILY], 1));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_with_a_token_in_common_are_a_pair),
		cmocka_unit_test(keys_of_two_accounts_do_not_add_up),
		cmocka_unit_test(duplicates_are_one_account),
		cmocka_unit_test(
		    groups_are_related_and_get_fields_only_if_agreed),
		cmocka_unit_test(a_token_of_many_rows_makes_no_pairs),
		cmocka_unit_test(random_sides_agree_with_the_slow_search),
		cmocka_unit_test(a_contradiction_takes_a_fifth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
