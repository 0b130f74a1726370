#include "mapping/score.h"

#include <stdbool.h>
#include <string.h>

#define THOUSAND 1000
#define SCORE_MAX 999

enum family {
	FAMILY_IDENTIFIER,
	FAMILY_DOMAIN,
	FAMILY_NAME,
	FAMILY_PARENT,
	FAMILIES
};

/* Every type that is not listed is an identifier: those that two companies
 * agree on have names of their own. */
static const struct {
	const char *type;
	enum family family;
} families[] = {
	{ "core", FAMILY_NAME },
	{ "core+country", FAMILY_NAME },
	{ "domain", FAMILY_DOMAIN },
	{ "family", FAMILY_PARENT },
	{ "host", FAMILY_DOMAIN },
	{ "label+country", FAMILY_NAME },
	{ "loose", FAMILY_NAME },
	{ "loose+country", FAMILY_NAME },
	{ "name", FAMILY_NAME },
	{ "name+country", FAMILY_NAME },
};

static enum family
find_family(const struct psi_score_key *key)
{
	if (key->tier == PSI_TIER_FAMILY)
		return FAMILY_PARENT;
	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
		if (strcmp(families[i].type, key->type) == 0)
			return families[i].family;
	}
	return FAMILY_IDENTIFIER;
}

bool
psi_score_is_group_key(const struct psi_score_key *key)
{
	return key->tier == PSI_TIER_FAMILY ||
	    strcmp(key->type, "family") == 0 || strcmp(key->type, "host") == 0;
}

void
psi_score(struct psi_score *out, const struct psi_score_key *keys, size_t num,
    uint16_t minimum)
{
	uint16_t best[FAMILIES] = { 0 };
	bool is_group = true;
	uint64_t miss = 1;
	uint64_t unit = 1;
	uint64_t score;

	out->tier = PSI_TIER_FAMILY;
	for (size_t i = 0; i < num; i++) {
		enum family family = find_family(&keys[i]);

		if (keys[i].weight > best[family])
			best[family] = keys[i].weight;
		if (keys[i].tier < out->tier)
			out->tier = keys[i].tier;
		is_group = is_group && psi_score_is_group_key(&keys[i]);
	}
	/* At most 1000^4, exact; rounded half up, once, at the end. */
	for (size_t i = 0; i < FAMILIES; i++) {
		miss *= (uint64_t)(THOUSAND - best[i]);
		unit *= THOUSAND;
	}
	unit /= THOUSAND;
	score = (unit * THOUSAND - miss + unit / 2) / unit;
	out->score = (uint16_t)(score > SCORE_MAX ? SCORE_MAX : score);
	if (out->score < minimum || out->tier == 3)
		out->level = PSI_LEVEL_REVIEW;
	else
		out->level = is_group ? PSI_LEVEL_GROUP : PSI_LEVEL_ACCOUNT;
}

bool
psi_score_is_name_only(const struct psi_score_key *keys, size_t num)
{
	for (size_t i = 0; i < num; i++) {
		if (find_family(&keys[i]) != FAMILY_NAME)
			return false;
	}
	return num > 0;
}

void
psi_score_contradict(struct psi_score *score, uint16_t minimum)
{
	score->score = (uint16_t)((score->score * 8 + 5) / 10);
	if (score->score < minimum)
		score->level = PSI_LEVEL_REVIEW;
}
