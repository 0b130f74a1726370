/* An agreement in memory: its terms as fields, and its rows as text. */
#ifndef PSI_TRUST_AGREEMENT_FIELDS_H
#define PSI_TRUST_AGREEMENT_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/agreement.h"

#include "group/suite.h"
#include "terms/field.h"
#include "terms/population.h"
#include "terms/tier.h"

struct psi_agreement_rows;

#define PSI_KEY_TYPE_CHARS 24
#define PSI_KEY_TYPES_MAX 32

enum psi_mode { PSI_MODE_ACCOUNTS, PSI_MODE_COUNTS };

/* What is shared of pairs of level group: nothing, label and population, or
 * what the cell allows too. */
enum psi_group_pairs {
	PSI_GROUP_PAIRS_NONE,
	PSI_GROUP_PAIRS_CLAIMS,
	PSI_GROUP_PAIRS_FIELDS
};

struct psi_agreement_key {
	/* NUL-terminated, such as "name+country". */
	char type[PSI_KEY_TYPE_CHARS];
	/* 1, 2, 3 or PSI_TIER_FAMILY. */
	uint8_t tier;
	/* Thousandths, 1 to 999. */
	uint16_t weight;
};

struct psi_agreement_party {
	struct psi_public_identity identity;
	uint32_t maximum_elements;
	/* Rows of a shared file. */
	uint32_t maximum_shared;
	bool is_signed;
};

struct psi_agreement_share {
	enum psi_population own;
	enum psi_population theirs;
	/* "none", "match" or the list of fields; owned by the agreement. */
	const char *what;
	/* It says none: not even the match. */
	bool is_none;
	/* Empty for none and match. */
	struct psi_field_set fields;
};

struct psi_agreement {
	uint8_t digest[PSI_AGREEMENT_DIGEST_BYTES];
	/* Days since 1970-01-01. */
	int32_t created;
	int32_t expires;
	bool has_replaces;
	uint8_t replaces[PSI_AGREEMENT_DIGEST_BYTES];
	/* [0] is a, [1] is b. */
	struct psi_agreement_party party[2];
	bool competitors;
	/* May results be joined with those of other partners? */
	bool combine_partners;
	/* A bit for each action (terms/agent.h). */
	uint8_t agents_may;
	uint32_t retention_days;
	const struct psi_suite *suite;
	uint8_t fingerprint[32];
	uint8_t public_suffix_list[32];
	bool has_directory;
	uint8_t directory[32];
	/* Ascending by type. */
	struct psi_agreement_key key[PSI_KEY_TYPES_MAX];
	size_t num_key;
	/* Thousandths: what a pair needs so that fields are shared of it, and
	 * a match so that it is more than one for review. */
	uint16_t minimum_score;
	enum psi_group_pairs group_pairs;
	enum psi_mode mode;
	bool learns[2];
	char answers_first;
	enum psi_population group[PSI_POPULATIONS];
	size_t num_group;
	uint32_t maximum_ratio;
	uint32_t padding_multiple;
	uint32_t minimum_overlap;
	uint32_t suppress_below;
	uint32_t runs;
	uint32_t period_days;
	uint32_t maximum_source_age_days;
	/* Share rows of a and of b. */
	struct psi_agreement_share *share[2];
	size_t num_share[2];
	/* The rows as text, in file order, for psi_agreement_term and
	 * psi_agreement_write; private to agreement.c. */
	struct psi_agreement_rows *rows;
};

#endif
