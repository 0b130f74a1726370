/*
 * Tiers and levels: how strong the evidence of a key is, and what a match
 * says (lib/KEYS.md; the rows `key` of an agreement, lib/FORMAT.md section
 * 4). Agreements, scores and lists of matches all use these names.
 */
#ifndef PSI_TERMS_TIER_H
#define PSI_TERMS_TIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Tiers 1 to 3 are strong to weak; a family key relates groups only. */
#define PSI_TIER_FAMILY 4

/* "1", "2", "3" or "family"; static. */
const char *psi_tier_name(uint8_t tier);

/* The tier of such a name; false for others. */
bool psi_tier_find(uint8_t *out, const char *name, size_t name_len);

enum psi_level {
	/* The same company. */
	PSI_LEVEL_ACCOUNT,
	/* The same group of companies: nothing but host and family keys. */
	PSI_LEVEL_GROUP,
	/* Weak: a person should look. Under the minimum score, or of tier 3
	 * only. */
	PSI_LEVEL_REVIEW
};

/* "account", "group" or "review"; static. */
const char *psi_level_name(enum psi_level level);

#endif
