/* The score of a match: families of evidence, rounding, levels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mapping/score.h"

static const struct psi_score_key domain = { "domain", 1, 970 };
static const struct psi_score_key host = { "host", 2, 900 };
static const struct psi_score_key name = { "name", 1, 980 };
static const struct psi_score_key loose = { "loose", 2, 900 };
static const struct psi_score_key core = { "core", 2, 500 };
static const struct psi_score_key label = { "label+country", 3, 800 };
static const struct psi_score_key lei = { "lei", 1, 990 };
static const struct psi_score_key duns = { "duns", 1, 950 };
static const struct psi_score_key family = { "family", 4, 900 };
static const struct psi_score_key agreed = { "market-id", 1, 990 };

static struct psi_score
score_of(const struct psi_score_key *keys, size_t num, uint16_t minimum)
{
	struct psi_score score;

	psi_score(&score, keys, num, minimum);
	return score;
}

static void
one_key_scores_its_weight(void **state)
{
	const struct psi_score_key all[] = { domain, host, name, loose, core,
		label, lei, duns, family, agreed };

	(void)state;
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		struct psi_score score = score_of(&all[i], 1, 1);

		assert_int_equal(score.score, all[i].weight);
		assert_int_equal(score.tier, all[i].tier);
	}
}

static void
strongest_of_a_family_counts(void **state)
{
	const struct psi_score_key plain_label = { "label", 2, 700 };
	const struct psi_score_key names[] = { loose, name, core, label,
		plain_label };
	const struct psi_score_key ids[] = { duns, lei, agreed };
	const struct psi_score_key domains[] = { host, domain };

	(void)state;
	assert_int_equal(score_of(names, 5, 1).score, 980);
	assert_int_equal(score_of(names, 5, 1).tier, 1);
	assert_int_equal(score_of(ids, 3, 1).score, 990);
	assert_int_equal(score_of(domains, 2, 1).score, 970);
}

static void
families_add_up(void **state)
{
	/* 1 - 0.5 * 0.1 = 0.95; 1 - 0.5 * 0.2 = 0.9. */
	const struct psi_score_key core_host[] = { core, host };
	/* 1 - 0.03 * 0.02 = 0.9994: at most 0.999. */
	const struct psi_score_key strong[] = { domain, name };
	/* 1 - 0.251 * 0.35 = 0.91215, 1 - 0.251 * 0.25 = 0.93725. */
	const struct psi_score_key down[] = { { "domain", 1, 749 },
		{ "name", 1, 650 } };
	/* 1 - 0.49 * 0.45 = 0.7795: a half is rounded up. */
	const struct psi_score_key half[] = { { "domain", 1, 510 },
		{ "name", 1, 550 } };
	const struct psi_score_key four[] = { { "lei", 1, 100 },
		{ "domain", 1, 100 }, { "name", 1, 100 },
		{ "family", 4, 100 } };

	(void)state;
	assert_int_equal(score_of(core_host, 2, 1).score, 950);
	assert_int_equal(score_of(strong, 2, 1).score, 999);
	assert_int_equal(score_of(down, 2, 1).score, 912);
	assert_int_equal(score_of(half, 2, 1).score, 780);
	/* 1 - 0.9^4 = 0.3439. */
	assert_int_equal(score_of(four, 4, 1).score, 344);
}

static void
levels(void **state)
{
	const struct psi_score_key group[] = { family, host };
	const struct psi_score_key mixed[] = { family, host, loose };
	const struct psi_score_key tier_3[] = { label };
	const struct psi_score_key label_name[] = { label, loose };

	(void)state;
	assert_int_equal(score_of(&family, 1, 1).level, PSI_LEVEL_GROUP);
	assert_int_equal(score_of(&host, 1, 1).level, PSI_LEVEL_GROUP);
	assert_int_equal(score_of(group, 2, 1).level, PSI_LEVEL_GROUP);
	assert_int_equal(score_of(mixed, 3, 1).level, PSI_LEVEL_ACCOUNT);
	assert_int_equal(score_of(tier_3, 1, 1).level, PSI_LEVEL_REVIEW);
	assert_int_equal(score_of(label_name, 2, 1).level, PSI_LEVEL_ACCOUNT);
	/* Under the minimum everything is for review; at it, nothing is. */
	assert_int_equal(score_of(&domain, 1, 971).level, PSI_LEVEL_REVIEW);
	assert_int_equal(score_of(&domain, 1, 970).level, PSI_LEVEL_ACCOUNT);
	assert_int_equal(score_of(&family, 1, 901).level, PSI_LEVEL_REVIEW);
}

/* An entity was found by another key: it lifts a score, and adds nothing. */
static void
entity_is_no_further_evidence(void **state)
{
	const struct psi_score_key entity = { "entity", 1, 970 };
	const struct psi_score_key strong[] = { { "name", 1, 980 }, entity };
	const struct psi_score_key weak[] = { { "core", 2, 750 }, entity };

	(void)state;
	assert_int_equal(score_of(&entity, 1, 1).score, 970);
	assert_int_equal(score_of(&entity, 1, 1).level, PSI_LEVEL_ACCOUNT);
	assert_int_equal(score_of(strong, 2, 1).score, 980);
	assert_int_equal(score_of(weak, 2, 1).score, 970);
	assert_int_equal(score_of(weak, 2, 1).tier, 1);
}

static void
names_of_levels_and_tiers(void **state)
{
	(void)state;
	assert_string_equal(psi_level_name(PSI_LEVEL_ACCOUNT), "account");
	assert_string_equal(psi_level_name(PSI_LEVEL_GROUP), "group");
	assert_string_equal(psi_level_name(PSI_LEVEL_REVIEW), "review");
	assert_string_equal(psi_tier_name(1), "1");
	assert_string_equal(psi_tier_name(3), "3");
	assert_string_equal(psi_tier_name(PSI_TIER_FAMILY), "family");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_key_scores_its_weight),
		cmocka_unit_test(strongest_of_a_family_counts),
		cmocka_unit_test(families_add_up),
		cmocka_unit_test(levels),
		cmocka_unit_test(entity_is_no_further_evidence),
		cmocka_unit_test(names_of_levels_and_tiers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
