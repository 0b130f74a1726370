/*
 * How sure a match is: from the types of the keys that matched, with the
 * weights and tiers that the agreement gives them. Pure integers.
 *
 * Keys fall into four families of evidence: identifiers (lei, regno, vat,
 * duns, and the ids that two companies agree on), domains (domain, host),
 * names (name, loose, core, label, each with or without country), and family
 * (an ultimate parent). Inside a family the strongest key counts, since its
 * keys come from the same field; between families the score is
 * 1 - (1 - w1) * (1 - w2) * ..., at most 0.999.
 */
#ifndef PSI_MAPPING_SCORE_H
#define PSI_MAPPING_SCORE_H

#include <stddef.h>
#include <stdint.h>

/* Tiers 1 to 3 are strong to weak; a family key relates groups only. */
#define PSI_SCORE_TIER_FAMILY 4

struct psi_score_key {
	/* NUL-terminated, such as "name+country". */
	const char *type;
	/* 1, 2, 3 or PSI_SCORE_TIER_FAMILY. */
	uint8_t tier;
	/* Thousandths, 1 to 999. */
	uint16_t weight;
};

enum psi_level {
	/* The same company. */
	PSI_LEVEL_ACCOUNT,
	/* The same group of companies: nothing but host and family keys. */
	PSI_LEVEL_GROUP,
	/* Weak: a person should look. Under the minimum score, or of tier 3
	 * only. */
	PSI_LEVEL_REVIEW
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

/* "account", "group" or "review". */
const char *psi_level_name(enum psi_level level);

/* "1", "2", "3" or "family". */
const char *psi_tier_name(uint8_t tier);

#endif
