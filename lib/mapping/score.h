/*
 * How sure a match is: from the types of the keys that matched, with the
 * weights and tiers that the agreement gives them. Pure integers.
 *
 * Keys fall into four families of evidence: identifiers (lei, regno, vat,
 * duns, and the ids that two companies agree on), domains (domain, host),
 * names (name, loose, core, label, each with or without country), and family
 * (an ultimate parent). Inside a family the strongest key counts, since its
 * keys come from the same field; between families the score is
 * 1 - (1 - w1) * (1 - w2) * ..., at most 0.999. An
 * entity of a directory was found by one of these, so it adds nothing to them:
 * its weight is the least that the score can be.
 */
#ifndef PSI_MAPPING_SCORE_H
#define PSI_MAPPING_SCORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "terms/tier.h"

struct psi_score_key {
	/* NUL-terminated, such as "name+country". */
	const char *type;
	/* 1, 2, 3 or PSI_TIER_FAMILY. */
	uint8_t tier;
	/* Thousandths, 1 to 999. */
	uint16_t weight;
};

struct psi_score {
	/* Thousandths, 1 to 999. */
	uint16_t score;
	/* The best one of the keys. */
	uint8_t tier;
	enum psi_level level;
};

/*
 * The score of an account that matched by these keys: at least one; a type
 * may stand twice. `minimum` is the agreement's minimum score, in
 * thousandths.
 */
void psi_score(struct psi_score *out, const struct psi_score_key *keys,
    size_t num, uint16_t minimum);

/* Does the key speak of a group of companies and not of one of them: host and
 * family keys? */
bool psi_score_is_group_key(const struct psi_score_key *key);

/* Are all of these keys made from the name alone? Then two different countries
 * speak against the match. */
bool psi_score_is_name_only(const struct psi_score_key *keys, size_t num);

/*
 * Lower a score by a fifth, for a contradiction: score * 0.8, rounded half
 * up; under `minimum` the level is review then.
 */
void psi_score_contradict(struct psi_score *score, uint16_t minimum);

#endif
