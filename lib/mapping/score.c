#include "mapping/score.h"

#include <stdbool.h>
#include <string.h>

#define THOUSAND 1000
#define SCORE_MAX 999

enum evidence {
	EVIDENCE_IDENTIFIER,
	EVIDENCE_DOMAIN,
	EVIDENCE_NAME,
	EVIDENCE_PARENT,
	/* What counts independently ends here. */
	EVIDENCES,
	/* An entity of a directory was found by one of the others. */
	EVIDENCE_DIRECTORY = EVIDENCES
};

/* Every type that is not listed is an identifier: those that two companies
 * agree on have names of their own. */
static const struct {
	const char *type;
	enum evidence evidence;
} evidences[] = {
	{ "core", EVIDENCE_NAME },
	{ "core+country", EVIDENCE_NAME },
	{ "domain", EVIDENCE_DOMAIN },
	{ "entity", EVIDENCE_DIRECTORY },
	{ "family", EVIDENCE_PARENT },
	{ "host", EVIDENCE_DOMAIN },
	{ "label", EVIDENCE_NAME },
	{ "label+country", EVIDENCE_NAME },
	{ "loose", EVIDENCE_NAME },
	{ "loose+country", EVIDENCE_NAME },
	{ "name", EVIDENCE_NAME },
	{ "name+country", EVIDENCE_NAME },
};

static enum evidence
find_evidence(const struct psi_score_key *key)
{
	if (key->tier == PSI_TIER_FAMILY)
		return EVIDENCE_PARENT;
	for (size_t i = 0; i < sizeof evidences / sizeof evidences[0]; i++) {
		if (strcmp(evidences[i].type, key->type) == 0)
			return evidences[i].evidence;
	}
	return EVIDENCE_IDENTIFIER;
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
	uint16_t best[EVIDENCES + 1] = { 0 };
	bool is_group = true;
	uint64_t miss = 1;
	uint64_t unit = 1;
	uint64_t score;

	out->tier = PSI_TIER_FAMILY;
	for (size_t i = 0; i < num; i++) {
		enum evidence evidence = find_evidence(&keys[i]);

		if (keys[i].weight > best[evidence])
			best[evidence] = keys[i].weight;
		if (keys[i].tier < out->tier)
			out->tier = keys[i].tier;
		is_group = is_group && psi_score_is_group_key(&keys[i]);
	}
	/* At most 1000^4, exact; rounded half up, once, at the end. */
	for (size_t i = 0; i < EVIDENCES; i++) {
		miss *= (uint64_t)(THOUSAND - best[i]);
		unit *= THOUSAND;
	}
	unit /= THOUSAND;
	score = (unit * THOUSAND - miss + unit / 2) / unit;
	if (score < best[EVIDENCE_DIRECTORY])
		score = best[EVIDENCE_DIRECTORY];
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
		if (find_evidence(&keys[i]) != EVIDENCE_NAME)
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
